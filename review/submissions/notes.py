"""Remarks of a round as notes to be woven into the teacher's own document."""

from __future__ import annotations

import sqlalchemy as sa
from flask import g

from review.database import db
from review.documents.annotate_docx import Note
from review.models.moderation import Remark, RemarkStatus
from review.models.submissions import Submission
from review.profiles import get_rubric
from review.remarks import may_read, verdict_rounds
from review.templating import Page
from review.web import actor
from review.wording import expert_label, hat_label


def notes_of(submission: Submission, round_number: int) -> list[Note]:
    """Every released remark of the round the reader may see, signed by hat or chair number."""
    rubric, decided = get_rubric(submission.rubric_version_id), verdict_rounds(submission.id)
    rows = db.session.scalars(
        sa.select(Remark)
        .where(
            Remark.submission_id == submission.id,
            Remark.round == round_number,
            Remark.released_at.is_not(None),
            Remark.status != RemarkStatus.WITHDRAWN,
        )
        .order_by(Remark.id)
    )
    notes, language = [], Page().language
    for remark in rows:
        if not may_read(remark, actor(), g.facts, decided):
            continue
        criterion = rubric.by_id.get(remark.criterion_id or "")
        text = f"{getattr(criterion.title, language)}: {remark.text}" if criterion else remark.text
        name = expert_label(remark.expert_place) if remark.expert_place else hat_label(remark.role)
        notes.append(
            Note(
                text=text,
                author=name,
                initials=name[:1] + (str(remark.expert_place or "")),
                created=remark.created_at,
                quote=remark.quote or None,
                prefix=remark.prefix,
                suffix=remark.suffix,
                block=remark.block_id,
                reply=remark.reply or None,
            )
        )
    return notes
