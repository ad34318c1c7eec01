"""PDF: words in their place become paragraphs; a scan says that it is one."""

import zlib

import pytest
from weasyprint import HTML

from review.documents.reading import layout, lines, pdf, ruled
from review.documents.reading.pdf_actions import count_actions
from review.documents.refusals import UploadRefused

STYLE = "<style>body{font:12pt 'DejaVu Serif'} @page{size:A4;margin:2cm;%s}</style>"
LONG = "Занятия развивают внимание, память и мелкую моторику рук ребёнка. " * 6


def printed(body, page_style=""):
    return HTML(string=STYLE % page_style + body).write_pdf()


@pytest.fixture(scope="module")
def programme():
    numbers = "@bottom-center{content:counter(page)}"
    return pdf.read(
        printed(
            "<h1 style='text-align:center'>Программа «Оригами»</h1>"
            f"<p>{LONG}</p><p><b>Цель программы</b></p>"
            f"<p style='page-break-before:always'>{LONG}</p><p>{LONG}</p>",
            numbers,
        )
    )


def test_pages_words_and_paragraphs(programme):
    assert programme.pages == 2
    assert [block.page for block in programme.blocks] == [1, 1, 1, 2, 2]
    assert programme.blocks[1].text == LONG.strip()
    assert programme.words == 2 + 2 + 3 * len(LONG.split())


def test_headings_are_guessed_by_size_and_bold(programme):
    title, body, bold = programme.blocks[:3]
    assert (title.kind, title.level, title.alignment) == ("heading", 1, "center")
    assert body.kind == "paragraph"
    assert (bold.kind, bold.bold) == ("heading", True)


def test_page_numbers_are_left_out_and_told(programme):
    assert programme.note("page_numbers").count == 2


def test_looks_inside_a_line():
    model = pdf.read(printed("<p>Это <b>важно</b> и <i>нужно</i> всем</p>"))
    assert [(run.text, run.bold, run.italic) for run in model.blocks[0].runs] == [
        ("Это", False, False),
        (" важно", True, False),
        (" и", False, False),
        (" нужно", False, True),
        (" всем", False, False),
    ]


def test_scan_is_readable_and_has_no_text():
    model = pdf.read(printed("<svg width='10' height='10'><rect width='9' height='9'/></svg>"))
    assert not model.has_text
    assert model.note("no_text")


def test_broken_and_locked_files():
    with pytest.raises(UploadRefused) as caught:
        pdf.read(b"%PDF-1.4 and nothing more")
    assert caught.value.code == "unreadable"


def word(text, left, base, **look):
    return lines.Word(
        text, left, left + 6 * len(text), base, look.get("size", 12.0), look.get("bold", False),
        False, look.get("page", 1), 595.0,
    )  # fmt: skip


def texts_of(*pages):
    return [p.text for p in layout.layout_of([layout.Page(words) for words in pages]).paragraphs]


def test_broken_word_is_mended():
    assert texts_of([word("образова\x02", 50, 700), word("тельной", 50, 686)]) == [
        "образовательной"
    ]


def test_words_far_apart_in_height_or_to_the_left_begin_a_line():
    words = [word("а", 50, 700), word("б", 80, 700), word("в", 50, 700), word("г", 90, 650)]
    assert [line.text for line in lines.lines_of(words)] == ["а б", "в", "г"]


def test_paragraph_goes_on_over_the_page():
    first = [word("Программа", 50, 100), word("развивает", 120, 100)]
    assert texts_of(first, [word("внимание.", 50, 700, page=2)]) == [
        "Программа развивает внимание."
    ]


def test_typed_list_marks_begin_paragraphs():
    first = [word("1)", 50, 700), word("первое", 70, 700)]
    second = [word("2)", 50, 686), word("второе", 70, 686)]
    assert texts_of(first + second) == ["1) первое", "2) второе"]


def test_line_that_goes_on_in_small_letters_belongs_to_the_one_above():
    words = [
        word("Программирование-и-моделирование", 50, 700),
        word("в", 50, 686),
        word("Паскале", 62, 686),
    ]
    assert texts_of([*words, word("Цель", 50, 672)]) == [
        "Программирование-и-моделирование в Паскале",
        "Цель",
    ]


