"""A DOCX becomes the text a reader sees, in order, with nothing lost in silence."""

import io

import pytest
from docx import Document

from review.documents.reading import docx
from review.documents.refusals import UploadRefused
from tests.documents.word import (
    PNG,
    cell,
    paragraph,
    part,
    read_word,
    relations,
    row,
    table,
    text,
    word_file,
)


def texts(model):
    return [block.text for block in model.blocks]


def code_of(*body, **more):
    with pytest.raises(UploadRefused) as refused:
        read_word(*body, **more)
    return refused.value.code, refused.value.params.get("part")


def test_paragraphs_in_order_with_stable_ids():
    model = read_word(paragraph("Первый"), "<w:p/>", paragraph("Второй"))
    assert [(b.id, b.kind, b.text) for b in model.blocks] == [
        ("b1", "paragraph", "Первый"),
        ("b2", "paragraph", "Второй"),
    ]
    assert model.words == 2
    assert model.text == "Первый\nВторой"


def test_file_of_python_docx_keeps_headings_lists_and_tables():
    document = Document()
    document.add_heading("Пояснительная записка", level=1)
    document.add_paragraph("Актуальность программы.")
    document.add_paragraph("Развить внимание", style="List Bullet")
    made = document.add_table(rows=1, cols=2)
    made.cell(0, 0).text, made.cell(0, 1).text = "Тема", "Часы"
    file = io.BytesIO()
    document.save(file)
    model = docx.read(file)
    assert [block.kind for block in model.blocks] == ["heading", "paragraph", "list_item", "table"]
    assert model.blocks[0].level == 1
    assert model.blocks[2].label == "•"
    assert model.blocks[3].text == "Тема\tЧасы"


def test_tracked_changes_are_read_as_accepted():
    inserted = f"<w:ins w:id='1'>{text('вставлено ')}</w:ins>"
    deleted = "<w:del w:id='2'><w:r><w:delText>удалено</w:delText></w:r></w:del>"
    moved = f"<w:moveFrom w:id='3'>{text('отсюда')}</w:moveFrom>"
    arrived = f"<w:moveTo w:id='4'>{text('сюда')}</w:moveTo>"
    model = read_word(paragraph(text("Есть "), inserted, deleted, moved, arrived))
    assert texts(model) == ["Есть вставлено сюда"]
    assert model.note("tracked_changes").count == 2


def test_deleted_table_row_is_left_out():
    gone = row(cell("старое"), properties="<w:del w:id='1'/>")
    model = read_word(table(row(cell("новое")), gone))
    assert model.blocks[0].text == "новое"


def test_content_controls_smart_tags_links_and_fields_are_text():
    control = f"<w:sdt><w:sdtContent>{text('поле ')}</w:sdtContent></w:sdt>"
    tag = f"<w:smartTag>{text('метка ')}</w:smartTag>"
    link = f"<w:hyperlink r:id='rId9'>{text('ссылка ')}</w:hyperlink>"
    field = (
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        f"<w:r><w:fldChar w:fldCharType='separate'/></w:r>{text('7 ')}"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )
    simple = f"<w:fldSimple w:instr='DATE'>{text('сегодня')}</w:fldSimple>"
    model = read_word(
        f"<w:sdt><w:sdtContent>{paragraph('блок')}</w:sdtContent></w:sdt>",
        paragraph(control, tag, link, field, simple),
        links=(("rId9", "hyperlink", "https://example.org/a"),),
    )
    assert texts(model) == ["блок", "поле метка ссылка 7 сегодня"]
    assert {run.link for run in model.blocks[1].runs} == {"", "https://example.org/a"}


def test_text_box_is_read_once_though_written_twice():
    box = f"<w:txbxContent>{paragraph('в рамке')}</w:txbxContent>"
    drawing = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
        f"<wp:inline>{box}</wp:inline></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    model = read_word(paragraph(text("рядом"), drawing))
    assert texts(model) == ["рядом", "в рамке"]


def test_footnotes_follow_the_text_under_their_numbers():
    reference = "<w:r><w:footnoteReference w:id='5'/></w:r>"
    notes = part("footnotes", f"<w:footnote w:id='5'>{paragraph('См. приказ 629')}</w:footnote>")
    model = read_word(
        paragraph(text("Правила"), reference),
        links=(("rId2", "footnotes", "footnotes.xml"),),
        parts={"word/footnotes.xml": notes},
    )
    assert texts(model) == ["Правила[1]", "См. приказ 629"]
    assert (model.blocks[1].kind, model.blocks[1].label) == ("footnote", "1")
    assert model.blocks[0].runs[1].sup


