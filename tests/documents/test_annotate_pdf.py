"""Remarks in a PDF: on the very words, signed as given, and the file itself untouched."""

import random
from datetime import UTC, datetime
from io import BytesIO

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter
from weasyprint import HTML

from review.documents.annotate_docx import Note, Turn
from review.documents.annotate_pdf import annotate
from review.documents.reading import pdf
from review.documents.refusals import UploadRefused
from tests.run import CORPUS

STYLE = """<style>body{font:12pt 'DejaVu Serif'} @page{size:A4;margin:2cm}
table{border-collapse:collapse} td{border:1px solid}</style>"""
LONG = "Занятия развивают внимание, память и мелкую моторику рук ребёнка. " * 3
BODY = f"""<h1>Программа «Оригами»</h1><p>{LONG}</p>
<table><tr><td>Введение</td><td>36</td></tr><tr><td>Журавлик</td><td>36</td></tr></table>
<p style='page-break-before:always'>Цель программы: научить складывать фигуры.</p>"""
FILE = HTML(string=STYLE + BODY).write_pdf()
MOMENT = datetime(2026, 9, 1, 9, 30, tzinfo=UTC)


def note(quote: str | None, text: str = "Поясните", **more) -> Note:
    return Note(text, "Эксперт 1", "Э1", MOMENT, quote=quote, **more)


def answers(text: str, author: str) -> tuple[Turn, ...]:
    return (Turn(text, author, author[:1], MOMENT),)


def annotations(data: bytes) -> list[tuple[int, dict]]:
    """Page from 0 and annotation, in the order they were put in."""
    found = [
        (page, entry.get_object())
        for page, sheet in enumerate(PdfReader(BytesIO(data)).pages)
        for entry in sheet.get("/Annots") or ()
    ]
    return sorted(found, key=lambda one: one[1].indirect_reference.idnum)


def words_under(data: bytes, page: int, entry: dict) -> str:
    """What pdfium reads inside the highlighted rectangles."""
    numbers = [float(number) for number in entry["/QuadPoints"]]
    document = pypdfium2.PdfDocument(data)
    sheet = document[page].get_textpage()
    parts = [
        sheet.get_text_bounded(numbers[at], numbers[at + 5], numbers[at + 2], numbers[at + 1])
        for at in range(0, len(numbers), 8)
    ]
    document.close()
    return " ".join(" ".join(parts).split())


def test_the_highlight_lies_on_the_very_words():
    made = annotate(FILE, [note("научить складывать"), note("память и мелкую")])
    (page, first), (other, second) = annotations(made.data)
    assert [report.how for report in made.reports] == ["exact", "exact"]
    assert (page, words_under(made.data, page, first)) == (1, "научить складывать")
    assert (other, words_under(made.data, other, second)) == (0, "память и мелкую")
    assert made.reports[1].alternatives == 2


def test_author_text_and_moment_are_the_given_ones():
    ((_, entry),) = annotations(annotate(FILE, [note("Цель программы", "Две\nстроки")]).data)
    assert (entry["/T"], entry["/Contents"], entry["/Subtype"]) == (
        "Эксперт 1", "Две\nстроки", "/Highlight",
    )  # fmt: skip
    assert entry["/M"] == entry["/CreationDate"] == "D:20260901093000Z"


def test_the_file_itself_stays_byte_for_byte():
    made = annotate(FILE, [note("Журавлик"), note("этого тут нет")])
    assert made.data.startswith(FILE)
    assert [b.text for b in pdf.read(made.data).walk()] == [b.text for b in pdf.read(FILE).walk()]
    assert b"pypdf" not in made.data[len(FILE) :]
    assert annotate(FILE, []).data == FILE


