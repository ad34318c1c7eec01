"""The results to take away: one row each, typed cells, no formula, no names for the district."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import openpyxl
import pytest
import sqlalchemy as sa

from review.database import db
from review.models.journal import JournalEntry
from review.reports import rows, writing
from tests.review.reports.conftest import RISKY
from tests.road import statements


def sheet_of(browser, query: str = ""):
    answer = browser.get(f"/reports/results.xlsx{query}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def table_of(book) -> list[dict[str, object]]:
    lines = list(book.worksheets[0].iter_rows(values_only=True))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def csv_of(browser) -> list[dict[str, str]]:
    answer = browser.get("/reports/results.csv")
    assert answer.status_code == 200
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.both_databases
def test_one_row_for_each_submission_with_everything(season) -> None:
    found = {
        line["Номер"]: line
        for line in table_of(sheet_of(season.road.browser(season.road.people.rmc)))
    }
    assert set(found) == {season.passed, season.failed, season.repeated, season.reading}
    repeated = found[season.repeated]
    assert (repeated["Эксперт 1, баллы"], repeated["Эксперт 2, баллы"]) == (32, 35)
    assert (repeated["Балл"], repeated["Проходной балл"]) == (33.5, 30)
    assert (repeated["Отказов"], repeated["Решение круга"]) == (1, 2)
    assert isinstance(repeated["Дата решения"], datetime)
    assert isinstance(repeated["Действует до"], datetime)
    failed = found[season.failed]
    assert (failed["Балл"], failed["Отказов"]) == (22, 0)
    assert failed["Замечаний открыто"] == failed["Замечаний всего"] > 0
    reading = found[season.reading]
    assert [reading[name] for name in ("Балл", "Эксперт 1, баллы", "Дата решения")] == [None] * 3
    assert reading["Возраст"] == "7–11"


def test_the_workbook_is_made_for_reading(season) -> None:
    book = sheet_of(season.road.browser(season.road.people.rmc))
    first, second = book.worksheets
    assert first.freeze_panes == "C2"
    assert first.auto_filter.ref.startswith("A1:")
    assert second.title == "Определения"
    heads = [cell.value for cell in first[1]]
    assert [row[0] for row in second.iter_rows(min_row=2, values_only=True)] == heads
    assert all(row[1] for row in second.iter_rows(min_row=2, values_only=True))


def test_no_cell_is_a_formula(season) -> None:
    browser = season.road.browser(season.road.people.rmc)
    first = sheet_of(browser).worksheets[0]
    assert {cell.data_type for row in first.iter_rows() for cell in row} <= {"s", "n", "d"}
    titles = [line["Программа"] for line in csv_of(browser)]
    assert f"'{RISKY}" in titles
    assert RISKY not in titles


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx", " =1"])
def test_a_risky_text_is_neutralised(text) -> None:
    assert writing.safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Школа", "7–11", "а=б"])
def test_a_plain_text_stays(text) -> None:
    assert writing.safe_text(text) == text


def test_csv_says_the_same_with_a_decimal_comma(season) -> None:
    found = {line["Номер"]: line for line in csv_of(season.road.browser(season.road.people.rmc))}
    assert found[season.repeated]["Балл"] == "33,5"
    assert found[season.passed]["Балл"] == "30,5"
    assert date.fromisoformat(found[season.passed]["Дата решения"])
    assert found[season.reading]["Балл"] == ""


def test_names_go_to_the_regional_centre_only_and_only_when_asked(season) -> None:
    people = season.road.people
    name, rmc = people.experts[0].name, season.road.browser(people.rmc)
    assert name in str(table_of(sheet_of(rmc, "?names=1")))
    assert name not in str(table_of(sheet_of(rmc)))
    moc = season.road.browser(people.moc)
    assert name not in str(table_of(sheet_of(moc, "?names=1")))


def test_the_district_gets_its_own_rows_only(season) -> None:
    own = season.road.browser(season.road.people.moc)
    assert len(table_of(sheet_of(own))) == 4
    assert table_of(sheet_of(season.road.browser(season.stranger))) == []


def test_points_of_an_open_round_stay_hidden(season) -> None:
    with season.road.app.app_context():
        from review.models.submissions import Submission

        number = sa.select(Submission).where(Submission.number == season.reading)
        submission = db.session.scalars(number).one()
        season.road.mark(submission, 37)
        db.session.commit()
    found = csv_of(season.road.browser(season.road.people.moc))
    reading = next(line for line in found if line["Номер"] == season.reading)
    assert reading["Эксперт 1, баллы"] == ""
    assert "37" not in [value for name, value in reading.items() if "баллы" in name]


def test_every_export_is_journalled(season) -> None:
    browser = season.road.browser(season.road.people.rmc)
    sheet_of(browser, "?names=1")
    csv_of(browser)
    with season.road.app.app_context():
        kept = db.session.execute(
            sa.select(JournalEntry.action, JournalEntry.data).order_by(JournalEntry.id)
        ).all()
    assert [tuple(one) for one in kept] == [
        ("results_exported", {"form": "xlsx", "names": True}),
        ("results_exported", {"form": "csv", "names": False}),
    ]


def test_batches_neither_skip_nor_repeat(season, monkeypatch) -> None:
    monkeypatch.setattr(rows, "BATCH", 2)
    found = csv_of(season.road.browser(season.road.people.rmc))
    assert len(found) == len({line["Номер"] for line in found}) == 4


def test_an_export_costs_two_statements_a_batch(app, season) -> None:
    browser = season.road.browser(season.road.people.rmc)
    with statements(app) as seen:
        csv_of(browser)
    assert len(seen) <= 9


def test_only_two_forms_are_made(season) -> None:
    browser = season.road.browser(season.road.people.rmc)
    assert browser.get("/reports/results.pdf").status_code == 404