CELLS = "td{border:1px solid;padding:4px;vertical-align:top} table{border-collapse:collapse}"


def rows_of(table):
    return [[(c.text, c.column, c.colspan, c.rowspan) for c in row.cells] for row in table.rows]


def test_drawn_table_is_a_table_with_its_merges():
    model = pdf.read(
        printed(
            f"<style>{CELLS}</style><p>До таблицы</p><table>"
            "<tr><td rowspan=2>Тема</td><td colspan=2>Количество часов</td></tr>"
            "<tr><td>Теория</td><td>Практика</td></tr>"
            "<tr><td>Бумага и её свойства</td><td>2</td><td></td></tr></table><p>После</p>"
        )
    )
    assert [block.kind for block in model.blocks] == ["paragraph", "table", "paragraph"]
    assert rows_of(model.blocks[1]) == [
        [("Тема", 0, 1, 2), ("Количество часов", 1, 2, 1)],
        [("Теория", 1, 1, 1), ("Практика", 2, 1, 1)],
        [("Бумага и её свойства", 0, 1, 1), ("2", 1, 1, 1), ("", 2, 1, 1)],
    ]
    assert [block.id for block in model.walk()] == [f"b{n}" for n in range(1, 10)]


def test_table_over_two_pages_is_one():
    rows = "".join(f"<tr><td>Занятие {n}</td><td>{n}</td></tr>" for n in range(60))
    model = pdf.read(printed(f"<style>{CELLS}</style><table>{rows}</table>"))
    assert model.pages == 2
    assert [(block.kind, len(block.rows)) for block in model.blocks] == [("table", 60)]
    assert model.blocks[0].rows[59].cells[0].text == "Занятие 59"


def test_frame_and_underlines_are_no_tables():
    body = "<div style='border:1px solid'>Текст в рамке</div><p><u>Подчёркнуто всё это</u></p>"
    model = pdf.read(printed(body))
    assert {block.kind for block in model.blocks} == {"paragraph"}


def test_thousands_of_lines_are_not_a_table_and_take_no_time():
    strips = [ruled.Strip(n % 2 == 0, n, 0, 9_000) for n in range(9_000)]
    assert ruled.tables_of(strips) == []
    assert ruled.tables_of(strips * 3) == []


def with_action(action: str, packed: bool = False) -> bytes:
    """A page with an action that hangs on the opening of the document."""
    body = f"<</Type/Action {action}>>".encode()
    if packed:
        group = zlib.compress(b"5 0 " + body)
        fields = f"/Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length {len(group)}"
        held = f"6 0 obj<<{fields}>>stream\n".encode() + group + b"\nendstream endobj\n"
    else:
        held = b"5 0 obj" + body + b"endobj\n"
    return (
        b"%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction 5 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
        + held
        + b"trailer<</Root 1 0 R>>\n"
    )


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("action", "code"),
    [
        ("/S /Launch /F (calc.exe)", "launches"),
        ("/S/JavaScript/JS(app.alert(1))", "scripts"),
        ("/S/J#61vaScript/JS(app.alert(1))", "scripts"),
    ],
)
def test_an_action_that_would_run_something_is_told(action: str, code: str, packed: bool) -> None:
    model = pdf.read(with_action(action, packed))
    assert [note.code for note in model.notes if note.code in {"scripts", "launches"}] == [code]


@pytest.mark.parametrize("action", ["/S/GoTo/D[3 0 R/Fit]", "/S/URI/URI(http://example.org)"])
def test_links_are_no_actions_to_be_told_of(action: str) -> None:
    notes = {note.code for note in pdf.read(with_action(action)).notes}
    assert not notes & {"scripts", "launches"}


def test_a_damaged_group_of_objects_harms_nothing() -> None:
    whole = with_action("/S/Launch/F(x)", packed=True)
    assert count_actions(whole.replace(b"stream\n", b"stream\n\xff", 1)) == {}
