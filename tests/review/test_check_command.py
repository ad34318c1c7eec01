"""`znachok check` as a teacher's friend or a script runs it: no database, no server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from review.cli import main
from review.documents import card_file
from review.documents.card_file import CardError
from review.documents.sections import load_sections
from tests.documents.word import paragraph, text, word_file

GOOD = paragraph(text("Цель программы", "<w:b/>")) + paragraph("Научить детей рисовать.")


def check(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, words)], prog_name="znachok")


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    path = tmp_path / "программа.docx"
    path.write_bytes(word_file(GOOD))
    return path


def test_json_has_every_key_of_the_contract(programme: Path) -> None:
    told = json.loads(check(programme, "--json").stdout)
    assert {"file", "format", "pages", "sections", "facts", "tables", "findings"} <= set(told)
    assert {one["id"] for one in told["sections"]} == set(load_sections().sections)
    goal = next(one for one in told["sections"] if one["id"] == "goal")
    assert goal["present"] is True
    assert goal["heading"] == "Цель программы"
    assert {"title", "organisation", "direction", "level", "age_min", "age_max"} <= set(
        told["facts"]
    )


def test_a_file_that_cannot_be_read_is_one_line_and_code_2(tmp_path: Path) -> None:
    path = tmp_path / "пусто.docx"
    path.write_bytes(b"")
    ended = check(path, "--json")
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert "Файл пуст" in ended.stderr


def test_a_missing_file_is_one_line_and_code_2(tmp_path: Path) -> None:
    ended = check(tmp_path / "нет.docx")
    assert (ended.exit_code, ended.stderr.count("\n")) == (2, 1)


def test_an_unknown_profile_names_the_known_ones(programme: Path) -> None:
    ended = check(programme, "--profile", "mars")
    assert ended.exit_code == 2
    assert "sample" in ended.stderr


def test_a_card_that_is_no_card_is_said(programme: Path, tmp_path: Path) -> None:
    card = tmp_path / "card.json"
    card.write_text('{"age_from": "семь"}', encoding="utf-8")
    ended = check(programme, "--card", card)
    assert ended.exit_code == 2
    assert "age_from" in ended.stderr


def test_a_folder_gives_a_table_with_a_line_for_each_file(programme: Path) -> None:
    (programme.parent / "битый.docx").write_bytes(b"PK\x03\x04 not a zip")
    (programme.parent / "заметки.txt").write_text("не документ", encoding="utf-8")
    ended = check(programme.parent)
    lines = ended.stdout.splitlines()
    assert len(lines) == 3
    assert "битый.docx" in lines[1]
    assert "программа.docx" in lines[2]


def test_a_folder_as_json_is_one_object_a_line(programme: Path) -> None:
    told = [json.loads(line) for line in check(programme.parent, "--json").stdout.splitlines()]
    assert [Path(one["file"]).name for one in told] == ["программа.docx"]


@pytest.mark.parametrize(
    ("given", "months"), [({"duration_years": 1.5}, 14), ({"duration_months": 9}, 9)]
)
def test_a_card_takes_the_term_in_years_or_months(given: dict[str, float], months: int) -> None:
    assert card_file.from_mapping(given).duration_months == months


def test_a_card_understands_exchange_codes_and_names_of_facts() -> None:
    card = card_file.from_mapping(
        {"direction": "socialno-pedagogicheskoe", "age_min": 7, "hours_total": 72, "extra": 1}
    )
    assert (card.direction, card.age_from, card.hours) == ("социально-гуманитарная", 7, 72)


def test_a_card_with_a_text_for_a_list_is_refused() -> None:
    with pytest.raises(CardError, match="authors"):
        card_file.from_mapping({"authors": "Иванова"})
