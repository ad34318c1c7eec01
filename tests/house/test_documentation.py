"""The docs say what the code does: every setting, every verb, every room and link is there."""

from __future__ import annotations

import re
from dataclasses import fields

from review.cli import main
from review.config import PREFIX, Config
from tests.run import REPOSITORY

DOCS = REPOSITORY / "docs"


def test_every_setting_is_documented_with_its_default_and_nothing_else_is() -> None:
    text = (DOCS / "settings.md").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| `(ZNACHOK_[A-Z_]+)`", text, re.MULTILINE))
    assert told == {PREFIX + field.name.upper() for field in fields(Config)}


def test_every_link_between_our_documents_leads_somewhere() -> None:
    pages = [*REPOSITORY.glob("*.md"), *DOCS.rglob("*.md")]
    links = (
        (page, target)
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    )
    broken = [
        f"{page.name}: {target}"
        for page, target in links
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_path_the_glossary_names_exists() -> None:
    text = (REPOSITORY / "GLOSSARY.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:review|workflows|rubric|templates)/[^`*]+)`", text)
    assert [path for path in named if not (REPOSITORY / path).exists()] == []
    assert len(named) > 30


def test_every_verb_says_what_it_is_for() -> None:
    assert [name for name, verb in main.commands.items() if not (verb.help or "").strip()] == []


def test_decisions_are_numbered_without_a_gap_and_stay_short() -> None:
    pages = sorted((DOCS / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    assert [page.name for page in pages if len(page.read_text(encoding="utf-8")) > 3_500] == []
