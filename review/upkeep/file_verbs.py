"""Verbs of `znachok` that work on files alone: no database, no server, no settings.

Parsers and dictionaries are imported by the verb that needs them, so that the others stay quick.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import click

_FILE = click.Path(path_type=Path)
_JSON = click.option("--json", "as_json", is_flag=True, help="For programs.")
_LANGUAGE = click.option(
    "--language", type=click.Choice(["ru", "en"]), default="ru", show_default=True
)
_REMARKS = click.option("--remarks", type=_FILE, required=True, help="Remarks as a JSON list.")


@click.command()
@click.argument("path", type=_FILE)
@click.option("--card", type=_FILE, help="Programme card as JSON.")
@click.option("--profile", default="sample", show_default=True, help="Name or YAML file.")
@_LANGUAGE
@_JSON
def check(path: Path, card: Path | None, profile: str, language: str, as_json: bool) -> None:
    """Check a programme's text, or a folder of them.

    PATH is a DOCX or PDF (DOC, ODT and RTF where LibreOffice is installed) or a folder. Needs no
    database and no server. Exit code 0: nothing blocks; 1: something does; 2: cannot be read.
    """
    from review.upkeep import checking

    sys.exit(checking.run(path, card, profile, language, as_json))


@click.command()
@click.argument("path", type=_FILE)
@_REMARKS
@click.option("--out", type=_FILE, required=True, help="The annotated file.")
@_LANGUAGE
def annotate(path: Path, remarks: Path, out: Path, language: str) -> None:
    """Put remarks into a DOCX or a PDF, at the very words.

    Each remark is {"quote", "prefix"?, "suffix"?, "block"?, "text", "author", "created"?}. Prints
    as JSON how each was anchored. Exit code 2: the file or the remarks cannot be read.
    """
    from review.upkeep import remarking

    sys.exit(remarking.annotate(path, remarks, out, language))


@click.command()
@click.argument("old", type=_FILE)
@click.argument("new", type=_FILE)
@_REMARKS
@_JSON
@_LANGUAGE
def carry(old: Path, new: Path, remarks: Path, as_json: bool, language: str) -> None:
    """Find the places of remarks on the file OLD in its revision NEW.

    A remark stands exactly where it stood, moved with its words, drifted (a person decides), or is
    an orphan. Exit code 2: a file or the remarks cannot be read.
    """
    from review.upkeep import remarking

    sys.exit(remarking.carry(old, new, remarks, language, as_json))


@click.command()
@click.argument("old", type=_FILE)
@click.argument("new", type=_FILE)
@_JSON
@click.option("--html", type=_FILE, help="Write a page with both texts side by side.")
@_LANGUAGE
def compare(old: Path, new: Path, as_json: bool, html: Path | None, language: str) -> None:
    """Show what changed from the file OLD to the file NEW, word by word.

    Exit code 2: a file cannot be read.
    """
    from review.upkeep import remarking

    sys.exit(remarking.differ(old, new, language, as_json, html))


@click.command()
@click.option("--rubric", type=_FILE, required=True, help="The rubric, as YAML.")
@click.option("--sheets", type=_FILE, required=True, help="The sheets of one review, as JSON.")
@_JSON
@_LANGUAGE
def verdict(rubric: Path, sheets: Path, as_json: bool, language: str) -> None:
    """Say what verdict follows from score sheets, and why.

    Sheets are a list of {"expert", "marks": {criterion: {"value", "remark"?}}}. The result is
    passed, failed, third_expert or incomplete. Exit code 2: the rubric or a sheet is wrong.
    """
    from review.upkeep import judging

    sys.exit(judging.run(rubric, sheets, language, as_json))


@click.command()
@click.option(
    "--submissions",
    type=_FILE,
    required=True,
    help="CSV: id, organisation, municipality, direction.",
)
@click.option(
    "--experts",
    type=_FILE,
    required=True,
    help="CSV: id, organisation, municipality, directions (a;b), max_load.",
)
@click.option("--conflicts", type=_FILE, help="CSV: submission, expert.")
@click.option("--fixed", type=_FILE, help="CSV of pairs to keep: submission, expert.")
@click.option(
    "--per", type=click.IntRange(1, 9), default=2, show_default=True, help="Reviews for each."
)
@click.option(
    "--municipality",
    type=click.Choice(["prefer_others", "never", "any"]),
    default="prefer_others",
    show_default=True,
    help="May an expert review the own municipality?",
)
@click.option("--balanced/--unbalanced", default=True, show_default=True, help="Even the loads.")
@click.option("--seed", type=int, default=0, show_default=True, help="Which of equally good plans.")
@click.option("--out", type=_FILE, help="Write the pairs as CSV.")
@_JSON
@_LANGUAGE
def assign(  # one argument for each option
    submissions: Path,
    experts: Path,
    conflicts: Path | None,
    fixed: Path | None,
    per: int,
    municipality: str,
    balanced: bool,
    seed: int,
    out: Path | None,
    as_json: bool,
    language: str,
) -> None:
    """Plan who reviews what: the optimal plan for a whole queue.

    An own organisation, a conflict, a direction without admission and the cap on load never give
    way. Exit code 2: a table is wrong.
    """
    from review.upkeep import assigning
    from workflows.assignment import Terms

    terms = Terms(per, municipality, balanced, seed)
    sys.exit(assigning.run(submissions, experts, conflicts, fixed, terms, language, as_json, out))


VERBS: Final = (check, annotate, carry, compare, verdict, assign)
