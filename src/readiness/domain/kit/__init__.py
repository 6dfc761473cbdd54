"""Kits: what one rep takes to one named buyer, made of approved pieces of the message and nothing else.

`request` says for whom, `plan` which parts there are, what each is made of and what is left out; it makes no text.
"""
