"""Calculators: what changing a habit is worth, formula by formula, and which figure matters most.

`formula` reads formulas and tells what is wrong with them without working anything out; `bounds` says in which range
their results are; `units` compares units; `working` works them out and `sensitivity` turns one figure at a time.
"""
