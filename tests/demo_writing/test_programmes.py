"""The demo programmes say what their manifest says: hours, sections, mistakes, files."""

import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table

import review.demo

HOME = Path(review.demo.__file__).parent
PROGRAMMES = HOME / "programmes"
ENTRIES: list[dict[str, Any]] = yaml.safe_load(
    (PROGRAMMES / "manifest.yaml").read_text(encoding="utf-8")
)["programmes"]
NAMES = [entry["file"] for entry in ENTRIES]
BY_NAME = {entry["file"]: entry for entry in ENTRIES}
SOUND = [e["file"] for e in ENTRIES if not any(m["id"] in {"E01", "E02"} for m in e["mistakes"])]


@cache
def opened(path: Path) -> Any:
    """The document, read once."""
    return Document(str(path))


def texts(table: Table) -> list[list[str]]:
    """Rows of a table as the texts of its real cells, merged ones once."""
    rows = []
    for row in table._tbl.tr_lst:
        cells = row.findall(qn("w:tc"))
        rows.append(["".join(node.text or "" for node in tc.iter(qn("w:t"))) for tc in cells])
    return rows


def plan_of(path: Path) -> list[list[str]]:
    """The curriculum plan: the table that holds a row numbered 1.1 and a total."""
    for table in opened(path).tables:
        rows = texts(table)
        head = " ".join(rows[0])
        named = any(word in head for word in ("Название", "Наименование разделов", "Теория"))
        if named and "№" in head and any(row[0] == "1.1" for row in rows):
            return rows
    raise AssertionError(f"no plan in {path.name}")


def figures(row: list[str]) -> list[int]:
    """Hours of a row: total, theory, practice, whatever the order of the columns."""
    return [0 if cell == "–" else int(cell) for cell in row[2:5]]


def whole_text(path: Path) -> str:
    """All text of the body, one paragraph a line."""
    body = opened(path).element.body
    lines: Iterator[str] = (
        "".join(node.text or "" for node in p.iter(qn("w:t"))) for p in body.iter(qn("w:p"))
    )
    return "\n".join(lines)


def test_there_are_seven_hands_six_directions_and_nine_files() -> None:
    assert len({entry["hand"]["id"] for entry in ENTRIES}) == 7
    assert len({entry["direction"] for entry in ENTRIES}) == 6
    assert {path.name for path in PROGRAMMES.glob("*.docx")} == set(NAMES)
    qualities = [e["quality"] for e in ENTRIES if "revision" not in e]
    assert sorted(qualities) == ["good"] * 3 + ["middling"] * 2 + ["weak"] * 2


@pytest.mark.parametrize("name", NAMES)
def test_plan_has_the_hours_of_the_manifest(name: str) -> None:
    truth = BY_NAME[name]["truth"]["curriculum"]
    rows = plan_of(PROGRAMMES / name)
    topics = [figures(row) for row in rows if re.fullmatch(r"\d+\.\d+", row[0])]
    sums = sorted(sum(column) for column in zip(*topics, strict=True))
    assert sums == sorted([truth["total"], truth["theory"], truth["practice"]])
    assert len(topics) == truth["topics"]
    for row in topics:
        assert max(row) * 2 == sum(row), "total is theory and practice"


@pytest.mark.parametrize("name", SOUND)
def test_sound_programmes_agree_everywhere(name: str) -> None:
    entry, rows = BY_NAME[name], plan_of(PROGRAMMES / name)
    hours = entry["hours"]
    assert max(figures(rows[-1])) == hours
    sections = [row for row in rows if re.fullmatch(r"\d+\.", row[0])]
    assert sum(max(figures(row)) for row in sections) == hours
    text = whole_text(PROGRAMMES / name)
    assert re.search(rf"\b{hours} час", text)
    assert f"{entry['weeks']} учебны" in text or f"{entry['weeks']} недел" in text
    assert last_total(PROGRAMMES / name) == hours


def last_total(path: Path) -> int:
    """The total of the calendar: the largest figure of the last «Итого» row in the file."""
    found = [row for table in opened(path).tables for row in texts(table) if "Итого:" in row[:2]]
    assert len(found) == 2, "plan and calendar"
    return max(int(cell) for cell in found[-1] if cell.isdigit())


def test_weak_ones_are_wrong_where_they_should_be() -> None:
    art = plan_of(PROGRAMMES / "art_brush.docx")
    second = next(row for row in art if row[0] == "2.")
    topics = [figures(row)[0] for row in art if re.fullmatch(r"2\.\d", row[0])]
    assert (figures(second)[0], sum(topics)) == (20, 18)
    text = whole_text(PROGRAMMES / "art_brush.docx")
    for words in ("№ 196", "1726-р", "2.4.4.3172-14", "68 часов", "города Заречного"):
        assert words in text
    media = plan_of(PROGRAMMES / "social_media.docx")
    assert max(figures(media[-1])) == 70
    text = whole_text(PROGRAMMES / "social_media.docx")
    assert "социально-педагогическая" in text
    assert "УТВЕРЖДАЮ" not in text.upper()
    assert "график" not in text


@pytest.mark.parametrize("name", [n for n in NAMES if "_r2" in n])
def test_revisions_are_mended(name: str) -> None:
    text = whole_text(PROGRAMMES / name)
    for words in ("№ 196", "1726-р", "2.4.4.3172-14", "Заречн", "социально-педагогическая"):
        assert words not in text
    for words in ("УТВЕРЖДАЮ", "№ 629", "678-р"):
        assert words in text
    assert re.search("календарный план воспитательной работы", text, re.IGNORECASE)


@pytest.mark.parametrize("name", NAMES)
def test_file_is_small_and_made_at_one_moment(name: str) -> None:
    path = PROGRAMMES / name
    assert path.stat().st_size < 120_000
    with zipfile.ZipFile(path) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2023, 3, 1, 9, 0, 0)}
        assert archive.testzip() is None
