"""Prepares the styles, numbering, margins and running lines of a document for one hand."""

from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from review.demo.writing import ooxml
from review.demo.writing.hands import Hand

RUSSIAN_IDS = {
    "Normal": "a",
    "DefaultParagraphFont": "a0",
    "TableNormal": "a1",
    "NoList": "a2",
    "ListParagraph": "a3",
    "TableGrid": "a4",
    "Header": "a5",
    "Footer": "a6",
    "Heading1": "1",
    "Heading2": "2",
    "Heading3": "3",
}


def _font(style: Any, name: str, size: float) -> None:
    style.font.name, style.font.size = name, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:eastAsia", "w:cs", "w:hAnsi", "w:ascii"):
        fonts.set(qn(kind), name)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)


def _headings(document: Any, hand: Hand) -> None:
    for level, look in enumerate(hand.headings, 1):
        style = document.styles[f"Heading {level}"]
        _font(style, hand.font, hand.size + (2 if level == 1 else 0))
        style.font.bold, style.font.italic = True, False
        style.font.color.rgb = RGBColor.from_string(look.color or "000000")
        style.paragraph_format.space_before = Pt(12 if level < 3 else 6)
        style.paragraph_format.space_after = Pt(6)
        if look.auto:
            properties = style.element.get_or_add_pPr()
            level_xml = f'<w:ilvl w:val="{level - 1}"/>' if level > 1 else ""
            xml = f'<w:numPr>{level_xml}<w:numId w:val="1"/></w:numPr>'
            properties._insert_numPr(ooxml.element(xml))


def _contents_styles(document: Any) -> None:
    for level in (1, 2):
        left = 220 * (level - 1)
        xml = (
            f'<w:style w:type="paragraph" w:styleId="{level}1"><w:name w:val="toc {level}"/>'
            '<w:basedOn w:val="a"/><w:uiPriority w:val="39"/><w:unhideWhenUsed/><w:pPr>'
            '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9345"/></w:tabs>'
            f'<w:spacing w:after="60"/><w:ind w:left="{left}"/></w:pPr></w:style>'
        )
        ooxml.styles_of(document).append(ooxml.element(xml))


def prepare(document: Any, hand: Hand) -> None:
    """Sets styles, ids and page of a fresh document."""
    _font(document.styles["Normal"], hand.font, hand.size)
    _headings(document, hand)
    ooxml.rename_styles(document, RUSSIAN_IDS)
    ooxml.drop_styles(document, set(RUSSIAN_IDS.values()))
    _contents_styles(document)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    top, right, bottom, left = hand.margins
    section.top_margin, section.right_margin = Cm(top), Cm(right)
    section.bottom_margin, section.left_margin = Cm(bottom), Cm(left)


def running_lines(document: Any, hand: Hand, heading: str) -> None:
    """Page number below, organisation above; the title page has neither."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    if hand.page_numbers:
        foot = section.footer.paragraphs[0]
        foot._p.remove(foot._p.pPr) if foot._p.pPr is not None else None
        kind = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
        foot.alignment = kind[hand.page_numbers]
        for run in ooxml.field_runs("PAGE", "2"):
            foot._p.append(run)
    if hand.running_head:
        top = section.header.paragraphs[0]
        top._p.remove(top._p.pPr) if top._p.pPr is not None else None
        top.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = top.add_run(heading)
        run.font.size = Pt(9)


def turn(document: Any, landscape: bool, hand: Hand) -> None:
    """Begins a section with the page turned; margins turn with it."""
    section = document.add_section()
    section.different_first_page_header_footer = False
    long, short = Cm(29.7), Cm(21)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    top, right, bottom, left = hand.margins
    sides = (left, top, right, bottom) if landscape else (top, right, bottom, left)
    section.top_margin, section.right_margin = Cm(sides[0]), Cm(sides[1])
    section.bottom_margin, section.left_margin = Cm(sides[2]), Cm(sides[3])
