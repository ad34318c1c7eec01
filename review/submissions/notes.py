"""Remarks on a version of the text as notes to be woven into the teacher's own document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_babel import gettext as _

from review.database import db
from review.documents.annotate_docx import Note, Turn
from review.documents.passages import Passages
from review.documents.reading.model import DocumentModel, from_json
from review.documents.remark_file import initials
from review.models.moderation import (
    Remark,
    RemarkPlace,
    RemarkStatus,
    RemarkTurn,
    TurnKind,
)
from review.models.programmes import Reading
from review.models.scoring import Verdict
from review.models.submissions import Revision, Submission
from review.moderation.marking import shown_places
from review.profiles import get_rubric
from review.programmes.intake import is_converted
from review.remarks import known_status, list_turns, may_read, verdict_rounds
from review.templating import Page
from review.web import actor
from review.wording import expert_label, hat_label
from workflows.roles import Role


@dataclass(frozen=True)
class Woven:
    """A version that can be given back with its remarks, in the format its text was read from.

    `made` is the format of the upload where that is another one: a DOC, ODT or RTF, whose text
    was read from a DOCX made of it.
    """

    number: int
    format: str
    made: str


def list_woven(
    submission: Submission,
    revisions: Iterable[tuple[Revision, int]],
    verdicts: Iterable[Verdict],
) -> dict[int, Woven]:
    """Versions on which this reader has remarks, written or carried, by id; one statement."""
    shown = shown_places(submission.id, actor())
    rows = db.session.execute(
        _released_of(submission)
        .outerjoin(RemarkPlace, (RemarkPlace.remark_id == Remark.id) & shown)
        .add_columns(RemarkPlace.revision_id)
    )
    decided, remarked = frozenset(verdict.round for verdict in verdicts), set()
    for remark, carried in rows:
        if may_read(remark, actor(), g.facts, decided):
            remarked |= {remark.revision_id, carried}
    return {one.id: _woven(one) for one, _size in revisions if one.id in remarked}


def _woven(revision: Revision) -> Woven:
    sent = PurePosixPath(revision.name).suffix.lstrip(".").lower()
    made = is_converted(revision)
    return Woven(revision.number, "pdf" if sent == "pdf" else "docx", sent.upper() if made else "")


def notes_on(submission: Submission, revision: Revision) -> list[Note]:
    """Every released remark this reader may see on the version, signed by hat or chair number."""
    placed = _placed(submission, revision)
    turns = list_turns([remark for remark, _place in placed], actor(), g.facts)
    rubric, language = get_rubric(submission.rubric_version_id), Page().language
    notes = []
    for remark, place in placed:
        criterion = rubric.by_id.get(remark.criterion_id or "")
        title = f"{getattr(criterion.title, language)}: " if criterion else ""
        note = _note(title + remark.text, remark, turns.get(remark.id, ()))
        notes.append((note, place))
    return _at_their_places(notes, revision)


def signature(role: Role, place: int | None) -> str:
    """Who speaks, without a name: «Эксперт 1», «Модератор РМЦ», «Автор»."""
    if place is not None:
        return expert_label(place)
    named = {
        Role.TEACHER: _("Author"),
        Role.MOC: _("Municipal moderator"),
        Role.RMC: _("Regional moderator"),
    }
    return named.get(role) or hat_label(role)


def _released(submission: Submission) -> list[Remark]:
    decided = verdict_rounds(submission.id)
    rows = db.session.scalars(_released_of(submission))
    return [one for one in rows if may_read(one, actor(), g.facts, decided)]


def _released_of(submission: Submission) -> sa.Select[Any]:
    return (
        sa.select(Remark)
        .where(
            Remark.submission_id == submission.id,
            Remark.released_at.is_not(None),
            Remark.status != RemarkStatus.WITHDRAWN,
        )
        .order_by(Remark.id)
    )


def _placed(
    submission: Submission, revision: Revision
) -> list[tuple[Remark, Remark | RemarkPlace]]:
    """Each remark of the version with what holds its selectors there."""
    remarks = _released(submission)
    rows = db.session.scalars(
        sa.select(RemarkPlace).where(
            RemarkPlace.revision_id == revision.id, shown_places(submission.id, actor())
        )
    )
    carried = {place.remark_id: place for place in rows}
    return [
        (remark, remark if remark.revision_id == revision.id else carried[remark.id])
        for remark in remarks
        if remark.revision_id == revision.id or remark.id in carried
    ]


def _note(text: str, remark: Remark, turns: Sequence[RemarkTurn]) -> Note:
    author = signature(remark.role, remark.expert_place)
    done = known_status(turns) is RemarkStatus.VERIFIED if turns else False
    return Note(
        text,
        author,
        initials(author),
        remark.created_at,
        replies=tuple(_said(turns)),
        done=done,
    )


def _said(turns: Iterable[RemarkTurn]) -> Iterable[Turn]:
    words: Mapping[TurnKind, str] = {
        TurnKind.MENDED: _("Mended."),
        TurnKind.OBJECTED: _("I do not agree."),
        TurnKind.VERIFIED: _("Checked: settled."),
        TurnKind.REOPENED: _("Asked again."),
    }
    for turn in turns:
        if turn.kind in words:
            author = signature(turn.role, turn.expert_place)
            yield Turn(turn.text or words[turn.kind], author, initials(author), turn.at)


def _at_their_places(
    notes: Sequence[tuple[Note, Remark | RemarkPlace]], revision: Revision
) -> list[Note]:
    passages: Passages | None = None
    if any(place.starts is not None for _note, place in notes):
        passages = Passages(_model(revision))
    return [_at(note, place, passages) for note, place in notes]


def _model(revision: Revision) -> DocumentModel:
    told = sa.select(Reading.model).where(Reading.sha256 == revision.sha256)
    return from_json(db.session.scalars(told).one())


def _at(note: Note, place: Remark | RemarkPlace, passages: Passages | None) -> Note:
    span = passages.span(place.block_id) if passages and place.block_id else None
    near = place.starts - span[0] if span and place.starts is not None else None
    return replace(
        note,
        quote=place.quote or None,
        prefix=place.prefix,
        suffix=place.suffix,
        block=place.block_id,
        near=near,
    )
