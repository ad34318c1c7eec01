"""Findings of a revision: kept after an examination, found again, counted.

Functions flush and never commit. An examination itself is slow and runs in the sandbox, so
callers run it with no transaction open and hand its outcome to `record`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from review import clock
from review.database import db
from review.documents import report
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

    A finding is the same by its key, or by the nearest part of it that is unique (`_Known`).
    What was decided about one holds when it comes back, in a later version as well.
    """
    if outcome.failed:
        _keep_failure(revision, outcome)
        return
    revision.passport = {**outcome.passport, "failed": ""}
    revision.examined_at, revision.examined_as = clock.now(), ask.digest
    db.session.add(revision)
    db.session.flush()
    present, *earlier = _remembered(revision)
    here = {row.key: row for row in present}
    found = _keyed(outcome.findings)
    known = _Known(found, [present, *earlier])
    made, moved = [], set()
    for place, (key, finding) in enumerate(found.items()):
        row = here.pop(key, None)
        if row is None:
            row, same = FindingRow(revision_id=revision.id, key=key), known.find(key, finding)
            _keep_decisions(row, same)
            made.append(row)
            moved.add(same)
        _describe(row, place, finding)
    for row in here.values():
        row.gone = row.decided and row not in moved
    _put_away([row for row in here.values() if not row.gone])
    db.session.flush()
    db.session.bulk_save_objects(made)  # one statement; a session of objects sends one for each


def _keep_failure(revision: Revision, outcome: Outcome) -> None:
    """A check broke down: what was found and decided before stays, and is looked for again."""
    revision.passport = {**(revision.passport or outcome.passport), "failed": outcome.failed}
    revision.examined_at, revision.examined_as = revision.examined_at or clock.now(), None
    db.session.add(revision)
    db.session.flush()


def forget(revision: Revision) -> None:
    """Put aside what an examination of the replaced file found."""
    revision.passport = revision.examined_at = revision.examined_as = None
    db.session.add(revision)
    db.session.flush()
    for row in _rows(FindingRow.revision_id == revision.id):
        row.gone = True
    db.session.flush()


def _put_away(rows: Sequence[FindingRow]) -> None:
    """Delete findings that are not in the text any more, in one statement."""
    if rows:
        ids = [row.id for row in rows]
        db.session.execute(sa.delete(FindingRow).where(FindingRow.id.in_(ids)))
    for row in rows:
        db.session.expunge(row)


def _keyed(findings: Iterable[Finding]) -> dict[str, Finding]:
    """Findings by key; those alike to their very neighbours are numbered."""
    keyed: dict[str, Finding] = {}
    for finding in findings:
        key, count = finding.key, 1
        while key in keyed:
            count += 1
            key = f"{finding.key}#{count}"
        keyed[key] = finding
    return keyed


def _names(key: str, finding: Finding) -> tuple[str, ...]:
    """What a finding is known by, the surest first.

    Its key; the words it stands at with those before or after; these words; what it says.
    """
    at, _, beside = key.partition("#")[0].rpartition(":")
    before, _, after = beside.partition(".")
    return key, f"{at}:{before}.", f"{at}:.{after}", at, finding.says


class _Known:
    """Findings of earlier texts, the latest text first, to be found by names unique on both sides.

    The last name holds on both sides of a text in which everything moved; of two alike nobody
    can tell which one was decided about.
    """

    def __init__(self, found: Mapping[str, Finding], texts: Iterable[Sequence[FindingRow]]) -> None:
        names = (_names(key, finding) for key, finding in found.items())
        self._sought = Counter(name for each in names for name in each)
        self._texts = [self._unique(rows) for rows in texts]

    @staticmethod
    def _unique(rows: Sequence[FindingRow]) -> dict[str, FindingRow]:
        named = [(name, row) for row in rows for name in _names(row.key, finding_of(row))]
        counts = Counter(name for name, _row in named)
        return {name: row for name, row in named if counts[name] == 1}

    def find(self, key: str, finding: Finding) -> FindingRow | None:
        """The same finding of the latest text that had it."""
        names = [one for one in _names(key, finding) if self._sought[one] == 1]
        tried = (text.get(name) for text in self._texts for name in names)
        return next(filter(None, tried), None)


_DECISIONS = (
    "disputed_at", "disputed_by_id", "dispute_text", "waived_at", "waived_by_id", "waive_reason",
    "upheld_at", "upheld_by_id", "upheld_reason",
)  # fmt: skip


def _keep_decisions(row: FindingRow, earlier: FindingRow | None) -> None:
    for name in _DECISIONS if earlier is not None else ():
        setattr(row, name, getattr(earlier, name))


def _describe(row: FindingRow, place: int, finding: Finding) -> None:
    found = finding.found
    row.place, row.gone = place, False
    row.check_id, row.variant = finding.check, finding.variant
    row.severity, row.section = Gravity(finding.severity.value), finding.section
    row.mistake, row.confidence = finding.mistake, found.confidence
    row.block, row.table_row, row.table_column = found.block, found.row, found.column
    row.params = params_to_json(found.params)


def _rows(condition: sa.ColumnElement[bool]) -> list[FindingRow]:
    query = sa.select(FindingRow).where(condition).order_by(FindingRow.place, FindingRow.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def _remembered(revision: Revision) -> list[list[FindingRow]]:
    """What is kept of this version, then of each earlier one in which anything was decided."""
    other = sa.orm.aliased(FindingRow)
    decided = sa.select(other.revision_id).where(
        sa.or_(
            other.disputed_at.is_not(None),
            other.waived_at.is_not(None),
            other.upheld_at.is_not(None),
        )
    )
    earlier = sa.select(Revision.id).where(
        Revision.submission_id == revision.submission_id,
        Revision.number < revision.number,
        Revision.id.in_(decided),
    )
    here = FindingRow.revision_id == revision.id
    texts: dict[int, list[FindingRow]] = {revision.id: []}
    for row in _rows(sa.or_(here, FindingRow.revision_id.in_(earlier))):
        texts.setdefault(row.revision_id, []).append(row)
    return [texts[number] for number in sorted(texts, reverse=True)]


def list_findings(revision: Revision) -> list[FindingRow]:
    """Every finding of a revision, the gravest first, then in document order."""
    return _rows(sa.and_(FindingRow.revision_id == revision.id, FindingRow.gone.is_(False)))


def summary(revision: Revision | None) -> Summary:
    """How many findings of each weight a revision has."""
    return summed(list_findings(revision)) if revision is not None else Summary()


def summed(rows: Sequence[FindingRow]) -> Summary:
    """How many of these findings, the rows of one revision, have each weight."""
    open_ = Counter(row.severity for row in rows if row.waived_at is None)
    return Summary(
        open_[Gravity.BLOCK],
        open_[Gravity.WARN],
        open_[Gravity.NOTE],
        sum(row.waived_at is not None for row in rows),
        sum(row.waits for row in rows),
    )


def finding_of(row: FindingRow) -> Finding:
    """A kept finding as the checks gave it."""
    found = Found(
        params_from_json(row.params), row.block, row.table_row, row.table_column, row.confidence
    )
    severity = Severity(row.severity.value)
    return Finding(row.check_id, row.variant, severity, row.section, row.mistake, found)


def message_of(row: FindingRow, language: str) -> str:
    """What a kept finding says; the id of a check this version of the product no longer has."""
    try:
        return report.worded(finding_of(row), language)[0]
    except KeyError:
        return row.check_id
