"""Which rows hold a piece of text, without reading them all.

The indexes are of trigrams, for people look for parts of words and numbers: tables of FTS5 that
triggers keep on SQLite, and GIN indexes on PostgreSQL, which LIKE uses by itself (migration 0004).
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from review.database import db

#: What the names of these indexes begin with; migrations make them, the tables do not declare them.
NAMED: Final = "words_of_"
#: Shorter pieces have no trigram; they are looked for row by row.
SHORTEST: Final = 3


def holding(column: InstrumentedAttribute[str], piece: str) -> sa.Select[tuple[int]]:
    """Keys of the rows whose `column`, one that migration 0004 names, has `piece` anywhere in it.

    Upper and lower case differ, except for Latin letters in pieces too short for the index.
    """
    table = column.class_.__table__
    if len(piece) < SHORTEST or db.engine.dialect.name != "sqlite":
        return sa.select(table.c.id).where(column.contains(piece, autoescape=True))
    index = sa.table(f"{NAMED}{table.name}", sa.column("rowid"), sa.column(column.key))
    phrase = '"{}"'.format(piece.replace('"', '""'))
    return sa.select(index.c.rowid).where(index.c[column.key].match(phrase))
