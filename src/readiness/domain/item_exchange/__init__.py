"""Questions between this product and others: GIFT, Aiken and Moodle XML, both ways, with what each cannot carry.

`exchange_item` is the neutral question, `gift`, `aiken` and `moodle_xml` read and write it, `mapping` turns it into an
item of the launch file and back, `formats` chooses among them. Nothing here reads a disk; what an imported item means
is judged by `checks` and written by `actions/import_items`.
"""
