"""Findings of a revision: kept after an examination, found again, counted.

Functions flush and never commit. An examination itself is slow and runs in the sandbox, so
callers run it with no transaction open and hand its outcome to `record`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from review import clock
from review.database import db
from review.documents.card_file import DIRECTION_NAMES
from review.documents.checks.dossier import Card
from review.documents.checks.finding import Finding, Found, Severity
from review.documents.outcome import Ask, Outcome, params_from_json, params_to_json
from review.models.findings import FindingRow, Gravity
from review.models.programmes import Programme
from review.models.submissions import Revision, Submission
from review.situations import profile_of


@dataclass(frozen=True)
class Summary:
    """How many findings of a revision block, warn and note; what is waived blocks no more.

    `waiting` of those that are not waived are disputed and have no answer yet.
    """

    blocking: int = 0
    warnings: int = 0
    notes: int = 0
    waived: int = 0
    waiting: int = 0


def card_of(programme: Programme) -> Card:
    """The programme card as the checks compare it with the text."""
    direction, organisation = programme.direction, programme.organisation
    return Card(
        title=programme.title or None,
        organisation=organisation.full_name or organisation.short_name,
        direction=DIRECTION_NAMES[str(direction)] if direction else None,
        level=str(programme.level) if programme.level else None,
        form=str(programme.form) if programme.form else None,
        types=tuple(programme.types or ()),
        distance_learning=programme.distance_learning,
        age_from=programme.age_from,
        age_to=programme.age_to,
        duration_months=programme.duration_months,
        hours=programme.hours,
        health=str(programme.health) if programme.health else None,
        authors=tuple(author.name for author in programme.authors),
    )


def ask_of(submission: Submission) -> Ask:
    """What the text of this submission is examined against today."""
    settings = profile_of(submission).figures.checks
    return Ask(clock.today(), card_of(submission.programme), settings)


def is_stale(revision: Revision, ask: Ask) -> bool:
    """Whether card, settings or checks have changed since the revision was examined."""
    return revision.examined_as != ask.digest


def record(revision: Revision, ask: Ask, outcome: Outcome) -> None:
    """Keep what an examination found; disputes and decisions stay with the same findings.

    A finding is the same by its key; a unique one of the same words and figures keeps its
    decisions when only its place has moved. Those of the version before count too.
    """
    if outcome.failed:
        _keep_failure(revision, outcome)
        return
    revision.passport = {**outcome.passport, "failed": ""}
    revision.examined_at, revision.examined_as = clock.now(), ask.digest
    db.session.add(revision)
    db.session.flush()
    rows = _rows(sa.or_(_of(revision.id), _of(_before(revision))))
    present = [row for row in rows if row.revision_id == revision.id]
    known = _Known(present or rows)
    found = _keyed(outcome.findings)
    alone = Counter(_words(finding) for finding in found.values())
    gone = {row.id: row for row in present if row.key not in found}
    made = []
    for place, (key, finding) in enumerate(found.items()):
        row = known.here(key, revision.id)
        if row is None:
            row = FindingRow(revision_id=revision.id, key=key)
            words = _words(finding)
            _keep_decisions(row, known.find(key, words if alone[words] == 1 else None))
            made.append(row)
        _describe(row, place, finding)
    if gone:
        db.session.execute(sa.delete(FindingRow).where(FindingRow.id.in_(gone)))
    for row in gone.values():
        db.session.expunge(row)
    db.session.flush()
    db.session.bulk_save_objects(made)  # one statement; a session of objects sends one for each


def _keep_failure(revision: Revision, outcome: Outcome) -> None:
    """A check broke down: what was found and decided before stays, and is looked for again."""
    revision.passport = {**(revision.passport or outcome.passport), "failed": outcome.failed}
    revision.examined_at, revision.examined_as = revision.examined_at or clock.now(), None
    db.session.add(revision)
    db.session.flush()


def forget(revision: Revision) -> None:
    """Drop what an examination of the replaced file found."""
    revision.passport = revision.examined_at = revision.examined_as = None
    db.session.add(revision)
    db.session.flush()
    db.session.execute(sa.delete(FindingRow).where(FindingRow.revision_id == revision.id))


def _keyed(findings: Iterable[Finding]) -> dict[str, Finding]:
    """Findings by key; two alike are numbered."""
    keyed: dict[str, Finding] = {}
    for finding in findings:
        key, count = finding.key, 1
        while key in keyed:
            count += 1
            key = f"{finding.key}#{count}"
        keyed[key] = finding
    return keyed


def _words(finding: Finding) -> str:
    """What the finding says, without its place."""
    figures = params_to_json(finding.found.params)
    return _said(finding.check, finding.variant, figures)


def _said(check_id: str, variant: str, params: dict[str, object]) -> str:
    return f"{check_id}:{variant}:{sorted(params.items())}"


class _Known:
    """Earlier findings, to be found by key or, where unique, by their words and figures."""

    def __init__(self, rows: Sequence[FindingRow]) -> None:
        self.by_key = {row.key: row for row in rows}
        said = [_said(row.check_id, row.variant, row.params) for row in rows]
        counts = Counter(said)
        self.by_words = {
            words: row for words, row in zip(said, rows, strict=True) if counts[words] == 1
        }

    def here(self, key: str, revision_id: int) -> FindingRow | None:
        """The very same finding of this revision."""
        row = self.by_key.get(key)
        return row if row is not None and row.revision_id == revision_id else None

    def find(self, key: str, words: str | None) -> FindingRow | None:
        """The same finding of an earlier examination."""
        return self.by_key.get(key) or (self.by_words.get(words) if words else None)


_DECISIONS = (
    "disputed_at", "disputed_by_id", "dispute_text", "waived_at", "waived_by_id", "waive_reason",
    "upheld_at", "upheld_by_id", "upheld_reason",
)  # fmt: skip


def _keep_decisions(row: FindingRow, earlier: FindingRow | None) -> None:
    for name in _DECISIONS if earlier is not None else ():
        setattr(row, name, getattr(earlier, name))


def _describe(row: FindingRow, place: int, finding: Finding) -> None:
    found = finding.found
    row.place, row.check_id, row.variant = place, finding.check, finding.variant
    row.severity, row.section = Gravity(finding.severity.value), finding.section
    row.mistake, row.confidence = finding.mistake, found.confidence
    row.block, row.table_row, row.table_column = found.block, found.row, found.column
    row.params = params_to_json(found.params)


def _of(revision_id: Any) -> sa.ColumnElement[bool]:
    return FindingRow.revision_id == revision_id


def _rows(condition: sa.ColumnElement[bool]) -> list[FindingRow]:
    return list(
        db.session.scalars(
            sa.select(FindingRow)
            .where(condition)
            .order_by(FindingRow.place)
            .execution_options(populate_existing=True)
        )
    )


def _before(revision: Revision) -> sa.ScalarSelect[int]:
    """The id of the version before this one."""
    return (
        sa.select(Revision.id)
        .where(Revision.submission_id == revision.submission_id, Revision.number < revision.number)
        .order_by(Revision.number.desc())
        .limit(1)
        .scalar_subquery()
    )


def list_findings(revision: Revision) -> list[FindingRow]:
    """Every finding of a revision, the gravest first, then in document order."""
    return _rows(_of(revision.id))


def summary(revision: Revision | None) -> Summary:
    """How many findings of each weight a revision has."""
    if revision is None:
        return Summary()
    waived = FindingRow.waived_at.is_not(None)
    asked = FindingRow.disputed_at.is_not(None) & FindingRow.upheld_at.is_(None)
    rows = db.session.execute(
        sa.select(FindingRow.severity, waived, asked, sa.func.count(FindingRow.id))
        .where(FindingRow.revision_id == revision.id)
        .group_by(FindingRow.severity, waived, asked)
    ).all()
    open_: Counter[Gravity] = Counter()
    for severity, gone, _asked, count in rows:
        open_[severity] += 0 if gone else count
    return Summary(
        open_[Gravity.BLOCK],
        open_[Gravity.WARN],
        open_[Gravity.NOTE],
        sum(count for _severity, gone, _asked, count in rows if gone),
        sum(count for _severity, gone, unanswered, count in rows if unanswered and not gone),
    )


def finding_of(row: FindingRow) -> Finding:
    """A kept finding as the checks gave it."""
    found = Found(
        params_from_json(row.params), row.block, row.table_row, row.table_column, row.confidence
    )
    severity = Severity(row.severity.value)
    return Finding(row.check_id, row.variant, severity, row.section, row.mistake, found)
