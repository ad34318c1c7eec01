"""A stored version of a rubric or track cannot be changed, whatever program asks the database."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from review.database import db
from review.models.profiles import RubricVersion, TrackVersion
from tests.review.scene import found_region

pytestmark = pytest.mark.both_databases
VERSIONS = pytest.mark.parametrize("table", [RubricVersion, TrackVersion])


def stored(table) -> list[tuple]:
    return [tuple(row) for row in db.session.execute(sa.select(table.__table__))]


@pytest.fixture
def kept(db_session) -> None:
    found_region()
    db.session.commit()


@VERSIONS
@pytest.mark.parametrize("column", ["source", "content_hash", "title", "published_at"])
def test_the_database_refuses_to_change_a_stored_version(kept, table, column: str) -> None:
    before = stored(table)
    value = before[0][-1] if column == "published_at" else "x"
    with pytest.raises(IntegrityError, match="a stored version never changes"):
        db.session.execute(sa.update(table).values({column: value}))
    db.session.rollback()
    assert stored(table) == before


@VERSIONS
def test_the_database_refuses_to_drop_a_stored_version(kept, table) -> None:
    before = stored(table)
    with pytest.raises(IntegrityError, match="a stored version never changes"):
        db.session.execute(sa.delete(table))
    db.session.rollback()
    assert before
    assert stored(table) == before


def test_a_new_version_is_stored_beside_the_old_one(kept) -> None:
    db.session.add(
        RubricVersion(
            content_hash="f" * 64,
            rubric_id="other",
            title="other",
            source="{}",
            published_at=db.session.scalar(sa.select(RubricVersion.published_at)),
        )
    )
    db.session.commit()
    assert len(stored(RubricVersion)) == 2
