"""`znachok annotate`, `carry`, `compare`: remarks and revisions without database or server."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, Literal, cast

import click
from markupsafe import escape

from review import clock, languages
from review.documents import annotating, comparing_html, remark_file, sandbox, uploads
from review.documents.anchors import Anchor, Found
from review.documents.annotate_docx import CannotAnnotate, Report
from review.documents.batch import MAX_BYTES
from review.documents.carry import ORPHAN, Carried, Carrying
from review.documents.compare import Change, Comparison, compare, to_dict
from review.documents.passages import plain
from review.documents.reading import convert
from review.documents.reading.model import DocumentModel
from review.documents.refusals import UploadRefused
from review.documents.remark_file import FileRemark, RemarkError
from review.documents.word_diff import Piece
from review.languages import N_
from review.upkeep.checking import refused

DONE: Final = 0
WRONG: Final = 2
_EXCERPT: Final = 60

_STATUSES: Final = {
    "exact": N_("stands where it stood"),
    "moved": N_("moved with its words"),
    "drifted": N_("the words changed, please decide"),
    "orphan": N_("the words are gone"),
}
_KINDS: Final = {
    "inserted": N_("put in"),
    "deleted": N_("taken out"),
    "changed": N_("changed"),
    "moved": N_("moved"),
}
_SAME: Final = N_("Not a word differs.")
_CANNOT: Final = N_("The file has no paragraph on which a remark could stand.")
_PAGE: Final = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ margin: 1rem auto; max-width: 80rem; padding: 0 1rem; font: 1rem/1.5 serif; }}
table {{ border-collapse: collapse; width: 100%; }}
td, th {{ border: 1px solid #bbb; padding: .3em .6em; vertical-align: top; text-align: left; }}
.diff-sides {{ table-layout: fixed; }}
.diff-sides td {{ overflow-wrap: anywhere; }}
ins {{ background: #d9f2dd; }} del {{ background: #fbdedb; }}
.diff-note, .diff-skipped {{ color: #555; font-size: .9em; }}
.vh {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }}
</style></head>
<body><h1>{title}</h1>{body}</body></html>
"""


class _Wrong(Exception):
    """What was asked cannot be done; the message is the one line that is shown."""


def annotate(path: Path, remarks: Path, out: Path, language: str) -> int:
    """Write the file with its remarks to `out`, print how each was anchored, give the exit code."""
    return _guarded(lambda: _annotate(path, remarks, out, language), language)


def carry(old: Path, new: Path, remarks: Path, language: str, as_json: bool) -> int:
    """Print what became of each remark of the old file in the new one, give the exit code."""
    return _guarded(lambda: _carry(old, new, remarks, language, as_json), language)


def differ(old: Path, new: Path, language: str, as_json: bool, html: Path | None) -> int:
    """Print or write what changed from one file to the other, give the exit code."""
    return _guarded(lambda: _differ(old, new, language, as_json, html), language)


def _guarded(work: Callable[[], None], language: str) -> int:
    try:
        work()
    except (_Wrong, RemarkError) as error:
        click.echo(f"znachok: {error}", err=True)
        return WRONG
    except CannotAnnotate:
        click.echo(f"znachok: {_say(_CANNOT, language)}", err=True)
        return WRONG
    return DONE


def _annotate(path: Path, remarks: Path, out: Path, language: str) -> None:
    told = remark_file.load(remarks, clock.now())
    fmt = _accepted(path, language, uploads.FORMATS)
    _read(path, fmt, language)
    try:
        made = annotating.annotated_copy(
            path.read_bytes(), cast(Literal["docx", "pdf"], fmt), [one.note() for one in told]
        )
    except UploadRefused as refusal:
        raise _Wrong(f"{path}: {refused(refusal, language)}") from refusal
    _write(out, made.data)
    rows = [_placed(*one) for one in enumerate(zip(told, made.reports, strict=True), 1)]
    counts = Counter(report.how for report in made.reports)
    _show({"file": str(path), "out": str(out), "format": fmt, "counts": counts, "remarks": rows})


def _placed(number: int, one: tuple[FileRemark, Report]) -> dict[str, Any]:
    remark, report = one
    ambiguous = report.alternatives > 0
    return {"remark": number, "quote": remark.quote, **asdict(report), "ambiguous": ambiguous}


