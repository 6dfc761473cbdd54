"""Write the next migration from what the tables say; read it before you commit it.

python -m readiness.store.migrations.write "why"
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from readiness.store import schema
from readiness.store.session import Database
from readiness.store.tables.whole import INSERT_ONLY


def main(message: str) -> None:
    versions = schema.MIGRATIONS / "versions"
    number = f"{len(list(versions.glob('[0-9]*.py'))) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'at-head.db'}")
        config = Config()
        config.set_main_option("script_location", str(schema.MIGRATIONS))
        config.set_main_option("path_separator", "os")
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        if number != "0001":
            schema.upgrade(database)
        with database.schema_change() as connection:
            config.attributes["connection"] = connection
            command.revision(config, message=message, autogenerate=True, rev_id=number)
        database.close()
    for written in versions.glob(f"{number}_*.py"):
        _guard(written)


def _guard(migration: Path) -> None:
    """Names the insert-only tables that the migration makes, so that it makes their triggers too; then tidies it."""
    text = migration.read_text(encoding="utf-8")
    made = set(re.findall(r"op\.create_table\(\s*['\"](\w+)['\"]", text)) & INSERT_ONLY
    listed = "".join(f'\n    "{name}",' for name in sorted(made))
    text = text.replace(
        "INSERT_ONLY = ()", f"INSERT_ONLY: tuple[str, ...] = ({listed}\n)" if made else "INSERT_ONLY = ()"
    )
    migration.write_text(re.sub(r"\n    # ### .*", "", text), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(migration)], check=True)  # noqa: S603
    subprocess.run([sys.executable, "-m", "ruff", "check", "--fix", "--quiet", str(migration)], check=False)  # noqa: S603


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "change")
