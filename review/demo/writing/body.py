"""Writes blocks of text into a Word document the way a given hand would."""

import re
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from review.demo.writing import ooxml
from review.demo.writing.hands import Hand, Heading
from review.demo.writing.ooxml import Cell
from review.demo.writing.sources import Block

ROMAN = ("0", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_PIECES = re.compile(r"(\*\*.+?\*\*|\[\[.+?\]\])")


def number_text(template: str, counters: list[int]) -> str:
    """A heading number from its template and the counters of the three levels."""
    a, b, c = counters
    return template.format(a=a, b=b, c=c, r=ROMAN[min(a, 12)])


def heading_labels(blocks: tuple[Block, ...], hand: Hand) -> list[tuple[int, str]]:
    """(level, number with text) of every heading as a reader sees it, in order."""
    counters, labels = [0, 0, 0], []
    for block in blocks:
        if block.kind != "heading":
            continue
        advance(counters, block.level)
        style = hand.headings[block.level - 1]
        label = number_text(style.number or style.auto, counters) + block.text
        labels.append((block.level, label.upper() if style.caps else label))
    return labels


def advance(counters: list[int], level: int) -> None:
    """Moves the heading counters on by one heading of this level."""
    counters[level - 1] += 1
    for lower in range(level, 3):
        counters[lower] = 0


class Writer:
    """A document being written by one hand."""

    def __init__(self, hand: Hand) -> None:
        self.document = Document()
        self.hand = hand
        self.counters = [0, 0, 0]
        self.waiting = ""
        self.lists = 0
        self.notes: list[str] = []
        self.direct = not hand.headings[0].style
        self.fresh_page = True

    def paragraph(self, text: str = "", **look: Any) -> Any:
        """Adds a paragraph; look may hold align, bold, italic, size, indent, after, color."""
        paragraph = self.document.add_paragraph()
        self.shape(paragraph, **look)
        self.runs(paragraph, text, **look)
        return paragraph

    def shape(self, paragraph: Any, **look: Any) -> None:
        """Sets alignment and distances of a paragraph."""
        hand, form = self.hand, paragraph.paragraph_format
        paragraph.alignment = ALIGN[look.get("align", hand.align)]
        indent = look.get("indent", hand.indent)
        form.first_line_indent = Cm(indent) if indent else None
        form.line_spacing = look.get("line", hand.line)
        form.space_after = Pt(look.get("after", hand.after))
        form.space_before = Pt(look.get("before", 0))
        if look.get("keep"):
            form.keep_with_next = True

    def runs(self, paragraph: Any, text: str, **look: Any) -> None:
        """Adds text to a paragraph; ``**bold**`` and ``[[footnote]]`` are understood."""
        for piece in _PIECES.split(text):
            if piece.startswith("[["):
                self.footnote(paragraph, piece[2:-2])
            elif piece.startswith("**"):
                self.run(paragraph, piece[2:-2], **{**look, "bold": True})
            elif piece:
                self.run(paragraph, piece, **look)

    def run(self, paragraph: Any, text: str, **look: Any) -> None:
        """Adds one run; hands without styles write font and size on every run."""
        run = paragraph.add_run(text if self.hand.hyphens else text.replace(" - ", " – "))
        run.bold = look.get("bold") or None
        run.italic = look.get("italic") or None
        if look.get("color"):
            run.font.color.rgb = RGBColor.from_string(look["color"])
        if self.direct or look.get("size"):
            run.font.size = Pt(look.get("size") or self.hand.size)
        if self.direct:
            run.font.name = self.hand.font
            run._r.rPr.rFonts.set(qn("w:cs"), self.hand.font)

    def footnote(self, paragraph: Any, text: str) -> None:
        """Puts a footnote mark; the notes are written when the file is saved."""
        self.notes.append(text)
        mark = f'<w:footnoteReference w:id="{len(self.notes)}"/>'
        style = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
        paragraph._p.append(ooxml.element(f"<w:r>{style}{mark}</w:r>"))

    def heading(self, block: Block) -> None:
        """Writes a heading as this hand does; a run-in one waits for its paragraph."""
        style = self.hand.headings[block.level - 1]
        advance(self.counters, block.level)
        number = number_text(style.number, self.counters)
        text = number + (block.text.upper() if style.caps else block.text)
        if style.run_in:
            self.waiting = text.rstrip(".") + ". "
            return
        paragraph = self._heading_paragraph(text, style, block.level)
        if style.page and not self.fresh_page:
            paragraph.paragraph_format.page_break_before = True

    def _heading_paragraph(self, text: str, style: Heading, level: int) -> Any:
        look = {
            "align": "center" if style.center else "left",
            "indent": 0 if style.center or style.style else self.hand.indent,
            "before": 0 if style.page else 8 * bool(style.bold),
            "after": 6 * bool(style.bold),
        }
        if style.style:
            paragraph = self.document.add_paragraph(text)
            paragraph._p.get_or_add_pPr().get_or_add_pStyle().set(qn("w:val"), style.style)
            if style.center:
                paragraph.alignment = ALIGN["center"]
            return paragraph
        paragraph = self.paragraph(
            text, bold=style.bold, italic=style.italic, color=style.color, size=style.size,
            keep=style.bold, **look,
        )  # fmt: skip
        if style.outline is not None:
            ooxml.outline(paragraph, style.outline)
        return paragraph

    def text(self, text: str, **look: Any) -> None:
        """Writes a paragraph of body text, after a waiting run-in heading if there is one."""
        if self.waiting:
            text, self.waiting = f"**{self.waiting.strip()}** {text}", ""
        self.paragraph(text, **look)

    def flush_waiting(self) -> None:
        """A run-in heading before a list or table stands in its own paragraph."""
        if self.waiting:
            self.paragraph(self.waiting.strip().rstrip(".") + ":", bold=True, keep=True)
            self.waiting = ""

    def bullets(self, items: tuple[str, ...]) -> None:
        """Writes a bulleted list, real or typed."""
        self.flush_waiting()
        for item in items:
            if self.hand.bullet:
                self.paragraph(self.hand.bullet + item)
            else:
                ooxml.number_paragraph(self.paragraph(item, indent=0), 2)

    def numbers(self, items: tuple[str, ...]) -> None:
        """Writes a numbered list, real or typed."""
        self.flush_waiting()
        self.lists += 1
        for place, item in enumerate(items, 1):
            if self.hand.typed_numbers:
                self.paragraph(f"{place}. {item}")
            else:
                ooxml.number_paragraph(self.paragraph(item, indent=0), 2 + self.lists)

    def table(
        self, rows: list[list[Cell]], shares: list[float], heads: int = 0, size: float = 0
    ) -> None:
        """Writes a table; shares are parts of the text width, ``//`` parts a cell in two."""
        self.flush_waiting()
        section: Any = self.document.sections[-1]
        room = (section.page_width - section.left_margin - section.right_margin) / 635
        widths = [int(room * share / sum(shares)) for share in shares]
        table = ooxml.table_element(widths, self.hand.table_style or None, borders=True)
        self.document.element.body.insert_element_before(table, "w:sectPr")
        for place, cells in enumerate(rows):
            row, boxes = ooxml.row_element(cells, widths, place < heads)
            table.append(row)
            for box, cell in zip(boxes, cells, strict=True):
                self.fill(box, cell, size)
        self.paragraph("", indent=0, line=1.0, size=6)

    def fill(self, box: Any, cell: Cell, size: float = 0) -> None:
        """Writes the text of a cell into its element."""
        story: Any = self.document
        for piece in cell.text.split(" // "):
            inner = ooxml.element("<w:p></w:p>")
            box.append(inner)
            paragraph = Paragraph(inner, story)
            self.shape(paragraph, align=cell.align, indent=0, line=1.0, after=0)
            self.runs(paragraph, piece, bold=cell.bold, size=size or self.hand.table_size)

    def page_break(self) -> None:
        """Begins a new page."""
        self.document.add_page_break()