def test_words_over_lines_and_pages_are_marked_on_each():
    words = " ".join(LONG.split()).strip()
    made = annotate(FILE, [note(words)])
    ((page, entry),) = annotations(made.data)
    assert len(entry["/QuadPoints"]) > 8
    assert words_under(made.data, page, entry) == words
    over = annotate(FILE, [note("Журавлик 36 Цель программы")])
    first, second = annotations(over.data)
    assert (first[0], second[0]) == (0, 1)
    assert "/Contents" not in second[1]
    assert second[1]["/T"] == "Эксперт 1"


def test_a_block_tells_equal_cells_apart():
    cells = [block for block in pdf.read(FILE).walk() if block.text == "36"]
    assert len(cells) == 2
    made = annotate(FILE, [note("36", block=block.id) for block in cells])
    (_, upper), (_, lower) = annotations(made.data)
    assert float(upper["/Rect"][1]) > float(lower["/Rect"][1])
    assert [report.block for report in made.reports] == [block.id for block in cells]


def test_what_is_not_found_is_a_note_on_its_page_with_the_quotation_inside():
    goal = pdf.read(FILE).blocks[-1]
    made = annotate(FILE, [note("чего нет", block=goal.id), note(None, "Хорошо"), note("нет")])
    assert [report.how for report in made.reports] == ["paragraph", "document", "document"]
    found = annotations(made.data)
    assert [page for page, _ in found] == [1, 0, 0]
    assert found[0][1]["/Contents"] == "«чего нет»\nПоясните"
    assert found[1][1]["/Contents"] == "Хорошо"
    assert found[1][1]["/Rect"] != found[2][1]["/Rect"]


def test_an_answer_hangs_on_its_remark():
    made = annotate(FILE, [note("Цель", replies=answers("Исправлено", "Автор программы"))])
    (_, remark), (_, answer) = annotations(made.data)
    assert (answer["/T"], answer["/Contents"]) == ("Автор программы", "Исправлено")
    assert answer["/IRT"].get_object()["/Contents"] == remark["/Contents"]


def test_a_file_with_annotations_keeps_them():
    once = annotate(FILE, [note("Журавлик", "Первое")]).data
    twice = annotate(once, [note("Введение", "Второе")]).data
    assert [entry["/Contents"] for _, entry in annotations(twice)] == ["Первое", "Второе"]


def locked(user: str, owner: str) -> bytes:
    writer, made = PdfWriter(clone_from=BytesIO(FILE)), BytesIO()
    writer.encrypt(user, owner, algorithm="AES-256")
    writer.write(made)
    return made.getvalue()


def test_a_file_only_its_owner_may_change_is_annotated_all_the_same():
    made = annotate(locked("", "secret"), [note("Журавлик")])
    assert [entry["/Contents"] for _, entry in annotations(made.data)] == ["Поясните"]


def test_locked_and_broken_files_and_naive_moments_are_refused():
    with pytest.raises(UploadRefused):
        annotate(locked("user", "owner"), [note("Журавлик")])
    with pytest.raises(UploadRefused):
        annotate(FILE[:400], [note("Журавлик")])
    with pytest.raises(ValueError, match="aware"):
        annotate(FILE, [Note("а", "Э", "Э", datetime(2026, 9, 1))])


REAL = sorted(CORPUS.glob("programmes/*.pdf"))


@pytest.mark.corpus
@pytest.mark.parametrize(
    "path", random.Random(3).sample(REAL, min(3, len(REAL))), ids=lambda path: path.stem
)
def test_real_documents(path):
    data = path.read_bytes()
    blocks = [b for b in pdf.read(data).walk() if b.kind != "table" and len(b.text) > 12]
    notes = []
    for block in random.Random(path.name).choices(blocks, k=20):
        words = block.text.split()
        quote = " ".join(words[len(words) // 3 :][:12])
        at = block.text.index(quote)
        prefix, suffix = block.text[max(0, at - 32) : at], block.text[at + len(quote) :][:32]
        notes.append(note(quote, prefix=prefix, suffix=suffix, block=block.id))
    made = annotate(data, notes)
    assert made.data.startswith(data)
    assert [(r.how, r.block) for r in made.reports] == [("exact", n.block) for n in notes]
