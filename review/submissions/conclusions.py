"""The expert conclusion (экспертное заключение) of a round, in words ready to be printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import g, render_template
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload, selectinload

from review.database import db
from review.faults import NotFound
from review.models.moderation import Remark, RemarkStatus
from review.models.programmes import Programme
from review.models.registry import Badge
from review.models.scoring import MarkRow, Outcome, ScoreSheet, Seat, SeatState, Verdict
from review.models.submissions import Revision, Submission
from review.profiles import get_profile
from review.remarks import may_read, verdict_rounds
from review.submissions.queries import find_badge
from review.templating import Page, day, moment, number
from review.web import actor, allowed, config
from review.wording import (
    direction_label,
    expert_label,
    financing_label,
    form_label,
    hat_label,
    health_label,
    level_label,
    skip_label,
    trace_line,
    type_label,
)
from rubric.criteria import Criterion, Rubric
from rubric.scoring import section_totals
from rubric.sheet import Mark
from rubric.trace import trace_from_json
from workflows.access import Permission
from workflows.situation import State


@dataclass(frozen=True)
class Conclusion:
    """A conclusion in the reader's language: what it says, as `print/conclusion.html` names it."""

    title: str
    language: str
    decided_at: datetime
    said: Mapping[str, Any]

    def html(self) -> str:
        """The page that is printed."""
        return render_template("print/conclusion.html", **self.said)


def get_conclusion(submission: Submission, round_number: int) -> Conclusion:
    """The conclusion of a round; NotFound before its verdict and for those who read no sheets."""
    verdict = db.session.scalar(
        sa.select(Verdict).where(
            Verdict.submission_id == submission.id, Verdict.round == round_number
        )
    )
    if verdict is None or not allowed(Permission.SEE_SHEET, verdict_given=True):
        raise NotFound
    language, name = Page().language, f"{submission.number}/{round_number}"
    title = _("Expert conclusion No. %(number)s", number=name)
    said = {"language": language, "number": name, **_said(submission, verdict, language)}
    return Conclusion(title, language, verdict.decided_at, said)


def _said(submission: Submission, verdict: Verdict, language: str) -> dict[str, Any]:
    profile = get_profile(
        submission.profile_version_id, submission.rubric_version_id, submission.track_version_id
    )
    sheets = _sheets(submission, verdict.round)
    revision = db.session.get_one(Revision, verdict.revision_id)
    return {
        "issuer": _("Regional model centre, %(region)s", region=profile.region),
        "issued": day(verdict.decided_at),
        "programme": _programme(submission.programme),
        "submission": _submission(submission, verdict, revision, profile.track, language),
        "verdict": _verdict(verdict),
        "badge": _badge(find_badge(submission), verdict),
        "experts": [_expert(sheet) for sheet in sheets],
        "sections": _sections(profile.rubric, sheets, language),
        "remarks": _remarks(submission, verdict.round, profile.rubric, language),
        "steps": _steps(submission, verdict),
        "contacts": "",
    }


def _expert(sheet: ScoreSheet) -> dict[str, str]:
    return {
        "name": expert_label(sheet.seat.place),
        "points": number(sheet.total),
        "submitted": moment(sheet.submitted_at),
    }


def _sheets(submission: Submission, round_number: int) -> list[ScoreSheet]:
    return list(
        db.session.scalars(
            sa.select(ScoreSheet)
            .join(Seat, Seat.id == ScoreSheet.seat_id)
            .where(
                Seat.submission_id == submission.id,
                Seat.round == round_number,
                Seat.state == SeatState.HELD,
                ScoreSheet.submitted_at.is_not(None),
            )
            .options(joinedload(ScoreSheet.seat), selectinload(ScoreSheet.marks))
            .order_by(Seat.place)
        )
    )


def _programme(programme: Programme) -> dict[str, str]:
    shown, placed = allowed(Permission.SEE_AUTHORS), allowed(Permission.SEE_ORGANISATION)
    ages = f"{programme.age_from}–{programme.age_to}" if programme.age_from else ""
    months = programme.duration_months
    return {
        "title": programme.title,
        "organisation": programme.organisation.full_name if placed else "",
        "municipality": programme.organisation.municipality.name if placed else "",
        "authors": ", ".join(one.name for one in programme.authors) if shown else "",
        "direction": direction_label(programme.direction),
        "types": ", ".join(type_label(one) for one in programme.types),
        "level": level_label(programme.level),
        "ages": ages,
        "duration": _("%(n)s months", n=months) if months else "",
        "hours": number(programme.hours),
        "form": form_label(programme.form),
        "health": health_label(programme.health),
        "financing": financing_label(programme.financing),
    }


