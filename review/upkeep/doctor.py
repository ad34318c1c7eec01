"""The doctor: every check on the shelf, in order, as a table for people or JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from review.config import Config
from review.database import db, reading
from review.upkeep import invariants, machine, remark_checks  # noqa: F401 - they fill the shelf
from review.upkeep.checks import CHECKS, Finding, run

#: Without these nothing else can be asked of the database.
GROUND = ("settings", "python", "schema")


def examine(config: Config) -> list[Finding]:
    """Run every check; data is left alone when the schema is not the product's."""
    with reading():
        findings = [run(CHECKS[name], config) for name in GROUND]
        if is_well(findings):
            findings += [run(one, config) for one in CHECKS.values() if one.name not in GROUND]
        db.session.rollback()
    return findings


def is_well(findings: Sequence[Finding]) -> bool:
    """Whether nothing is wrong; warnings do not count."""
    return all(one.standing != "wrong" for one in findings)


def as_json(findings: Sequence[Finding]) -> str:
    """The findings for a program."""
    told = {
        "well": is_well(findings),
        "checks": [
            {
                "name": one.check.name,
                "standing": one.standing,
                "promise": one.check.promise,
                "faults": list(one.faults),
                "count": one.count,
                "remedy": one.check.remedy if one.count else "",
            }
            for one in findings
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def as_table(findings: Sequence[Finding]) -> str:
    """The findings for a person."""
    width = max(len(one.check.name) for one in findings)
    lines = []
    for one in findings:
        lines.append(f"{one.standing:<8} {one.check.name:<{width}}  {one.check.promise}")
        lines += [f"{'':<{width + 10}} - {fault}" for fault in one.faults]
        if one.count > len(one.faults):
            lines.append(f"{'':<{width + 10}} - and {one.count - len(one.faults)} more")
        if one.count:
            lines.append(f"{'':<{width + 10}} What to do: {one.check.remedy}")
    wrong = sum(one.standing == "wrong" for one in findings)
    end = f"{wrong} of {len(findings)} checks found something wrong."
    lines.append(end if wrong else f"All is well: {len(findings)} checks.")
    return "\n".join(lines)
