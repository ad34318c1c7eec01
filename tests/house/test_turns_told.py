"""Remarks of a ledger from before they had lives: their turns, folded, give the status they had."""

from __future__ import annotations

import itertools
from datetime import timedelta

import flask_migrate
import pytest
import sqlalchemy as sa
from flask import Flask

from review.database import db
from review.models.moderation import Remark, RemarkStatus
from review.remarks import turns_of
from tests.review.carried import Story
from tests.road import Road
from workflows.remark_life import ANSWERED, fold

pytestmark = pytest.mark.both_databases

#: What may be known of an old row: days after its writing it was answered and settled, by whom.
DATES = tuple(itertools.product((None, 1, 3), (None, 0, 2, 4), (True, False)))


def odd_rows(remarks: list[Remark]) -> dict[int, RemarkStatus]:
    """Every mixture of a status and dates that the checks let stand; the status by id."""
    mixtures = [
        (status, *dates)
        for status, dates in itertools.product(RemarkStatus, DATES)
        if status not in ANSWERED or dates[0] is not None
    ]
    for row, (status, replied, settled, known) in zip(remarks, mixtures, strict=True):
        row.status = status
        row.replied_at = row.created_at + timedelta(days=replied) if replied is not None else None
        row.settled_at = row.created_at + timedelta(days=settled) if settled is not None else None
        row.settled_by_id = row.person_id if known and settled is not None else None
    return {row.id: row.status for row in remarks}


def test_turns_told_of_odd_rows_fold_into_their_status(app: Flask) -> None:
    with app.app_context():
        story = Story(Road(app))
        count = len(DATES) * 3 + len([one for one in DATES if one[0] is not None]) * 2
        story.write_more(count - len(story.remarks()))
        before = odd_rows(story.remarks())
        db.session.commit()
        db.session.remove()
        db.engine.dispose()

        flask_migrate.downgrade(revision="0004")
        flask_migrate.upgrade()

        turns = turns_of(list(before))
        after = {one: fold(turn.kind for turn in turns[one]) for one in before}
        assert after == before
        assert set(before.values()) == set(RemarkStatus)
        rows = db.session.execute(sa.select(Remark.id, Remark.status))
        assert {row.id: row.status for row in rows} == before
