"""Every spoiled figure and every lost row of a sound plan is found; sound plans give nothing."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from review.documents.curriculum import HoursTable
from review.documents.hours_readings import best_reading
from review.documents.reading import docx
from review.documents.reading.model import Block, DocumentModel
from tests import run
from tests.documents.checks.hours_mutants import (
    Mutant,
    blocking,
    cells_in_sums,
    changed,
    findings,
    lost,
    plain_table,
    rows_in_sums,
    tables_in,
)

DEMO = run.REPOSITORY / "review" / "demo" / "programmes"
TRUTH = Path(__file__).parents[1] / "truth"
#: Programmes whose mistakes in hours are planted.
SPOILED = {"art_brush.docx", "social_media.docx"}
WAYS = 200
SEED = 20260930

Sound = tuple[Block, HoursTable]
Spoil = Callable[[random.Random, Sound], Mutant | None]


def read(path: Path) -> DocumentModel:
    """The model of a DOCX."""
    with path.open("rb") as file:
        return docx.read(file)


def plans_of(model: DocumentModel) -> list[Sound]:
    """Tables of hours of a document that say their total and add up."""
    found = []
    for block in model.blocks:
        tables = tables_in(block) if block.kind == "table" else ()
        if len(tables) == 1 and _adds_up(tables[0]):
            found.append((block, tables[0]))
    return found


def _adds_up(table: HoursTable) -> bool:
    reading = best_reading(table.rows, table.hour_roles)
    totals = [one for one in reading.equations if one.kind == "total" and one.stated]
    return bool(totals) and not reading.broken


@pytest.fixture(scope="module")
def plans() -> list[Sound]:
    """The sound plans and schedules of the demo, and plans of other shapes."""
    found = []
    for path in sorted(DEMO.glob("*.docx")):
        if path.name not in SPOILED:
            found += plans_of(read(path))
    for block in (FLAT, ONE_COLUMN, THREE_LEVELS, TERMS):
        (table,) = tables_in(block)
        found.append((block, table))
    return found


FLAT = plain_table(
    ("Наименование тем", "Теория", "Практика", "Всего часов"),
    ("Вводное занятие", "1", "1", "2"),
    ("Ритм", "2,5", "3,5", "6"),
    ("Лад", "–", "4", "4"),
    ("Концерт", "", "2", "2"),
    ("ИТОГО:", "3,5", "10,5", "14"),
)
ONE_COLUMN = plain_table(
    ("№", "Разделы и темы", "Кол-во часов"),
    ("1", "Вводное занятие", "2 ч."),
    ("2", "Ритм", "6 ч."),
    ("3", "Лад", "5 ч."),
    ("4", "Концерт", "3 ч."),
    ("", "Всего", "16 ч."),
)
THREE_LEVELS = plain_table(
    ("№", "Тема", "Всего", "Лекции", "Практика"),
    ("1", "Ноты", "10", "4", "6"),
    ("1.1", "Ритм", "6", "2", "4"),
    ("1.1.1", "Счёт", "4", "1", "3"),
    ("1.1.2", "Пауза", "2", "1", "1"),
    ("1.2", "Лад", "4", "2", "2"),
    ("2", "Хор", "5", "1", "4"),
    ("2.1", "Распевка", "3", "1", "2"),
    ("2.2", "Песня", "2", "", "2"),
    ("", "Итого", "15", "5", "10"),
)
TERMS = plain_table(
    ("№", "Тема", "Всего", "Теория", "Практика"),
    ("1", "Ритм", "6", "2", "4"),
    ("2", "Лад", "4", "2", "2"),
    ("", "Итого за 1 полугодие", "10", "4", "6"),
    ("3", "Хор", "5", "1", "4"),
    ("4", "Концерт", "3", "", "3"),
    ("", "Итого за 2 полугодие", "8", "1", "7"),
    ("", "Итого за год", "18", "5", "13"),
)


def other_figure(rng: random.Random, figure: Decimal) -> Decimal:
    """A figure that a slip of the hand would leave."""
    return rng.choice([figure + 1, figure + 2, figure * 2, figure + 10, max(figure - 1, Decimal())])


def changed_cell(rng: random.Random, plan: Sound) -> Mutant:
    """Another figure in a topic or a section."""
    block, table = plan
    totals = {row.row for row in table.rows if row.kind in ("total", "subtotal")}
    cells = [one for one in cells_in_sums(block, table) if one[0] not in totals]
    row, column, figure = rng.choice(cells)
    return changed(block, row, column, other_figure(rng, figure))


def changed_total(rng: random.Random, plan: Sound) -> Mutant | None:
    """Another figure in a row of totals."""
    block, table = plan
    totals = {row.row for row in table.rows if row.kind in ("total", "subtotal")}
    cells = [one for one in cells_in_sums(block, table) if one[0] in totals]
    if not cells:
        return None
    row, column, figure = rng.choice(cells)
    return changed(block, row, column, other_figure(rng, figure))


def lost_row(rng: random.Random, plan: Sound) -> Mutant | None:
    """A table without one of the rows its sums are made of; None when merges hold them all."""
    block, table = plan
    totals = {row.row for row in table.rows if row.kind in ("total", "subtotal")}
    rows = [row for row in rows_in_sums(table) if row not in totals]
    made = [mutant for row in rows if (mutant := lost(block, row)) is not None]
    return rng.choice(made) if made else None


def test_sound_plans_give_nothing(plans: list[Sound]) -> None:
    assert len(plans) > 12
    assert [(block.id, findings(block)) for block, _ in plans if findings(block)] == []


KINDS = pytest.mark.parametrize("spoil", [changed_cell, changed_total, lost_row])


def mutants_of(spoil: Spoil, plans: list[Sound], ways: int) -> list[Mutant]:
    """So many spoiled tables, each plan in turn."""
    rng = random.Random(SEED)
    made: list[Mutant] = []
    for plan in itertools.cycle(plans):
        made += filter(None, [spoil(rng, plan)])
        if len(made) == ways:
            break
    return made


@KINDS
def test_every_spoiled_plan_is_found(spoil: Spoil, plans: list[Sound]) -> None:
    mutants = mutants_of(spoil, plans, WAYS)
    assert [mutant.what for mutant in mutants if not blocking(mutant.block)] == []


@KINDS
def test_every_spoiled_table_of_real_documents_is_found(spoil: Spoil, corpus: Path) -> None:
    """Plans that hold their contents too are left out: what their lines make is doubted."""
    read_plans = [plan for path in sound_documents(corpus) for plan in plans_of(read(path))]
    plans = [plan for plan in read_plans if "content" not in plan[1].columns]
    assert len(plans) > 3
    mutants = mutants_of(spoil, plans, WAYS)
    assert [mutant.what for mutant in mutants if not blocking(mutant.block)] == []


@pytest.mark.corpus
def test_sound_tables_of_real_documents_raise_no_alarm(corpus: Path) -> None:
    """By the verdicts of people who added the tables up (tests/documents/truth)."""
    alarms = []
    for path in sound_documents(corpus):
        alarms += [
            (path.name, block.id)
            for block in read(path).blocks
            if block.kind == "table" and blocking(block)
        ]
    assert alarms == []


def sound_documents(corpus: Path) -> list[Path]:
    """DOCX files all of whose tables of hours are known to be right."""
    found = []
    for path in sorted(TRUTH.glob("prog_*.docx.yaml")):
        tables = yaml.safe_load(path.read_text(encoding="utf-8"))["tables"]
        if tables and all(table["correct"] is True for table in tables):
            found.append(corpus / "programmes" / path.name.removesuffix(".yaml"))
    return found
