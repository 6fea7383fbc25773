"""Writes the next chapter of the tables' history from what callcenter/store/schema.py says now.

`python scripts/new-migration.py r0002 "Remember the weather"`: look at the file it makes before you commit it.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from alembic import command
from sqlalchemy import create_engine

from callcenter.store.migrate import config


def main(number: str, message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/history.db")
        with engine.begin() as conn:
            command.upgrade(config(conn), "head")
            command.revision(config(conn), message=message, rev_id=number, autogenerate=True)
        engine.dispose()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
