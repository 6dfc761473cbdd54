"""Every table, a module per noun. Tables are never validators: what reaches them was parsed at the edge.

Import the modules you use; `whole` imports all of them. A table named in `INSERT_ONLY` refuses UPDATE and DELETE in the
database itself.
"""

from sqlmodel import SQLModel

SQLModel.model_config["defer_build"] = True
"""No validator is built for any table, because none of them validates: an eighth less to import."""
