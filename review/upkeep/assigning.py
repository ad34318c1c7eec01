"""`znachok assign`: tables of programmes and experts in, the optimal plan out; no server needed."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from review import languages
from review.languages import N_
from workflows import assignment
from workflows.assignment import Entry, Gap, Pair, Plan, Reviewer, Terms

DONE: Final = 0
WRONG: Final = 2
MAX_BYTES: Final = 16 << 20

_WHY: Final = {
    "fixed": N_("kept as it was"),
    "admitted": N_("admitted to the direction"),
    "any_direction": N_("admitted to all directions"),
    "other_municipality": N_("from another municipality"),
    "same_municipality": N_("from the same municipality: nobody else was free"),
    "other_organisation": N_("from another organisation"),
}
_BARS: Final = {
    "same_organisation": N_("of the same organisation"),
    "conflict": N_("with a conflict of interest"),
    "other_direction": N_("not admitted to the direction"),
    "same_municipality": N_("of the same municipality"),
    "over_load": N_("fully loaded"),
}
_SHORT: Final = N_("%(entry)s lacks %(missing)s: %(why)s")
_TOTAL: Final = N_("Assigned: %(pairs)s. Programmes short of experts: %(gaps)s. Loads: %(loads)s.")


class _Wrong(Exception):
    """A table cannot be used; the message is the one line that is shown."""


def run(  # one argument for each option of the verb
    submissions: Path,
    experts: Path,
    conflicts: Path | None,
    fixed: Path | None,
    terms: Terms,
    language: str,
    as_json: bool,
    out: Path | None,
) -> int:
    """Print the plan (and write its pairs as CSV), give the exit code."""
    try:
        entries = [_entry(row) for row in _rows(submissions, ("id",))]
        reviewers = [_reviewer(row, experts) for row in _rows(experts, ("id",))]
        barred = _pairs(conflicts) if conflicts else []
        kept = _pairs(fixed) if fixed else []
        _refuse_strangers(entries, reviewers, kept)
        found = assignment.plan(entries, reviewers, barred, terms, kept)
        if out:
            out.write_text(_table(found), encoding="utf-8", newline="")
    except (_Wrong, assignment.PlanError, OSError, UnicodeDecodeError) as error:
        click.echo(f"znachok: {error}", err=True)
        return WRONG
    click.echo(_json(found, language) if as_json else _page(found, language))
    return DONE


def _rows(path: Path, needed: Sequence[str]) -> list[dict[str, str]]:
    """The rows of a table with a header; comma, semicolon or tab between the cells."""
    if path.stat().st_size > MAX_BYTES:
        raise _Wrong(f"{path}: larger than {MAX_BYTES >> 20} MB")
    text = path.read_text(encoding="utf-8-sig")
    head = text.partition("\n")[0]
    sign = max(",;\t", key=head.count)
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=sign, skipinitialspace=True)
    table.fieldnames = [name.strip().lower() for name in table.fieldnames or ()]
    lacking = [name for name in needed if name not in table.fieldnames]
    if lacking:
        raise _Wrong(f"{path}: the column {', '.join(lacking)} is missing in the first line")
    try:
        return [_clean(row, path, table.line_num) for row in table]
    except csv.Error as error:
        raise _Wrong(f"{path}, line {table.line_num}: {error}") from error


def _clean(row: Mapping[str | None, Any], path: Path, line: int) -> dict[str, str]:
    if None in row:
        raise _Wrong(
            f"{path}, line {line}: more cells than columns; put a text with commas in quotes"
        )
    return {str(name): (value or "").strip() for name, value in row.items()}


def _entry(row: Mapping[str, str]) -> Entry:
    return Entry(
        row["id"],
        row.get("organisation", ""),
        row.get("municipality", ""),
        row.get("direction", ""),
    )


def _reviewer(row: Mapping[str, str], path: Path) -> Reviewer:
    directions = row.get("directions", "").replace(",", ";").split(";")
    return Reviewer(
        row["id"],
        row.get("organisation", ""),
        row.get("municipality", ""),
        frozenset(one.strip() for one in directions if one.strip()),
        _whole(row.get("max_load", ""), path, row["id"]),
        _whole(row.get("active", ""), path, row["id"]) or 0,
    )


def _whole(text: str, path: Path, who: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 6:
        raise _Wrong(f"{path}: the load of {who} is not a whole number: {text[:40]}")
    return int(text)


def _pairs(path: Path) -> list[tuple[str, str]]:
    rows = _rows(path, ("submission", "expert"))
    return [(row["submission"], row["expert"]) for row in rows]


def _refuse_strangers(
    entries: Iterable[Entry], reviewers: Iterable[Reviewer], kept: Iterable[tuple[str, str]]
) -> None:
    known = {one.id for one in entries}, {one.id for one in reviewers}
    for entry, reviewer in kept:
        if entry not in known[0] or reviewer not in known[1]:
            raise _Wrong(f"the kept pair {entry}, {reviewer} is not in the tables")


def _say(text: str, language: str) -> str:
    return str(languages.translations(language).ugettext(text))


def _why(pair: Pair, language: str) -> str:
    return ", ".join(_say(_WHY[code], language) for code in pair.why)


def _json(plan: Plan, language: str) -> str:
    told = {
        "pairs": [
            {"submission": one.entry, "expert": one.reviewer, "why": _why(one, language),
             "codes": one.why}
            for one in plan.pairs
        ],
        "unassigned": [
            {"submission": one.entry, "missing": one.missing, "why": _barred(one, language),
             "codes": dict(one.bars)}
            for one in plan.gaps
        ],
        "objective": {
            "assigned": len(plan.pairs),
            "unfilled": sum(one.missing for one in plan.gaps),
            "same_municipality": plan.relaxed,
            "load_cost": plan.cost,
            "load_spread": plan.spread,
        },
        "loads": dict(plan.loads),
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=2)


def _barred(gap: Gap, language: str) -> str:
    told = [f"{_say(_BARS[code], language)} — {count}" for code, count in gap.bars.items()]
    return ", ".join(told)


def _page(plan: Plan, language: str) -> str:
    lines = [f"{one.entry}  {one.reviewer}  ({_why(one, language)})" for one in plan.pairs]
    for gap in plan.gaps:
        told = {"entry": gap.entry, "missing": gap.missing, "why": _barred(gap, language)}
        lines.append(_say(_SHORT, language) % told)
    spread = Counter(plan.loads.values())
    loads = ", ".join(f"{load} × {count}" for load, count in sorted(spread.items()))
    figures = {"pairs": len(plan.pairs), "gaps": len(plan.gaps), "loads": loads}
    return "\n".join([*lines, _say(_TOTAL, language) % figures])


def _table(plan: Plan) -> str:
    """The pairs as CSV, ready to be given back as the kept ones of a later run."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(("submission", "expert"))
    writer.writerows((one.entry, one.reviewer) for one in plan.pairs)
    return made.getvalue()
