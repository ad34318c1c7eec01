"""Variants keep the document and change the names."""

import hashlib
import io
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

import review.demo
from review.demo.writing.__main__ import PROGRAMMES
from review.demo.writing.build import Builder
from review.demo.writing.sources import list_slugs, load
from review.demo.writing.variants import initials, variant

FILES = sorted((Path(review.demo.__file__).parent / "programmes").glob("*.docx"))
NAMES = {
    "title": "Чудеса электроники",
    "organisation": "Муниципальное бюджетное учреждение дополнительного образования «Дом детей»",
    "organisation_short": "МБУ ДО Дом детей",
    "author": "Кузьмин Пётр Олегович",
    "municipality": "Ивановский муниципальный округ",
    "village": "с. Ивановка",
    "head": "А. А. Ветров",
}


def words(data: bytes) -> str:
    body = Document(io.BytesIO(data)).element.body
    return "\n".join(
        "".join(node.text or "" for node in p.iter(qn("w:t"))) for p in body.iter(qn("w:p"))
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_names_change_and_nothing_else(path: Path) -> None:
    source = load(path.stem)
    done = variant(path, year=2023, **NAMES)
    text, before = words(done), words(path.read_bytes())
    org, author = source.card["organisation"], source.card["authors"][0]
    for old in (source.card["title"], org["full"], org["short"], org["head"], author["name"]):
        assert old not in text
        assert old.upper() not in text
    assert NAMES["title"] in text
    assert (
        initials(NAMES["author"])[0] in text or NAMES["author"] in text or "Кузьмин П. О." in text
    )
    assert text.count("\n") == before.count("\n")
    facts = Document(io.BytesIO(done)).core_properties
    assert (facts.title, facts.author) == (NAMES["title"], NAMES["author"])


def test_same_call_gives_same_bytes() -> None:
    sums = {hashlib.sha256(variant(FILES[0], year=2023, **NAMES)).hexdigest() for _ in range(3)}
    assert len(sums) == 1


def test_year_moves_with_the_school_year() -> None:
    path = next(path for path in FILES if path.stem == "tour_trails")
    text = words(variant(path, year=2025, **NAMES))
    assert "02.09.2025" in text
    assert "с. Ивановка, 2025 год" in text
    assert "28.09.2020" in text, "dates of acts stay"


@pytest.mark.parametrize("slug", list_slugs())
def test_builder_remakes_the_committed_file(slug: str) -> None:
    import json

    from review.demo.writing.sources import TEXTS

    pages = json.loads((TEXTS / "pages.json").read_text(encoding="utf-8"))
    data = Builder(load(slug), pages.get(slug, [])).build()
    assert words(data) == words((PROGRAMMES / f"{slug}.docx").read_bytes())


def test_ages_change_with_the_card() -> None:
    path = next(path for path in FILES if path.stem == "tech_smart_home")
    text = words(variant(path, year=2023, ages=(8, 10), **NAMES))
    assert "Возраст обучающихся: 8–10 лет" in text
    assert "11–14 лет" not in text


def test_quotes_inside_a_title_are_the_inner_ones() -> None:
    path = next(path for path in FILES if path.stem == "sport_volleyball")
    names = {**NAMES, "title": "Студия «Луч»", "organisation_short": "МБУ ДО Дом с. Раздольное"}
    text = words(variant(path, year=2023, post="методист", **names))
    assert "«Студия „Луч“»" in text
    assert "Директор МБУ ДО Дом с. Раздольное" in text
    assert "методист" in text
