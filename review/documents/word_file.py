"""A Word file made by the product: real headings and lists, tables that say what their cells mean.

It opens with the right language and title, carries no trace of who or what made it, and is the
same bytes for the same content. Headings begin at level 1 and skip none (WCAG 1.3.1, 2.4.6).
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from lxml import etree

from review.documents.docx_comments import legal

FONT: Final = "Times New Roman"
LANGUAGES: Final = {"ru": "ru-RU", "en": "en-GB"}
_EARLY: Final = (1980, 1, 1, 0, 0, 0)
_BLACK: Final = RGBColor(0, 0, 0)
_SIZES: Final = {"Title": 20, "Heading 1": 15, "Heading 2": 13, "Heading 3": 12}
_THUMBNAIL: Final = "thumbnail"


class WordFile:
    """One file while it is written, from above downwards."""

    def __init__(self, title: str, language: str, created: datetime, footer: str = "") -> None:
        """``created`` is aware and stands in the file's properties; ``footer`` on every page."""
        if created.tzinfo is None:
            raise ValueError("the file's moment must be aware")
        self._file = Document()
        self._plain_style(LANGUAGES.get(language, language))
        self._properties(title, LANGUAGES.get(language, language), created.astimezone(UTC))
        self._numbered_foot(footer)

    def title(self, text: str) -> None:
        """The name of the document: its one heading of the first level."""
        self._file.add_heading(legal(text), 1)

    def heading(self, text: str, level: int = 2) -> None:
        """A heading; level 2 is the highest below the title."""
        self._file.add_heading(legal(text), level)

    def paragraph(self, text: str, *, bold: bool = False, italic: bool = False) -> None:
        """A paragraph; each line of the text is one."""
        for line in legal(text).splitlines() or [""]:
            run = self._file.add_paragraph().add_run(line)
            run.bold, run.italic = bold or None, italic or None

    def lead(self, text: str) -> None:
        """A bold line that stays with the paragraph behind it."""
        paragraph = self._file.add_paragraph()
        paragraph.add_run(legal(text)).bold = True
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_before = Pt(6)

    def numbered(self, lines: Sequence[str]) -> None:
        """A numbered list that begins with 1."""
        number = self._new_numbering()
        for line in lines:
            paragraph = self._file.add_paragraph(legal(line), style="List Number")
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = number

    def table(
        self, header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float],
        description: str,
    ) -> None:  # fmt: skip
        """A table whose first row is repeated on each page; widths are centimetres.

        Without a header the first column names what the row is. ``description`` is told to those
        who cannot see it.
        """
        lines = [header, *rows] if header else list(rows)
        made = self._file.add_table(rows=len(lines), cols=len(widths), style="Table Grid")
        made.autofit = False
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Cm(width)
        for place, line in enumerate(lines):
            head = bool(header) and place == 0
            _fill(made.rows[place], line, widths, head)
        _described(made, description, first_row=bool(header))
        self._file.add_paragraph().paragraph_format.space_after = Pt(0)

    def data(self) -> bytes:
        """The finished file."""
        saved, made = BytesIO(), BytesIO()
        self._file.save(saved)
        with zipfile.ZipFile(saved) as old, zipfile.ZipFile(made, "w") as new:
            for entry in old.infolist():
                kept = zipfile.ZipInfo(entry.filename, _EARLY)
                kept.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(kept, old.read(entry))
        return made.getvalue()

    # --- what holds for the whole file --------------------------------------------------------

    def _plain_style(self, language: str) -> None:
        styles = self._file.styles
        normal = styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(12)
        normal.paragraph_format.space_after = Pt(6)
        for name, size in _SIZES.items():
            font = styles[name].font
            font.name, font.size, font.bold = FONT, Pt(size), True
            font.color.rgb = _BLACK
            for theme in [key for key in _fonts(styles[name]).attrib if key.endswith("Theme")]:
                del _fonts(styles[name]).attrib[theme]
        for mark in styles.element.iter(qn("w:lang")):
            mark.attrib.clear()
            mark.set(qn("w:val"), language)
        section = self._file.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(2.5), Cm(1.5)
        section.top_margin = section.bottom_margin = Cm(2)

    def _properties(self, title: str, language: str, created: datetime) -> None:
        told = self._file.core_properties
        told.title, told.language = legal(title)[:255], language
        for name in ("author", "last_modified_by", "comments", "keywords", "subject", "category"):
            setattr(told, name, "")
        told.created = told.modified = created.replace(tzinfo=None, microsecond=0)
        told.revision = 1
        package = self._file.part.package
        for key, relation in list(package.rels.items()):
            if relation.reltype.endswith(_THUMBNAIL):
                package.rels.pop(key)

    def _numbered_foot(self, footer: str) -> None:
        paragraph = self._file.sections[0].footer.paragraphs[0]
        paragraph.add_run(f"{legal(footer)} · " if footer else "").font.size = Pt(9)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = "1"
        run.append(text)
        field.append(run)
        paragraph._p.append(field)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT

    def _new_numbering(self) -> int:
        """One more list of the style's kind, counted from 1 again."""
        style = self._file.styles["List Number"].element
        numbering = self._file.part.numbering_part.element
        own = style.pPr.numPr.numId.val
        kind = next(one for one in numbering.num_lst if one.numId == own)
        made = numbering.add_num(kind.abstractNumId.val)
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(made.numId)


def _fonts(style: Any) -> etree._Element:
    return style.element.get_or_add_rPr().get_or_add_rFonts()


def _fill(row: Any, line: Sequence[str], widths: Sequence[float], head: bool) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    for place, (cell, text, width) in enumerate(zip(row.cells, line, widths, strict=True)):
        cell.width = Cm(width)
        paragraph = cell.paragraphs[0]
        spaced = paragraph.paragraph_format
        spaced.space_before = spaced.space_after = Pt(2)
        run = paragraph.add_run(legal(text))
        run.font.size, run.bold = Pt(11), (head or (place == 0 and len(widths) == 2)) or None


def _described(table: Any, description: str, *, first_row: bool) -> None:
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        look.attrib.clear()
        look.set(qn("w:val"), "0020" if first_row else "0080")
        look.set(qn("w:firstRow"), str(int(first_row)))
        look.set(qn("w:firstColumn"), str(int(not first_row)))
    told = OxmlElement("w:tblDescription")
    told.set(qn("w:val"), legal(description))
    properties.append(told)