def _submission(
    submission: Submission, verdict: Verdict, revision: Revision, track: Any, language: str
) -> dict[str, str]:
    return {
        "number": submission.number,
        "season": submission.season.title,
        "track": track.title if language == "ru" else track.title_en,
        "round": str(verdict.round),
        "revision": str(revision.number),
        "received": day(revision.submitted_at),
        "fingerprint": revision.sha256,
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    trace = trace_from_json(verdict.trace)
    return {
        "passed": verdict.outcome is Outcome.PASSED,
        "points": number(verdict.score),
        "maximum": number(verdict.maximum),
        "threshold": number(verdict.threshold),
        "trace": [trace_line(line.code, line.params) for line in trace],
    }


def _badge(badge: Badge | None, verdict: Verdict) -> dict[str, str] | None:
    if badge is None or badge.verdict_id != verdict.id:
        return None
    return {"number": badge.number, "address": f"{config().base_url}/registry/{badge.number}"}


def _sections(rubric: Rubric, sheets: list[ScoreSheet], language: str) -> list[dict[str, Any]]:
    marks = [{row.criterion_id: row for row in sheet.marks} for sheet in sheets]
    given = [
        {one.criterion_id: Mark(one.points, one.remark, one.skip) for one in sheet.marks}
        for sheet in sheets
    ]
    totals = [
        {
            (total.section.id if total.section else ""): total.points
            for total in section_totals(rubric, mine)
        }
        for mine in given
    ]
    found = []
    for section, criteria in rubric.groups():
        key = section.id if section else ""
        found.append(
            {
                "title": _words(section.title, language) if section else "",
                "maximum": number(section.maximum if section else rubric.maximum),
                "totals": [number(total.get(key)) for total in totals],
                "criteria": [_criterion(one, sheets, marks, language) for one in criteria],
            }
        )
    return found


def _criterion(
    criterion: Criterion,
    sheets: list[ScoreSheet],
    marks: list[dict[str, MarkRow]],
    language: str,
) -> dict[str, Any]:
    rows = [
        (sheet.seat.place, found.get(criterion.id))
        for sheet, found in zip(sheets, marks, strict=True)
    ]
    return {
        "number": criterion.id,
        "title": _words(criterion.title, language),
        "maximum": number(criterion.maximum),
        "marks": [_mark(criterion, row, language) for _place, row in rows],
        "comments": [
            {"expert": expert_label(place), "text": row.remark}
            for place, row in rows
            if row is not None and row.remark
        ],
    }


def _mark(criterion: Criterion, row: MarkRow | None, language: str) -> dict[str, str]:
    if row is None or row.points is None:
        return {"points": "—", "level": skip_label(row.skip) if row else ""}
    words = criterion.scale.words(row.points)
    return {"points": number(row.points), "level": _words(words, language) if words else ""}


def _words(words: Any, language: str) -> str:
    return str(words.ru if language == "ru" else words.en)


def _remarks(
    submission: Submission, round_number: int, rubric: Rubric, language: str
) -> list[dict[str, Any]]:
    """Remarks of the panel and of the desks, but for those that stand with the points already."""
    decided = verdict_rounds(submission.id)
    rows = db.session.scalars(
        sa.select(Remark)
        .where(
            Remark.submission_id == submission.id,
            Remark.round == round_number,
            sa.or_(Remark.criterion_id.is_(None), Remark.block_id.is_not(None)),
            Remark.released_at.is_not(None),
            Remark.status != RemarkStatus.WITHDRAWN,
        )
        .order_by(Remark.id)
    )
    groups: dict[str, list[dict[str, Any]]] = {}
    for remark in rows:
        if may_read(remark, actor(), g.facts, decided):
            who = expert_label(remark.expert_place) if remark.expert_place else ""
            groups.setdefault(hat_label(remark.role), []).append(
                {
                    "level": remark.level,
                    "text": remark.text,
                    "quote": remark.quote,
                    "expert": who or hat_label(remark.role),
                    "criterion": _named(rubric.by_id.get(remark.criterion_id or ""), language),
                }
            )
    return [{"section": title, "items": items} for title, items in groups.items()]


def _named(criterion: Criterion | None, language: str) -> str:
    return f"{criterion.id} {_words(criterion.title, language)}" if criterion else ""


def _steps(submission: Submission, verdict: Verdict) -> list[dict[str, str]]:
    if verdict.outcome is Outcome.PASSED:
        return [
            {"text": _("The badge is in the registry; the organisation may publish it."), "due": ""}
        ]
    due = day(submission.due_at) if submission.state is State.IN_REVISION else ""
    return [
        {"text": _("Mend the programme by the remarks and answer each of them."), "due": ""},
        {"text": _("Upload the new version and send it for the repeated review."), "due": due},
    ]
