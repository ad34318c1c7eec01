"""Comments in the teacher's own file: at the very words, and nothing else changed."""

import random
import subprocess
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from lxml import etree

from review.documents.annotate_docx import CannotAnnotate, Note, Turn, annotate
from review.documents.reading.docx import read
from review.documents.refusals import UploadRefused
from tests.documents import docx_diff as diff

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
REAL = sorted(CORPUS.glob("programmes/*.docx")) + sorted(CORPUS.glob("rulong/*.docx"))
SAMPLE = random.Random(5).sample(REAL, min(4, len(REAL)))
MOMENT = datetime(2023, 6, 6, 9, 30, tzinfo=UTC)


def note(quote: str | None = None, text: str = "Поясните", **more) -> Note:
    return Note(text, "Эксперт 1", "Э1", MOMENT, quote=quote, **more)


def answers(text: str, author: str) -> tuple[Turn, ...]:
    return (Turn(text, author, author[:1], MOMENT),)


def letters(text: str) -> str:
    return "".join(sign.lower() for sign in text if sign.isalnum())


def made(build) -> bytes:
    document = Document()
    build(document)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def programme(document) -> None:
    document.add_paragraph("Робототехника", style="Title")
    paragraph = document.add_paragraph("Цель программы — ")
    paragraph.add_run("развитие ").bold = True
    paragraph.add_run("инженерного").italic = True
    paragraph.add_run(" мышления детей.")
    document.add_paragraph("Задачи повторяются. Задачи повторяются.")
    table = document.add_table(rows=2, cols=2)
    for place, words in enumerate(("Раздел", "Часы", "Введение", "36")):
        table.cell(place // 2, place % 2).text = words
    document.add_paragraph("Итого 36 часов.")


FILE = made(programme)


def only_comments_changed(old: bytes, new: bytes, threads: bool = False) -> None:
    allowed = {"[Content_Types].xml", "word/_rels/document.xml.rels", "word/comments.xml"}
    allowed |= {"word/document.xml"} | ({"word/commentsExtended.xml"} if threads else set())
    assert diff.changed_parts(old, new) <= allowed
    had = "word/comments.xml" in diff.parts(old)
    before = set(diff.comments(old)) if had else set()
    fresh = set(diff.comments(new)) - before
    assert diff.body_without(new, fresh) == diff.body_without(old, set())


@pytest.mark.parametrize(
    ("quote", "block"),
    [
        ("развитие инженерного", None),
        ("программы — развитие инженер", None),
        ("развитие инженерного мышления детей.\nЗадачи", None),
        ("Часы\nВведение", None),
        ("Раздел\tЧасы", None),
        ("введение 36", None),
        ("Р", None),
        ("инженерного  мышления", None),
    ],
)
def test_at_the_very_words(quote, block):
    result = annotate(FILE, [note(quote, block=block)])
    assert result.reports[0].how == "exact"
    assert letters(diff.commented_text(result.data, "0")) == letters(quote)
    assert diff.comments(result.data) == {"0": ("Эксперт 1", "Поясните")}
    only_comments_changed(FILE, result.data)


def test_cut_runs_keep_their_look():
    result = annotate(FILE, [note("витие инжен")])
    paragraph = Document(BytesIO(result.data)).paragraphs[1]
    looks = [(run.text, bool(run.bold), bool(run.italic)) for run in paragraph.runs if run.text]
    assert looks == [
        ("Цель программы — ", False, False),
        ("раз", True, False),
        ("витие ", True, False),
        ("инжен", False, True),
        ("ерного", False, True),
        (" мышления детей.", False, False),
    ]


def test_author_and_moment_are_the_given_ones_only():
    result = annotate(FILE, [note("Итого")])
    root = etree.fromstring(diff.parts(result.data)["word/comments.xml"])
    given = {etree.QName(name).localname: value for name, value in root[0].attrib.items()}
    assert given == {
        "id": "0", "author": "Эксперт 1", "initials": "Э1", "date": "2023-06-06T09:30:00Z",
    }  # fmt: skip


def test_repeated_words_are_told_apart_by_their_surroundings():
    second = annotate(FILE, [note("повторяются", prefix="Задачи повторяются. Задачи ")])
    assert (second.reports[0].start, second.reports[0].alternatives) == (27, 0)
    first = annotate(FILE, [note("повторяются", suffix=". Задачи")])
    assert (first.reports[0].start, first.reports[0].alternatives) == (7, 0)
    unsure = annotate(FILE, [note("повторяются")])
    assert unsure.reports[0].alternatives == 1


def test_block_wins_over_an_earlier_place():
    ids = {block.text: block.id for block in read(BytesIO(FILE)).walk()}
    result = annotate(FILE, [note("36", block=ids["Итого 36 часов."])])
    assert result.reports[0].block == ids["Итого 36 часов."]
    table = next(b for b in read(BytesIO(FILE)).walk() if b.kind == "table")
    result = annotate(FILE, [note("36", block=table.id)])
    assert result.reports[0].block == ids["36"]


def test_words_not_found_go_to_the_paragraph_with_the_quotation_inside():
    ids = {block.text: block.id for block in read(BytesIO(FILE)).walk()}
    result = annotate(FILE, [note("чего здесь нет", block=ids["Итого 36 часов."])])
    assert result.reports[0].how == "paragraph"
    assert diff.commented_text(result.data, "0") == "Итого 36 часов."
    assert diff.comments(result.data)["0"][1] == "«чего здесь нет»\nПоясните"


def test_short_words_of_another_block_are_not_taken():
    ids = {block.text: block.id for block in read(BytesIO(FILE)).walk()}
    result = annotate(FILE, [note("Введение", block=ids["Итого 36 часов."])])
    assert result.reports[0].how == "paragraph"


def test_remark_on_the_whole_stands_on_the_title():
    result = annotate(FILE, [note(None, "Хорошая программа"), note("нигде этого нет")])
    assert [report.how for report in result.reports] == ["document", "document"]
    assert diff.commented_text(result.data, "0") == "Робототехника"
    assert diff.comments(result.data)["0"][1] == "Хорошая программа"
    assert diff.comments(result.data)["1"][1].startswith("«нигде этого нет»\n")


def test_answer_is_a_threaded_reply():
    answered = note("Итого", replies=answers("Исправлено на 38", "Автор программы"))
    result = annotate(FILE, [answered, note("Цель")])
    assert diff.comments(result.data)["1"] == ("Автор программы", "Исправлено на 38")
    threads = etree.fromstring(diff.parts(result.data)["word/commentsExtended.xml"])
    words = etree.fromstring(diff.parts(result.data)["word/comments.xml"])
    ids = [next(c.iter("{*}p")).get(f"{{{W14}}}paraId") for c in words]
    parents = [
        (diff.attribute(entry, "paraId"), diff.attribute(entry, "paraIdParent"))
        for entry in threads
    ]
    assert parents == [(ids[0], ""), (ids[1], ids[0])]
    assert diff.commented_text(result.data, "1") == "Итого"
    only_comments_changed(FILE, result.data, threads=True)


W14 = "http://schemas.microsoft.com/office/word/2010/wordml"


def test_a_file_that_has_comments_keeps_them():
    once = annotate(FILE, [note("Итого", "Первое", replies=answers("Ответ", "Автор"))]).data
    twice = annotate(once, [note("Итого 36", "Второе", replies=answers("Ещё", "Автор"))]).data
    assert [text for _, text in diff.comments(twice).values()] == [
        "Первое",
        "Ответ",
        "Второе",
        "Ещё",
    ]
    only_comments_changed(once, twice, threads=True)
    paragraphs = [p.get(f"{{{W14}}}paraId") for p in etree.fromstring(
        diff.parts(twice)["word/comments.xml"]).iter("{*}p")]  # fmt: skip
    assert len(set(paragraphs)) == 4


def test_no_notes_no_change():
    assert annotate(FILE, []).data == FILE


def inline(xml: str) -> bytes:
    def build(document):
        document.add_paragraph("Название")
        document.element.body.insert(1, parse_xml(f"<w:p {nsdecls('w', 'r', 'm')}>{xml}</w:p>"))

    return made(build)


WRAPPED = [
    '<w:hyperlink w:anchor="a"><w:r><w:t>смотри приложение один</w:t></w:r></w:hyperlink>',
    '<w:ins w:id="7" w:author="x"><w:r><w:t>смотри приложение один</w:t></w:r></w:ins>',
    "<w:sdt><w:sdtContent><w:r><w:t>смотри приложение один</w:t></w:r></w:sdtContent></w:sdt>",
    '<w:fldSimple w:instr="REF a"><w:r><w:t>смотри приложение один</w:t></w:r></w:fldSimple>',
    "<w:r><w:t>смотри</w:t><w:tab/><w:t>прило</w:t><w:br/><w:t>жение один</w:t></w:r>",
    '<w:r><w:t xml:space="preserve">смотри </w:t></w:r><w:del w:id="8" w:author="x"><w:r>'
    "<w:delText>удалено</w:delText></w:r></w:del><w:r><w:t>приложение один</w:t></w:r>",
    '<w:r><w:t xml:space="preserve">смотри при</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>тайно'
    "</w:t></w:r><w:r><w:t>ложение один</w:t></w:r>",
    '<w:r><w:t>смотри приложение</w:t></w:r><w:bookmarkStart w:id="1" w:name="b"/><w:r><w:t '
    'xml:space="preserve"> один</w:t></w:r><w:bookmarkEnd w:id="1"/>',
    "<w:r><w:t>смотри прило&#173;жение один</w:t></w:r>",
]


@pytest.mark.parametrize("xml", WRAPPED)
@pytest.mark.parametrize("quote", ["приложение", "смотри приложение", "приложение один", "р"])
def test_inside_links_insertions_controls_and_breaks(xml, quote):
    file = inline(xml)
    block = next(b for b in read(BytesIO(file)).walk() if b.text.startswith("смотри"))
    wanted = quote if "<w:br/>" not in xml else quote.replace("приложение", "прило\nжение")
    result = annotate(file, [note(wanted, block=block.id)])
    assert result.reports[0].how == "exact"
    got = letters(diff.commented_text(result.data, "0")).replace("тайно", "")
    assert got == letters(quote)
    only_comments_changed(file, result.data)
    assert [b.text for b in read(BytesIO(result.data)).walk()] == [
        b.text for b in read(BytesIO(file)).walk()
    ]


def test_a_formula_is_marked_whole():
    formula = "<w:r><w:t>площадь </w:t></w:r><m:oMath><m:r><m:t>S=ab</m:t></m:r></m:oMath>"
    result = annotate(inline(formula), [note("S=a")])
    root = etree.fromstring(diff.parts(result.data)["word/document.xml"])
    order = [diff.name_of(element) for element in root.iter() if diff.name_of(element) in
             {"commentRangeStart", "oMath", "commentRangeEnd"}]  # fmt: skip
    assert order == ["commentRangeStart", "oMath", "commentRangeEnd"]


def test_text_box_is_marked_on_its_paragraph():
    box = (
        '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
        "<w:p><w:r><w:t>В рамке</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict>"
        "</w:r><w:r><w:t>Снаружи</w:t></w:r>"
    )
    result = annotate(inline(box), [note("В рамке")])
    assert result.reports[0].how == "paragraph"
    assert diff.commented_text(result.data, "0") == "Снаружи"
    assert diff.comments(result.data)["0"][1].startswith("«В рамке»")


def test_strict_files_stay_strict():
    names = {
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main":
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships":
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    }  # fmt: skip
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in diff.parts(FILE).items():
            for usual, strict in names.items():
                content = content.replace(usual, strict)
            archive.writestr(name, content)
    result = annotate(file.getvalue(), [note("развитие инженерного")])
    assert diff.commented_text(result.data, "0") == "развитие инженерного"
    after = diff.parts(result.data)
    assert b"purl.oclc.org/ooxml/wordprocessingml/main" in after["word/comments.xml"]
    assert b"schemas.openxmlformats.org/wordprocessingml" not in after["word/document.xml"]
    assert (
        b"purl.oclc.org/ooxml/officeDocument/relationships/comments"
        in after["word/_rels/document.xml.rels"]
    )


def test_signs_no_xml_can_hold_are_left_out():
    result = annotate(FILE, [note("Итого", "а\x0bб\x00в\ud800\nдальше")])
    assert diff.comments(result.data)["0"][1].replace("\n", "") == "абвдальше"


def test_bad_files_and_naive_moments_are_refused():
    with pytest.raises(UploadRefused):
        annotate(FILE[:2000], [note("а")])
    with pytest.raises(ValueError, match="aware"):
        annotate(FILE, [Note("а", "Э", "Э", datetime(2023, 6, 6))])

    def empty(document):
        for element in list(document.element.body):
            if not element.tag.endswith("sectPr"):
                document.element.body.remove(element)

    with pytest.raises(CannotAnnotate):
        annotate(made(empty), [note("а")])


@pytest.mark.corpus
@pytest.mark.parametrize(
    "path", random.Random(5).sample(REAL, min(6, len(REAL))), ids=lambda p: p.stem
)
def test_real_documents(path):
    data = path.read_bytes()
    model = read(BytesIO(data))
    chance = random.Random(path.name)
    blocks = [b for b in model.walk() if b.kind not in {"table", "figure"} and letters(b.text)]
    notes = []
    for block in chance.choices(blocks, k=20):
        start = chance.randrange(len(block.text))
        quote = block.text[start : start + chance.randrange(4, 90)]
        if len(letters(quote)) > 2:
            before = block.text[max(0, start - 30) : start]
            notes.append(note(quote, prefix=before, block=block.id))
    result = annotate(data, notes)
    only_comments_changed(data, result.data)
    known = diff.comments(data) if "word/comments.xml" in diff.parts(data) else {}
    numbers = [n for n in diff.comments(result.data) if n not in known]
    for number, given, report in zip(numbers, notes, result.reports, strict=True):
        assert report.block == given.block
        assert report.how in {"exact", "footnote", "paragraph"}
        if report.how == "exact":
            assert letters(given.quote) in letters(diff.commented_text(result.data, number))


@pytest.mark.libreoffice
def test_libreoffice_shows_them(tmp_path):
    notes = [
        note("развитие инженерного", "Первое\nс новой строки", replies=answers("Да", "Автор")),
        note("Введение", "В таблице"),
        note(None, "О программе в целом"),
    ]
    source = tmp_path / "annotated.docx"
    source.write_bytes(annotate(FILE, notes).data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "fodt",
        "--outdir",
        tmp_path,
        source,
    ]
    subprocess.run([*command, source], check=True, capture_output=True, timeout=120)
    shown = etree.parse(tmp_path / "annotated.fodt")
    seen = {
        (a.findtext("{*}creator"), "\n".join("".join(p.itertext()) for p in a.iterfind("{*}p")))
        for a in shown.iter("{*}annotation")
    }
    assert seen == set(diff.comments(source.read_bytes()).values())


def test_a_file_without_relations_gets_both_parts():
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in diff.parts(FILE).items():
            if name != "word/_rels/document.xml.rels":
                archive.writestr(name, content)
    result = annotate(file.getvalue(), [note("Итого", replies=answers("Да", "Автор"))])
    listed = etree.fromstring(diff.parts(result.data)["word/_rels/document.xml.rels"])
    assert [relation.get("Target") for relation in listed] == [
        "comments.xml",
        "commentsExtended.xml",
    ]
    assert len({relation.get("Id") for relation in listed}) == 2


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["derived_d17_deep_tables_3000", "derived_d10_trunc_tail100"])
def test_hostile_files_are_refused_in_words(name):
    path = CORPUS / "hostile" / f"{name}.docx"
    with pytest.raises(UploadRefused):
        annotate(path.read_bytes(), [note("а")])