def test_signs_that_are_not_letters():
    inner = (
        "<w:r><w:t>а</w:t><w:tab/><w:t>б</w:t><w:br/><w:t>в</w:t><w:noBreakHyphen/>"
        "<w:sym w:font='Wingdings' w:char='F0FC'/><w:br w:type='page'/></w:r>"
    )
    formula = "<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>"
    assert texts(read_word(paragraph(inner, formula))) == ["а\tб\nв\u2011•x+1"]


def test_looks_come_from_run_and_style():
    styles = part(
        "styles",
        "<w:style w:type='paragraph' w:styleId='s1'><w:name w:val='Раздел'/>"
        "<w:pPr><w:jc w:val='center'/></w:pPr><w:rPr><w:b/></w:rPr></w:style>"
        "<w:style w:type='paragraph' w:styleId='s2'><w:name w:val='Подраздел'/>"
        "<w:basedOn w:val='s1'/></w:style>",
    )
    model = read_word(
        paragraph("Жирно", properties="<w:pStyle w:val='s2'/>"),
        paragraph(text("не жирно", "<w:b w:val='0'/>"), properties="<w:pStyle w:val='s2'/>"),
        paragraph(text("курсив", "<w:i/><w:u w:val='single'/><w:vertAlign w:val='subscript'/>")),
        links=(("rId3", "styles", "styles.xml"),),
        parts={"word/styles.xml": styles},
    )
    first, second, third = model.blocks
    assert first.bold
    assert (first.alignment, first.style) == ("center", "подраздел")
    assert not second.bold
    run = third.runs[0]
    assert (run.italic, run.underline, run.sub, run.sup) == (True, True, True, False)


def test_what_only_concerns_the_look_changes_nothing_in_the_text():
    centred = "<w:jc w:val='center'/>"
    dressed = paragraph(
        "<w:proofErr w:type='spellStart'/><w:bookmarkStart w:id='0' w:name='a'/>",
        text(
            "Лад и ритм", "<w:rFonts w:ascii='Arial'/><w:color w:val='FF0000'/><w:sz w:val='28'/>"
        ),
        "<w:bookmarkEnd w:id='0'/>",
        properties=f"<w:spacing w:after='0'/><w:ind w:left='5'/>{centred}",
    )
    assert (
        read_word(dressed).blocks == read_word(paragraph("Лад и ритм", properties=centred)).blocks
    )
    assert read_word(paragraph(properties="<w:spacing w:after='0'/>")).blocks == ()


def test_words_that_look_like_an_element_are_kept():
    written = "<w:r><w:t><![CDATA[пишем <w:sz w:val='28'/> так]]></w:t></w:r>"
    assert texts(read_word(paragraph(written))) == ["пишем <w:sz w:val='28'/> так"]


def test_russian_heading_styles_and_outline_levels():
    styles = part(
        "styles",
        "<w:style w:type='paragraph' w:styleId='1'><w:name w:val='heading 2'/></w:style>",
    )
    model = read_word(
        paragraph("По имени стиля", properties="<w:pStyle w:val='1'/>"),
        paragraph("По уровню", properties="<w:outlineLvl w:val='0'/>"),
        paragraph("Слово " * 80, properties="<w:pStyle w:val='1'/>"),
        links=(("rId3", "styles", "styles.xml"),),
        parts={"word/styles.xml": styles},
    )
    assert [(block.kind, block.level) for block in model.blocks] == [
        ("heading", 2),
        ("heading", 1),
        ("paragraph", 0),
    ]


def test_styles_in_a_circle_end():
    styles = part(
        "styles",
        "<w:style w:styleId='a'><w:basedOn w:val='b'/><w:rPr><w:b/></w:rPr></w:style>"
        "<w:style w:styleId='b'><w:basedOn w:val='a'/></w:style>",
    )
    model = read_word(
        paragraph("Текст", properties="<w:pStyle w:val='a'/>"),
        links=(("rId3", "styles", "styles.xml"),),
        parts={"word/styles.xml": styles},
    )
    assert model.blocks[0].bold


def numbered(level, list_id="1"):
    return f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{list_id}'/></w:numPr>"


def test_automatic_numbers_are_labels_and_not_text():
    levels = (
        "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='upperRoman'/>"
        "<w:lvlText w:val='%1.'/></w:lvl>"
        "<w:lvl w:ilvl='1'><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.%2)'/></w:lvl>"
        "<w:lvl w:ilvl='2'><w:numFmt w:val='russianLower'/><w:lvlText w:val='%3)'/></w:lvl>"
    )
    numbering = part(
        "numbering",
        f"<w:abstractNum w:abstractNumId='7'>{levels}</w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>",
    )
    places = [(0, "1"), (1, "1"), (1, "1"), (2, "1"), (0, "1"), (1, "1"), (0, "0"), (0, "99")]
    model = read_word(
        *(paragraph("Пункт", properties=numbered(*place)) for place in places),
        links=(("rId4", "numbering", "numbering.xml"),),
        parts={"word/numbering.xml": numbering},
    )
    assert [b.label for b in model.blocks] == ["I.", "I.1)", "I.2)", "а)", "II.", "II.1)", "", ""]
    assert [b.kind for b in model.blocks[-3:]] == ["list_item", "paragraph", "paragraph"]


