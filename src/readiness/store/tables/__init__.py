"""Every table, a module per noun. Tables are never validators: what reaches them was parsed at the edge.

Import the modules you use; `whole` imports all of them. A table named in `INSERT_ONLY` refuses UPDATE and DELETE in the
database itself.
"""
