"""`znachok assign` as a script runs it: tables in, the plan out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from review.cli import main

SUBMISSIONS = "id,organisation,municipality,direction\ns1,o1,m1,art\ns2,o2,m2,sport\ns3,o3,m3,art\n"
EXPERTS = (
    "id,organisation,municipality,directions,max_load\n"
    "e1,o1,m1,art;sport,2\ne2,o2,m2,art,3\ne3,o4,m4,,2\n"
)


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    (tmp_path / "S.csv").write_text(SUBMISSIONS, encoding="utf-8")
    (tmp_path / "E.csv").write_text(EXPERTS, encoding="utf-8")
    return tmp_path


def assign(folder: Path, *more: str) -> Result:
    words = [
        "assign", "--submissions", str(folder / "S.csv"), "--experts", str(folder / "E.csv"), *more,
    ]  # fmt: skip
    return CliRunner().invoke(main, words, prog_name="znachok")


def test_the_plan_names_pairs_gaps_and_figures(tables: Path) -> None:
    result = assign(tables, "--per", "2", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    pairs = {(one["submission"], one["expert"]) for one in told["pairs"]}
    assert pairs >= {("s1", "e2"), ("s2", "e1"), ("s3", "e2")}
    assert told["objective"]["assigned"] + told["objective"]["unfilled"] == 6
    assert all(one["why"] for one in told["pairs"])
    assert sum(told["loads"].values()) == len(pairs) == 6


def test_conflicts_and_kept_pairs_are_heeded_and_the_result_can_be_given_back(
    tables: Path,
) -> None:
    (tables / "C.csv").write_text("submission;expert\ns1;e3\n", encoding="utf-8")
    out = tables / "pairs.csv"
    first = assign(tables, "--conflicts", str(tables / "C.csv"), "--out", str(out), "--json")
    told = json.loads(first.stdout)
    assert told["unassigned"][0]["submission"] == "s1"
    assert told["unassigned"][0]["codes"]["conflict"] == 1
    again = json.loads(assign(tables, "--fixed", str(out), "--json").stdout)
    assert {(one["submission"], one["expert"]) for one in told["pairs"]} <= {
        (one["submission"], one["expert"]) for one in again["pairs"]
    }


@pytest.mark.parametrize(
    ("language", "word"), [("ru", "из другой организации"), ("en", "from another organisation")]
)
def test_a_person_reads_why(tables: Path, language: str, word: str) -> None:
    result = assign(tables, "--per", "3", "--language", language)
    assert word in result.stdout
    assert len(result.stdout.splitlines()) > 6


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("S.csv", "number\n1\n", "the column id is missing"),
        ("S.csv", "id\ns1\ns1\n", "two of the same name"),
        ("E.csv", "id,max_load\ne1,many\n", "not a whole number"),
        ("E.csv", "id,organisation\ne1,o1,o2\n", "more cells than columns"),
        ("S.csv", "", "the column id is missing"),
        ("C.csv", "submission,expert\ns9,e1\n", "not in the tables"),
    ],
)
def test_a_wrong_table_is_one_clear_line_and_exit_code_2(
    tables: Path, name: str, text: str, said: str
) -> None:
    (tables / name).write_text(text, encoding="utf-8")
    more = ["--fixed", str(tables / "C.csv")] if name == "C.csv" else []
    result = assign(tables, *more)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_a_table_in_another_encoding_and_a_missing_one_are_told(tables: Path) -> None:
    (tables / "S.csv").write_bytes("id\nё\n".encode("cp1251"))
    assert assign(tables).exit_code == 2
    (tables / "S.csv").unlink()
    assert "S.csv" in assign(tables).stderr


def test_russian_tables_of_a_spreadsheet_are_read(tables: Path) -> None:
    text = "﻿ID;Organisation;Municipality;Direction\r\ns1;Школа 5;Тамбов;Техническая\r\n"
    (tables / "S.csv").write_text(text, encoding="utf-8")
    rows = '﻿id;organisation;directions;max_load\r\nПетрова;Лицей;"Техническая; Спорт";5\r\n'
    (tables / "E.csv").write_text(rows, encoding="utf-8")
    told = json.loads(assign(tables, "--per", "1", "--json").stdout)
    assert [(one["submission"], one["expert"]) for one in told["pairs"]] == [("s1", "Петрова")]