def test_merged_cells_stand_once_where_they_begin():
    head = row(
        cell("№", properties="<w:vMerge w:val='restart'/>"),
        cell("Часы", properties="<w:gridSpan w:val='2'/>"),
        properties="<w:tblHeader/>",
    )
    under = row(cell(properties="<w:vMerge/>"), cell("Теория"), cell("Практика"))
    model = read_word(table(head, under, row(cell("1"), cell("2"), cell("3"))))
    block = model.blocks[0]
    places = [[(c.text, c.column, c.colspan, c.rowspan) for c in line.cells] for line in block.rows]
    assert places == [
        [("№", 0, 1, 2), ("Часы", 1, 2, 1)],
        [("Теория", 1, 1, 1), ("Практика", 2, 1, 1)],
        [("1", 0, 1, 1), ("2", 1, 1, 1), ("3", 2, 1, 1)],
    ]
    assert [line.header for line in block.rows] == [True, False, False]
    assert block.columns == 3


def test_absurd_span_does_not_hang_and_folds_away():
    model = read_word(table(row(cell("широко", properties="<w:gridSpan w:val='1000000'/>"))))
    assert model.blocks[0].columns == 1


def test_text_in_a_cell_covered_by_a_merge_is_kept():
    first = row(cell("верх", properties="<w:vMerge w:val='restart'/>"))
    second = row(cell("низ", properties="<w:vMerge/>"))
    assert read_word(table(first, second)).blocks[0].rows[0].cells[0].text == "верх\nниз"


def test_nested_table_lies_inside_its_cell():
    model = read_word(table(row(cell(table(row(cell("внутри"))), paragraph("снаружи")))))
    inner = model.blocks[0].rows[0].cells[0].blocks
    assert [block.kind for block in inner] == ["table", "paragraph"]
    assert [block.id for block in model.walk()] == ["b1", "b2", "b3", "b4"]
    assert set(model.by_id) == {"b1", "b2", "b3", "b4"}


def test_picture_is_a_figure_with_a_reference():
    drawing = (
        "<w:r><w:drawing><wp:inline><wp:extent cx='952500' cy='476250'/>"
        "<wp:docPr id='1' name='x' descr='Модель парусника'/>"
        "<a:blip r:embed='rId5'/></wp:inline></w:drawing></w:r>"
    )
    model = read_word(
        paragraph(drawing),
        links=(("rId5", "image", "media/image1.png"),),
        parts={"word/media/image1.png": PNG},
    )
    image = model.images[0]
    assert model.blocks[0].image == image.id
    assert (image.media_type, image.part) == ("image/png", "word/media/image1.png")
    assert (image.alt, image.width, image.height) == ("Модель парусника", 100, 50)
    assert not model.has_text


@pytest.mark.parametrize(
    ("target", "parts", "note"),
    [
        ("https://example.org/pixel.gif", {}, "linked_image"),
        ("media/none.png", {}, "missing_image"),
        ("media/image.emf", {"word/media/image.emf": b"emf"}, "undrawable_image"),
    ],
)
def test_picture_that_cannot_be_shown_is_told_and_not_loaded(target, parts, note):
    drawing = "<w:r><w:drawing><wp:inline><a:blip r:embed='rId5'/></wp:inline></w:drawing></w:r>"
    model = read_word(
        paragraph(text("Рисунок"), drawing), links=(("rId5", "image", target),), parts=parts
    )
    assert model.note(note).count == 1
    assert model.images[0].part == ""


def test_hidden_text_comments_and_running_heads_are_told():
    model = read_word(
        paragraph(text("видно "), text("скрыто", "<w:vanish/>")),
        links=(("rId6", "comments", "comments.xml"), ("rId7", "header", "header1.xml")),
        parts={
            "word/comments.xml": part("comments", "<w:comment w:id='1'/>"),
            "word/header1.xml": part("hdr", paragraph("МБУ ДО «Радуга»")),
        },
    )
    assert texts(model) == ["видно "]
    assert model.note("hidden_text").count == 1
    assert model.note("comments").count == 1
    assert model.note("header").detail == "МБУ ДО «Радуга»"


