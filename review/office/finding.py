"""Which place a person means: suggestions for a field, and what was typed into it."""

from __future__ import annotations

import sqlalchemy as sa

from review.database import db
from review.models.places import Municipality, Organisation
from review.office.queries import words_in

#: Above this many places a list of suggestions would weigh more than the page itself.
MOST_SUGGESTED = 400


def place_label(organisation: str, municipality: str) -> str:
    """An organisation as it is written and suggested in a field."""
    return f"{organisation} · {municipality}"


def suggest_organisations() -> list[str]:
    """Active organisations to choose from while typing; none where there are too many."""
    rows = db.session.execute(
        sa.select(Organisation.short_name, Municipality.name)
        .join(Municipality, Municipality.id == Organisation.municipality_id)
        .where(Organisation.is_active)
        .order_by(Organisation.short_name, Organisation.id)
        .limit(MOST_SUGGESTED + 1)
    ).all()
    return [place_label(*row) for row in rows] if len(rows) <= MOST_SUGGESTED else []


def find_organisation(text: str) -> int | None:
    """The one active organisation a person means: as suggested, by ИНН, by name or a part of it.

    None where nothing or more than one fits.
    """
    name, _, place = text.partition(" · ")
    base = (
        sa.select(Organisation.id)
        .join(Municipality, Municipality.id == Organisation.municipality_id)
        .where(Organisation.is_active)
        .limit(2)
    )
    exact = base.where(sa.or_(Organisation.short_name == name.strip(), Organisation.inn == text))
    if place:
        exact = exact.where(Municipality.name == place.strip())
    part = base.where(*words_in(text.replace(" · ", " "), Organisation.short_name))
    for query in (exact, part):
        found = db.session.scalars(query).all()
        if len(found) == 1:
            return found[0]
    return None


def find_municipality(text: str) -> int | None:
    """The one municipality a person means, by its name or a part of it; None otherwise."""
    exact = db.session.scalar(sa.select(Municipality.id).where(Municipality.name == text))
    if exact is not None:
        return exact
    base = sa.select(Municipality.id).where(*words_in(text, Municipality.name)).limit(2)
    found = db.session.scalars(base).all() if text else []
    return found[0] if len(found) == 1 else None


def suggest_municipalities() -> list[str]:
    """Names of all municipalities, to choose from while typing."""
    return list(db.session.scalars(sa.select(Municipality.name).order_by(Municipality.name)))


def name_organisation(organisation_id: int | None) -> str:
    """An organisation as it stands in a field; nothing for None."""
    row = db.session.execute(
        sa.select(Organisation.short_name, Municipality.name)
        .join(Municipality, Municipality.id == Organisation.municipality_id)
        .where(Organisation.id == organisation_id)
    ).one_or_none()
    return place_label(*row) if row else ""
