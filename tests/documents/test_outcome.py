"""What is kept of an examination is bounded, and tells how much it leaves out."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest

from review.documents import outcome
from review.documents.checks.finding import Finding, Found, Severity
from review.documents.examination import Examination, examine
from review.documents.reading import docx
from tests.review.texts import FAULTY


@pytest.fixture(scope="module")
def examined() -> Examination:
    return examine(docx.read(io.BytesIO(FAULTY)), date(2023, 6, 1))


def test_a_usual_text_is_kept_whole_but_for_the_rows_of_its_tables(examined: Examination) -> None:
    made = outcome.outcome_of(examined)
    assert len(made.findings) == len(examined.findings)
    assert (made.passport["findings_left_out"], made.passport["tables_left_out"]) == (0, 0)
    for kept, table in zip(made.passport["tables"], examined.dossier.tables, strict=True):
        assert (kept["rows"], kept["count"]) == ([], len(table.rows))
    assert any(table.rows for table in examined.dossier.tables)


def test_of_very_many_findings_the_gravest_are_kept(examined: Examination) -> None:
    notes = tuple(
        Finding("SP1", "", Severity.NOTE, "", "", Found({"word": str(turn)}))
        for turn in range(outcome.MOST_FINDINGS)
    )
    grave = Finding("H8", "", Severity.BLOCK, "curriculum_plan", "H8", Found({"sum": 1}))
    made = outcome.outcome_of(replace(examined, findings=(*notes, grave, grave)))
    assert made.passport["findings_left_out"] == 2
    assert [one.severity for one in made.findings[:3]] == [
        Severity.BLOCK, Severity.BLOCK, Severity.NOTE,
    ]  # fmt: skip


def test_of_very_many_tables_the_first_are_kept(examined: Examination) -> None:
    table = examined.dossier.tables[0]
    many = replace(examined.dossier, tables=(table,) * (outcome.MOST_TABLES + 3))
    passport = outcome.passport_of(replace(examined, dossier=many))
    assert len(passport["tables"]) == outcome.MOST_TABLES
    assert passport["tables_left_out"] == 3