def test_contents_lines_are_marked():
    begin = (
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r>"
        "<w:r><w:instrText> TOC \\o </w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='separate'/></w:r>"
    )
    end = "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    model = read_word(
        paragraph(begin, text("Введение 3")), paragraph("Цель 4", end), paragraph("Введение")
    )
    assert [block.in_toc for block in model.blocks] == [True, True, False]


def test_pages_where_the_file_says_so():
    broken = "<w:r><w:lastRenderedPageBreak/><w:t>Вторая</w:t></w:r>"
    model = read_word(paragraph("Первая"), paragraph(broken))
    assert [block.page for block in model.blocks] == [1, 2]
    assert read_word(paragraph("Одна")).blocks[0].page is None


def test_strict_file_and_utf16_file_are_read():
    strict = (
        part("document", f"<w:body>{paragraph('Строго')}</w:body>")
        .replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
    )  # fmt: skip
    assert texts(read_word(parts={"word/document.xml": strict})) == ["Строго"]
    wide = '<?xml version="1.0" encoding="UTF-16"?>' + part(
        "document", f"<w:body>{paragraph('Широко')}</w:body>"
    )
    model = read_word(parts={"word/document.xml": wide.encode("utf-16")})
    assert texts(model) == ["Широко"]


def test_dangling_relation_and_broken_side_part_do_not_matter():
    model = read_word(
        paragraph("Цело"),
        links=(("rId1", "styles", "styles.xml"), ("rId2", "numbering", "none.xml")),
        parts={"word/styles.xml": "<w:styles"},
    )
    assert texts(model) == ["Цело"]


def test_main_part_is_found_by_the_relation():
    body = part("document", f"<w:body>{paragraph('Не там')}</w:body>")
    model = read_word(
        parts={
            "_rels/.rels": relations(("rId1", "officeDocument", "other/main.xml")),
            "other/main.xml": body,
        }
    )
    assert texts(model) == ["Не там"]


def test_what_could_run_or_fetch_is_refused():
    dde = "<w:r><w:fldChar w:fldCharType='begin'/><w:instrText>DDEAUTO c:\\cmd</w:instrText></w:r>"
    assert code_of(paragraph(dde)) == ("dangerous_part", "dde")
    assert code_of("<w:altChunk r:id='rId8'/>") == ("dangerous_part", "alt_chunk")
    settings = relations(("rId1", "attachedTemplate", "https://example.org/t.dotm"))
    assert code_of(paragraph("а"), parts={"word/_rels/settings.xml.rels": settings}) == (
        "dangerous_part",
        "template",
    )
    linked = (("rId1", "oleObject", "http://example.org/x"),)
    assert code_of(paragraph("а"), links=linked) == ("dangerous_part", "ole_link")


def test_dde_split_over_several_runs_is_seen():
    field = (
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>DD</w:instrText></w:r>"
        "<w:r><w:instrText>EAUTO x</w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )
    assert code_of(paragraph(field)) == ("dangerous_part", "dde")


@pytest.mark.parametrize("target", ["file:///C:\\Мои\\Normal.dotm", "file://localhost/home/t.dot"])
def test_template_on_the_authors_disk_is_only_told(target):
    settings = relations(("rId1", "attachedTemplate", target))
    model = read_word(paragraph("Текст"), parts={"word/_rels/settings.xml.rels": settings})
    assert model.note("local_template").detail == target


def test_entities_are_refused_and_never_resolved():
    declared = '<!DOCTYPE w:document [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    body = part("document", f"<w:body>{paragraph('&a;')}</w:body>")
    assert code_of(parts={"word/document.xml": declared + body}) == ("dangerous_part", "entities")
    padded = f"<!--{'x' * 5_000}-->{declared}{body}"
    assert code_of(parts={"word/document.xml": padded}) == ("dangerous_part", "entities")


def test_too_deep_and_not_word():
    deep = paragraph("дно")
    for _ in range(40):
        deep = table(row(cell(deep)))
    assert code_of(deep)[0] == "too_deep"
    sheet = '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    assert code_of(parts={"word/document.xml": sheet})[0] == "not_a_document"
    assert code_of(parts={"word/document.xml": "<a/>"})[0] == "unreadable"
    assert code_of(parts={"word/document.xml": "<w:document"})[0] == "unreadable"


def test_blocks_lead_back_to_their_elements():
    file = io.BytesIO(word_file(paragraph("Один"), table(row(cell("Два")))))
    found = [
        (block.id, element.tag.split("}")[1]) for block, element in docx.blocks_with_elements(file)
    ]
    assert found == [("b1", "p"), ("b2", "tbl"), ("b3", "p")]