def _carry(old: Path, new: Path, remarks: Path, language: str, as_json: bool) -> None:
    told = remark_file.load(remarks, clock.now())
    work = Carrying(_model(old, language), _model(new, language))
    found = [remark.found(work.old) for remark in told]
    carried = [_carried(work, remark, one) for remark, one in zip(told, found, strict=True)]
    if as_json:
        rows = [_row(*one) for one in enumerate(zip(told, carried, strict=True), 1)]
        _show(rows)
        return
    for remark, one in zip(told, carried, strict=True):
        click.echo(f"{_say(_STATUSES[one.status], language)}: «{_short(remark.quote)}»")
        if one.status == "drifted" and one.anchor:
            click.echo(f"    → «{_short(one.anchor.quote.exact)}»")


def _carried(work: Carrying, remark: FileRemark, found: Found | None) -> Carried:
    """A remark on the whole document stays one; an uncertain place is never carried silently."""
    if not remark.quote and not remark.block:
        return Carried("exact", None, 1.0)
    if found is None:
        return ORPHAN
    carried = work.carry(found.anchor)
    if carried.silent and (found.ambiguous or found.how == "near"):
        return Carried("drifted", carried.anchor, min(carried.confidence, 0.5))
    return carried


def _row(number: int, one: tuple[FileRemark, Carried]) -> dict[str, Any]:
    remark, carried = one
    return {
        "remark": number,
        "quote": remark.quote,
        "text": remark.text,
        "author": remark.author,
        "status": carried.status,
        "confidence": round(carried.confidence, 3),
        "position": _position(carried.anchor) if carried.anchor else None,
    }


def _position(anchor: Anchor) -> dict[str, Any]:
    return {
        **(asdict(anchor.place) if anchor.place else {}),
        **asdict(anchor.quote),
        "position": asdict(anchor.position) if anchor.position else None,
    }


def _differ(old: Path, new: Path, language: str, as_json: bool, html: Path | None) -> None:
    found = compare(_model(old, language), _model(new, language))
    if html is not None:
        title = f"{old.name} → {new.name}"
        body = comparing_html.side_by_side(found, language)
        page = _PAGE.format(language=language, title=escape(title), body=body)
        _write(html, page.encode())
    if as_json:
        _show({"old": str(old), "new": str(new), **to_dict(found)})
    elif html is None:
        _print(found, language)


def _print(found: Comparison, language: str) -> None:
    if found.same:
        click.echo(_say(_SAME, language))
    for one in found.changes:
        click.echo(f"[{_say(_KINDS[one.kind], language)}] {_shown(one)}")


def _shown(one: Change) -> str:
    if one.pieces:
        return _words(one.pieces)
    if one.rows:
        cells = [_words(cell.pieces) for row in one.rows for cell in row.cells]
        rows = [_short(row.new_text or row.old_text) for row in one.rows if not row.cells]
        return "; ".join([*cells, *rows])
    return _short(one.new_text or one.old_text)


def _words(parts: Sequence[Piece]) -> str:
    changed = ((plain(part.old), plain(part.new)) for part in parts if not part.same)
    return "; ".join(f"«{_short(old)}» → «{_short(new)}»" for old, new in changed)


# --- files ----------------------------------------------------------------------------


def _model(path: Path, language: str) -> DocumentModel:
    formats = uploads.FORMATS | (convert.FORMATS if convert.available() else frozenset())
    return _read(path, _accepted(path, language, formats), language)


def _accepted(path: Path, language: str, formats: frozenset[str]) -> str:
    if not path.is_file():
        raise _Wrong(f"{path}: there is no such file")
    try:
        return uploads.accept(path.name, path, MAX_BYTES, formats).format
    except UploadRefused as refusal:
        raise _Wrong(f"{path}: {refused(refusal, language)}") from refusal


def _read(path: Path, fmt: str, language: str) -> DocumentModel:
    try:
        return sandbox.read(path, fmt).model
    except UploadRefused as refusal:
        raise _Wrong(f"{path}: {refused(refusal, language)}") from refusal


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise _Wrong(f"{path}: cannot be written") from error


def _show(told: dict[str, Any] | Sequence[dict[str, Any]]) -> None:
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))


def _short(text: str) -> str:
    words = plain(text)
    return words if len(words) <= _EXCERPT else f"{words[:_EXCERPT]}…"


def _say(text: str, language: str) -> str:
    return str(languages.translations(language).ugettext(text))
