"""The verbs of the editor: begin a draft, save it, drop it, publish it as a new version."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import selectinload

from review import clock, profiles
from review.database import db
from review.faults import Conflict, Invalid, NotFound
from review.models.profiles import RubricDraft, RubricVersion
from review.models.scoring import ScoreSheet, Seat, SeatState, Verdict
from review.models.submissions import Submission
from review.rubrics.tree import Content, content_of, data_of
from rubric.criteria import Rubric
from rubric.faults import Fault, RubricFaults
from rubric.loading import load
from rubric.outcomes import Sheet
from rubric.replay import Frozen
from rubric.sheet import Mark
from workflows.roles import Actor


@dataclass(frozen=True)
class Read:
    """A draft as the rules read it: the rubric, or every fault that stands in the way."""

    rubric: Rubric | None
    faults: tuple[Fault, ...]


def read(content: Content) -> Read:
    """What the typed fields come to."""
    try:
        return Read(load(json.dumps(data_of(content), ensure_ascii=False)), ())
    except RubricFaults as error:
        return Read(None, error.faults)


def source_of(content: Content) -> str:
    """The draft as a YAML file."""
    return str(yaml.safe_dump(data_of(content), allow_unicode=True, sort_keys=False, width=100))


def begin(rubric: Rubric, actor: Actor, version: RubricVersion | None = None) -> RubricDraft:
    """A new draft that starts as this rubric; `version` is the one it will be compared with."""
    draft = RubricDraft(
        title=rubric.title.ru[:300],
        content=content_of(rubric.as_data()),
        based_on_id=version.id if version else None,
        changed_at=clock.now(),
        changed_by_id=actor.person_id,
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def get_draft(draft_id: int) -> RubricDraft:
    """A draft by id; NotFound otherwise."""
    draft = db.session.get(RubricDraft, draft_id)
    if draft is None:
        raise NotFound("draft")
    return draft


def save(draft: RubricDraft, content: Content, actor: Actor, expected: int | None) -> None:
    """Keep what was typed, faults and all. Raises Conflict when another window saved first."""
    if expected not in (None, draft.version) and content != draft.content:
        raise Conflict("changed_meanwhile")
    if content != draft.content:
        draft.content = content
        draft.title = (str(content.get("title_ru") or "") or draft.title)[:300]
        draft.changed_at, draft.changed_by_id = clock.now(), actor.person_id
    db.session.flush()


def publish(draft: RubricDraft) -> RubricVersion:
    """Store the draft as an immutable version and let the draft go.

    Raises RubricFaults while it has any, Invalid for a rubric that never decides.
    """
    stored = profiles.publish_rubric(source_of(draft.content))
    db.session.delete(draft)
    db.session.flush()
    return stored


def get_version(version_id: int) -> RubricVersion:
    """A stored version by id; NotFound otherwise."""
    found = db.session.get(RubricVersion, version_id)
    if found is None:
        raise NotFound("version")
    return found


def list_versions() -> list[RubricVersion]:
    """Stored versions, the newest first."""
    return list(db.session.scalars(sa.select(RubricVersion).order_by(RubricVersion.id.desc())))


def list_drafts() -> list[RubricDraft]:
    """Drafts, the one changed last first."""
    return list(
        db.session.scalars(
            sa.select(RubricDraft).order_by(RubricDraft.changed_at.desc(), RubricDraft.id)
        )
    )


def frozen_reviews(version_id: int, season_id: int | None = None) -> list[Frozen]:
    """Finished reviews by this version, by number; a key is "number, round"."""
    asked = sa.select(Verdict.submission_id).join(Verdict.submission)
    asked = asked.where(Submission.rubric_version_id == version_id)
    if season_id is not None:
        asked = asked.where(Submission.season_id == season_id)
    rows = db.session.execute(
        sa.select(ScoreSheet, Seat, Submission.number, Submission.profile_version_id)
        .join(Seat, Seat.id == ScoreSheet.seat_id)
        .join(Submission, Submission.id == Seat.submission_id)
        .join(
            Verdict,
            sa.and_(Verdict.submission_id == Seat.submission_id, Verdict.round == Seat.round),
        )
        .where(
            Seat.submission_id.in_(asked),
            Seat.state == SeatState.HELD,
            ScoreSheet.submitted_at.is_not(None),
            ScoreSheet.rubric_version_id == version_id,
        )
        .options(selectinload(ScoreSheet.marks))
        .order_by(Submission.number, Seat.round, Seat.place)
    )
    return _gathered(rows)


def _gathered(rows: Iterable[Any]) -> list[Frozen]:
    found: dict[str, tuple[int, list[Sheet]]] = {}
    for sheet, seat, number, profile_id in rows:
        marks = {one.criterion_id: Mark(one.points, one.remark, one.skip) for one in sheet.marks}
        _, sheets = found.setdefault(f"{number}, {seat.round}", (profile_id, []))
        sheets.append(Sheet(seat.place, marks, seat.is_third))
    return [
        Frozen(key, sheets, profiles.get_figures(profile_id)[1].experts)
        for key, (profile_id, sheets) in found.items()
    ]


def refuse_faulty(content: Content) -> Rubric:
    """The rubric of a draft; Invalid while it has faults."""
    told = read(content)
    if told.rubric is None:
        raise Invalid("form")
    return told.rubric
