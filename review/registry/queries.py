"""The public catalogue: what the registry publishes, never a person's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from review.database import db
from review.models.places import Municipality, Organisation
from review.models.registry import Badge, BadgeState
from review.models.search import holding
from review.registry import numbers

PAGE = 50


@dataclass(frozen=True)
class Asked:
    """What a reader looks for."""

    text: str = ""
    direction: str = ""
    municipality_id: int | None = None


@dataclass(frozen=True)
class Listing:
    """One page of the registry; `after` leads to the next one."""

    rows: Sequence[Any]
    after: str | None
    total: int


def search(asked: Asked, after: str = "") -> Listing:
    """Badges that fit, the newest first; superseded ones are left out."""
    where = _conditions(asked)
    total = db.session.scalar(sa.select(sa.func.count(Badge.id)).where(*where)) or 0
    query = (
        sa.select(
            Badge.id,
            Badge.number,
            Badge.title,
            Badge.direction,
            Badge.facts,
            Badge.state,
            Badge.issued_at,
            Badge.valid_until,
            Organisation.short_name.label("organisation"),
            Municipality.name.label("municipality"),
        )
        .join(Organisation, Organisation.id == Badge.organisation_id)
        .join(Municipality, Municipality.id == Badge.municipality_id)
        .where(*where)
        .order_by(Badge.id.desc())
        .limit(PAGE + 1)
    )
    if after.isdecimal() and len(after) < 10:
        query = query.where(Badge.id < int(after))
    rows = db.session.execute(query).all()
    more = len(rows) > PAGE
    return Listing(rows[:PAGE], str(rows[PAGE - 1].id) if more else None, total)


def _conditions(asked: Asked) -> list[sa.ColumnElement[bool]]:
    parts = [Badge.state != BadgeState.SUPERSEDED]
    parts.extend(_says(word) for word in asked.text.split())
    if asked.direction:
        parts.append(Badge.direction == asked.direction)
    if asked.municipality_id is not None:
        parts.append(Badge.municipality_id == asked.municipality_id)
    return parts


def _says(word: str) -> sa.ColumnElement[bool]:
    """The word stands in the programme's texts, or is a part of the number as people type it."""
    text = word.casefold().replace("ё", "е")
    number = numbers.tidy(word)
    tail = numbers.tail(number)
    numbered = sa.select(Badge.id).where(
        sa.or_(
            Badge.number.contains(number, autoescape=True) if number.strip("-") else sa.false(),
            Badge.number.endswith(tail, autoescape=True) if tail else sa.false(),
        )
    )
    # A union and no OR: each half has an index of its own, and together they would read all.
    return Badge.id.in_(holding(Badge.search_text, text).union(numbered))


def list_municipalities() -> Sequence[Any]:
    """Municipalities that have badges, for the filter."""
    return db.session.execute(
        sa.select(Municipality.id, Municipality.name)
        .where(Municipality.id.in_(sa.select(Badge.municipality_id)))
        .order_by(Municipality.name)
    ).all()
