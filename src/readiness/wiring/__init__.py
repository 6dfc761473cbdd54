"""Where everything is put together. Nothing is built at import, nothing is opened before it is asked for.

`workspace` makes the whole Context, database included; `files` only reads launch files and imports neither the store
nor any heavy library, for the commands that must start fast (`check`, `schema`). Nothing is re-exported here:
importing this package costs nothing.
"""
