"""`znachok annotate`, `carry`, `compare` as a script runs them: no database, no server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader
from weasyprint import HTML

from review.cli import main
from tests.documents import docx_diff
from tests.documents.word import cell, paragraph, row, table, text, word_file

GOAL = "Цель программы — развитие инженерного мышления детей."
TASKS = "Задачи: познакомить с деталями конструктора, научить читать схемы сборки."
PLAN = table(row(cell("Тема"), cell("Часы")), row(cell("Введение"), cell("4")),
             row(cell("Датчики и моторы"), cell("36")))  # fmt: skip
RESULT = "К концу года ребёнок соберёт действующую модель и расскажет, как она устроена."
REMARKS = [
    {"quote": "развитие инженерного", "text": "Чем измерите?", "author": "Эксперт 1",
     "created": "2026-09-01T12:00:00+03:00"},
    {"quote": "36", "prefix": "Датчики и моторы", "text": "Много", "author": "Модератор РМЦ"},
    {"quote": "научить читать схемы", "text": "Как?", "author": "Эксперт 2"},
    {"quote": "", "text": "Хорошая программа", "author": "Эксперт 1"},
]  # fmt: skip


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, words)], prog_name="znachok")


def written(path: Path, *parts: str) -> Path:
    path.write_bytes(word_file(*(p if p.startswith("<") else paragraph(p) for p in parts)))
    return path


@pytest.fixture
def old(tmp_path: Path) -> Path:
    goal = paragraph(
        "Цель программы — ", text("развитие ", "<w:b/>"), "инженерного мышления детей."
    )
    return written(tmp_path / "старая.docx", goal, TASKS, PLAN, RESULT)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    changed = TASKS.replace("читать схемы", "понимать чертежи")
    return written(tmp_path / "новая.docx", "Утверждаю", changed, PLAN, RESULT, GOAL)


@pytest.fixture
def remarks(tmp_path: Path) -> Path:
    path = tmp_path / "remarks.json"
    path.write_text(json.dumps(REMARKS, ensure_ascii=False), encoding="utf-8")
    return path


def test_annotate_weaves_the_remarks_in_and_tells_how(old: Path, remarks: Path) -> None:
    out = old.with_name("с замечаниями.docx")
    ended = run("annotate", old, "--remarks", remarks, "--out", out)
    assert ended.exit_code == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert [one["how"] for one in told["remarks"]] == ["exact", "exact", "exact", "document"]
    assert told["counts"] == {"exact": 3, "document": 1}
    said = docx_diff.all_comments(out.read_bytes())
    assert list(said.values()) == [(one["author"], one["text"]) for one in REMARKS]
    assert docx_diff.commented_text(out.read_bytes(), "0") == "развитие инженерного"
    assert docx_diff.commented_text(out.read_bytes(), "1") == "36"
    assert b"2026-09-01T09:00:00Z" in docx_diff.parts(out.read_bytes())["word/comments.xml"]


def test_annotate_puts_them_into_a_pdf(tmp_path: Path, remarks: Path) -> None:
    path, out = tmp_path / "программа.pdf", tmp_path / "out.pdf"
    path.write_bytes(
        HTML(string=f"<p>{GOAL}</p><p>{TASKS}</p><p>Датчики и моторы 36</p>").write_pdf()
    )
    ended = run("annotate", path, "--remarks", remarks, "--out", out)
    assert ended.exit_code == 0, ended.stderr
    assert json.loads(ended.stdout)["format"] == "pdf"
    entries = [entry.get_object() for entry in PdfReader(out).pages[0]["/Annots"]]
    assert [str(entry["/T"]) for entry in entries] == [one["author"] for one in REMARKS]
    assert out.read_bytes().startswith(path.read_bytes())


def test_ambiguous_words_are_said_to_be_so(tmp_path: Path) -> None:
    path = written(tmp_path / "a.docx", "Форма контроля: опрос.", "Форма контроля: опрос.")
    remarks = tmp_path / "r.json"
    remarks.write_text('[{"quote": "опрос", "text": "а", "author": "Э"}]', encoding="utf-8")
    ended = run("annotate", path, "--remarks", remarks, "--out", tmp_path / "b.docx")
    assert json.loads(ended.stdout)["remarks"][0]["ambiguous"] is True


def test_carry_tells_status_place_and_confidence(old: Path, new: Path, remarks: Path) -> None:
    ended = run("carry", old, new, "--remarks", remarks, "--json")
    assert ended.exit_code == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert [one["status"] for one in told] == ["moved", "exact", "drifted", "exact"]
    assert told[0]["position"]["exact"] == "развитие инженерного"
    assert told[1]["position"]["block"] == told[1]["position"]["end_block"]
    assert told[1]["confidence"] >= 0.8 > told[2]["confidence"] > 0
    assert told[3]["position"] is None


def test_carry_reads_for_people_too(old: Path, new: Path, remarks: Path) -> None:
    ended = run("carry", old, new, "--remarks", remarks)
    assert "перенесено вместе с текстом: «развитие инженерного»" in ended.stdout
    assert "слова изменились" in ended.stdout
    assert "понимать чертежи" in ended.stdout


def test_words_the_old_file_does_not_hold_are_orphans(old: Path, new: Path, tmp_path: Path) -> None:
    remarks = tmp_path / "r.json"
    remarks.write_text('[{"quote": "ничего такого нет", "text": "а", "author": "Э"}]', "utf-8")
    (told,) = json.loads(run("carry", old, new, "--remarks", remarks, "--json").stdout)
    assert (told["status"], told["position"], told["confidence"]) == ("orphan", None, 0.0)


def test_a_remark_on_a_block_goes_with_it(old: Path, new: Path, tmp_path: Path) -> None:
    remarks = tmp_path / "r.json"
    remarks.write_text('[{"block": "b1", "text": "а", "author": "Э"}]', encoding="utf-8")
    (told,) = json.loads(run("carry", old, new, "--remarks", remarks, "--json").stdout)
    assert (told["status"], told["position"]["exact"]) == ("moved", GOAL)


def test_compare_gives_changes_as_json(old: Path, new: Path) -> None:
    told = json.loads(run("compare", old, new, "--json").stdout)
    assert [one["kind"] for one in told["changes"]] == ["inserted", "changed", "moved"]
    assert told["summary"]["blocks_moved"] == 1


def test_compare_writes_a_page(old: Path, new: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    ended = run("compare", old, new, "--html", page)
    assert ended.exit_code == 0
    html = page.read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>")
    assert "<ins" in html
    assert "старая.docx → новая.docx" in html


def test_compare_reads_for_people_too(old: Path, new: Path) -> None:
    assert "«читать схемы» → «понимать чертежи»" in run("compare", old, new).stdout
    assert run("compare", old, old).stdout == "Ни одно слово не изменилось.\n"


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ("{", "JSON"),
        ("{}", "list"),
        ("[1]", "remark 1"),
        ('[{"quote": "а", "author": "Э"}]', "text"),
        ('[{"text": "а", "author": "Э"}, {"text": 5, "author": "Э"}]', "remark 2"),
        ('[{"text": "а", "author": "Э", "created": "вчера"}]', "created"),
    ],
)
def test_wrong_remarks_are_one_line_and_code_2(
    old: Path, tmp_path: Path, told: str, word: str
) -> None:
    remarks = tmp_path / "r.json"
    remarks.write_text(told, encoding="utf-8")
    for words in (("annotate", old), ("carry", old, old)):
        more = ("--out", tmp_path / "o.docx") if words[0] == "annotate" else ()
        ended = run(*words, "--remarks", remarks, *more)
        assert (ended.exit_code, ended.stderr.count("\n"), ended.stdout) == (2, 1, "")
        assert word in ended.stderr


def test_files_that_cannot_be_read_are_one_line_and_code_2(
    old: Path, remarks: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "битый.docx"
    broken.write_bytes(b"PK\x03\x04 not a zip")
    out = ("--out", tmp_path / "o.docx")
    for words in (
        ("annotate", broken, "--remarks", remarks, *out),
        ("annotate", tmp_path / "нет.docx", "--remarks", remarks, *out),
        ("annotate", old, "--remarks", tmp_path / "нет.json", *out),
        ("annotate", old, "--remarks", remarks, "--out", tmp_path / "нет" / "o.docx"),
        ("carry", old, broken, "--remarks", remarks),
        ("compare", broken, old),
        ("compare", old, tmp_path),
    ):
        ended = run(*words)
        assert (ended.exit_code, ended.stderr.count("\n"), ended.stdout) == (2, 1, ""), words
