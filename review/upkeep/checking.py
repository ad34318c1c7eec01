"""`znachok check`: a document or a folder of them, checked without a database or a server."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import click

from review import clock, languages
from review.documents import batch, card_file, report
from review.documents.batch import Checked
from review.documents.checks.finding import Finding, Severity
from review.documents.outcome import Ask
from review.documents.refusals import UploadRefused
from review.languages import N_

CLEAR: Final = 0
BLOCKED: Final = 1
UNREADABLE: Final = 2

_SEVERITIES: Final = {
    Severity.BLOCK: N_("blocks"),
    Severity.WARN: N_("warning"),
    Severity.NOTE: N_("note"),
}
_SECTIONS: Final = N_("Sections found")
_NOTHING: Final = N_("Nothing to mend was found.")
_COLUMNS: Final = (N_("blocking"), N_("warnings"), N_("notes"), N_("file"))


def run(path: Path, card: Path | None, profile: str, language: str, as_json: bool) -> int:
    """Do what `znachok check` was asked and give its exit code; one line for a wrong request."""
    try:
        ask = Ask(
            clock.today(),
            card_file.load(card) if card else None,
            batch.load_settings(profile),
        )
    except batch.NoProfile as error:
        return _wrong(f"no profile «{profile}»; there are: {', '.join(error.known)}")
    except ValueError as error:
        return _wrong(str(error))
    if not path.exists():
        return _wrong(f"{path}: there is no such file or folder")
    return (
        many(path, ask, language, as_json) if path.is_dir() else one(path, ask, language, as_json)
    )


def _wrong(words: str) -> int:
    click.echo(f"znachok: {words}", err=True)
    return UNREADABLE


def one(path: Path, ask: Ask, language: str, as_json: bool) -> int:
    """Check one file, print what was found, give the exit code."""
    checked = batch.check(path, ask)
    if checked.outcome is None:
        click.echo(f"{path}: {_refusal(checked, language)}", err=True)
        return UNREADABLE
    if as_json:
        told = batch.to_dict(checked, language)
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo(_page(checked, language))
    return BLOCKED if checked.blocking else CLEAR


def many(folder: Path, ask: Ask, language: str, as_json: bool) -> int:
    """Check a folder with a bar on standard error, and a table or one JSON a line."""
    files = batch.files_in(folder)
    done: list[Checked] = []
    with click.progressbar(
        batch.check_all(files, ask), length=len(files), file=sys.stderr, label=folder.name
    ) as bar:
        for checked in bar:
            done.append(checked)
            if as_json:
                told = batch.to_dict(checked, language)
                click.echo(json.dumps(told, ensure_ascii=False))
    if not as_json:
        click.echo(_table(done, language))
    if any(checked.blocking for checked in done):
        return BLOCKED
    return UNREADABLE if any(checked.refusal for checked in done) else CLEAR


def _say(text: str, language: str) -> str:
    return str(languages.translations(language).ugettext(text))


def _refusal(checked: Checked, language: str) -> str:
    return refused(checked.refusal, language) if checked.refusal else ""


def refused(refusal: UploadRefused, language: str) -> str:
    """Why a file cannot be read, and what to do, on one line."""
    words = refusal.refusal
    params = {**dict.fromkeys(words.params, ""), **refusal.params}
    happened, remedy = _say(words.happened, language), _say(words.remedy, language)
    return f"{happened} {remedy}" % params


def _page(checked: Checked, language: str) -> str:
    if checked.outcome is None:
        return ""
    found = checked.outcome.findings
    heads = [one for one in checked.outcome.passport["sections"] if one["present"]]
    lines = [
        f"{checked.path}",
        f"{_say(_SECTIONS, language)}: {len(heads)}",
        *(_lines(finding, language) for finding in found),
    ]
    if not found:
        lines.append(_say(_NOTHING, language))
    return "\n".join(lines)


def _lines(finding: Finding, language: str) -> str:
    message, remedy = report.worded(finding, language)
    severity = _say(_SEVERITIES[finding.severity], language)
    return f"\n[{severity}] {finding.check} {message}\n    {remedy}"


def _table(done: Iterable[Checked], language: str) -> str:
    rows = [[_say(name, language) for name in _COLUMNS]]
    for checked in done:
        if checked.outcome is None:
            rows.append(["—", "—", "—", f"{checked.path.name}: {_refusal(checked, language)}"])
            continue
        graveness = [finding.severity for finding in checked.outcome.findings]
        counts = [str(graveness.count(one)) for one in Severity]
        rows.append([*counts, checked.path.name])
    widths = [max(len(row[place]) for row in rows) for place in range(3)]
    return "\n".join(
        "  ".join([*(row[place].rjust(widths[place]) for place in range(3)), row[3]])
        for row in rows
    )
