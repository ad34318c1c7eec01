"""Builds one programme: title page, contents, text, tables, notes; gives the bytes of a DOCX."""

import io
from datetime import UTC, datetime
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as PackagePart
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm

from review.demo.writing import ooxml, package, styling, tables
from review.demo.writing.body import Writer, heading_labels
from review.demo.writing.hands import HANDS
from review.demo.writing.hours import check
from review.demo.writing.ooxml import Cell
from review.demo.writing.pictures import draw
from review.demo.writing.sources import Block, Source, Topic
from review.demo.writing.titles import TITLES

FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


class Builder:
    """One programme on its way into a file."""

    def __init__(self, source: Source, pages: list[int]) -> None:
        self.source = source
        self.hand = HANDS[source.card["hand"]]
        self.writer = Writer(self.hand)
        self.pages = pages

    def build(self) -> bytes:
        """The finished DOCX. Raises AssertionError when the hours of a sound one disagree."""
        check(self.source)
        document, card = self.writer.document, self.source.card
        styling.prepare(document, self.hand)
        short = card["organisation"]["short"]
        styling.running_lines(document, self.hand, f"{short} · «{card['title']}»")
        TITLES[card.get("title_page", self.hand.title)](self.writer, card)
        if self.hand.toc:
            self._contents()
        self.writer.fresh_page = True
        for block in self.source.blocks:
            self._block(block)
            self.writer.fresh_page = block.kind == "page"
        self._finish()
        target = io.BytesIO()
        document.save(target)
        return package.repack(target.getvalue())

    def _block(self, block: Block) -> None:
        writer = self.writer
        actions: dict[str, Any] = {
            "heading": lambda: writer.heading(block),
            "text": lambda: writer.text(block.text),
            "bullets": lambda: writer.bullets(block.items),
            "numbers": lambda: writer.numbers(block.items),
            "table": lambda: self._table(block),
            "plan": self._plan,
            "content": self._content,
            "calendar": self._calendar,
            "picture": lambda: self._picture(block.text),
            "page": writer.page_break,
            "turn": lambda: styling.turn(writer.document, True, self.hand),
        }
        actions[block.kind]()

    def _table(self, block: Block) -> None:
        rows = [
            [
                Cell(
                    text,
                    bold=place < block.heads,
                    shade=self.hand.head_shade * (place < block.heads),
                )
                for text in row
            ]
            for place, row in enumerate(block.rows)
        ]
        shares = [float(width) for width in block.widths] or [1.0] * len(block.rows[0])
        self.writer.table(rows, shares, block.heads)

    def _plan(self) -> None:
        kind = self.hand.plan_head
        rows = tables.plan_rows(self.source, kind, self.hand.head_shade)
        heads = {"three": 3, "one": 1}.get(kind, 2)
        self.writer.table(rows, tables.plan_shares(kind), heads)

    def _calendar(self) -> None:
        rows, shares = tables.CALENDARS[self.hand.calendar]
        self.writer.table(
            rows(self.source, self.hand.head_shade), shares, 1, self.hand.calendar_size
        )
        if self.hand.landscape_calendar:
            styling.turn(self.writer.document, False, self.hand)

    def _content(self) -> None:
        writer = self.writer
        for p, part in enumerate(self.source.plan, 1):
            writer.text(f"**Раздел {p}. {part.name}**", keep=True, align="left")
            for t, topic in enumerate(part.topics, 1):
                self._topic(f"Тема {p}.{t}. {topic.name}", topic)

    def _topic(self, name: str, topic: Topic) -> None:
        writer, flat = self.writer, topic.whole_text
        title = name if flat else f"{name} ({topic.total} ч.)"
        writer.text(f"**{title}**", keep=True, align="left")
        if flat:
            writer.text(flat)
            return
        for label, text in (("Теория", topic.theory_text), ("Практика", topic.practice_text)):
            if text:
                writer.text(f"**{label}.** {text}")
        if topic.control:
            control = topic.control[0].lower() + topic.control[1:]
            writer.text(f"**Форма контроля:** {control}.")

    def _picture(self, text: str) -> None:
        name, _, caption = text.partition(" ")
        paragraph = self.writer.paragraph("", align="center", indent=0, line=1.0, keep=True)
        shown = paragraph.add_run().add_picture(io.BytesIO(draw(name)), width=Cm(11))
        shown._inline.docPr.set("descr", caption)
        shown._inline.docPr.set("name", "Рисунок 1")
        self.writer.paragraph(caption, align="center", indent=0, italic=True)

    def _contents(self) -> None:
        labels = [
            (level, label)
            for level, label in heading_labels(self.source.blocks, self.hand)
            if level < 3
        ]
        pages = self.pages or [3] * len(labels)
        self.writer.paragraph("Содержание", align="center", indent=0, bold=True, after=8)
        entries = list(zip(labels, pages, strict=True))
        kind = self.hand.toc
        for place, ((level, label), page) in enumerate(entries):
            if kind == "dots":
                self._typed_entry(label, page)
            else:
                self._tab_entry(label, page, level, kind == "field", place, len(entries))
        if self.hand.headings[0].page:
            self.writer.page_break()

    def _typed_entry(self, label: str, page: int) -> None:
        dots = "." * max(5, 92 - int(len(label) * (1.62 if label.isupper() else 1.1)))
        self.writer.paragraph(f"{label} {dots} {page}", align="left", indent=0)

    def _tab_entry(
        self, label: str, page: int, level: int, in_field: bool, place: int, count: int
    ) -> None:
        paragraph = self.writer.document.add_paragraph()
        style = paragraph._p.get_or_add_pPr().get_or_add_pStyle()
        style.set(qn("w:val"), f"{level}1")
        runs = ooxml.field_runs(r'TOC \o "1-2" \h \z \u')
        if in_field and place == 0:
            for run in runs[:3]:
                paragraph._p.append(run)
        paragraph.add_run(f"{label}\t{page}")
        if in_field and place == count - 1:
            paragraph._p.append(runs[-1])

    def _finish(self) -> None:
        document, card = self.writer.document, self.source.card
        numbering = document.part.numbering_part
        fresh = ooxml.numbering_xml(max(self.writer.lists, 1))
        numbering._element = (
            type(numbering)
            .load(numbering.partname, numbering.content_type, fresh, document.part.package)
            ._element
        )
        if self.writer.notes:
            _add_footnotes(document, self.writer.notes)
        facts = document.core_properties
        facts.author = facts.last_modified_by = card["authors"][0]["name"]
        facts.title, facts.subject, facts.comments = card["title"], "", ""
        facts.keywords, facts.language, facts.revision = "", "ru-RU", 7
        facts.created = datetime(card["year"], 2, 14, 10, 20, tzinfo=UTC)
        facts.modified = datetime(card["year"], 4, 3, 16, 5, tzinfo=UTC)
        _set_application(document, self.hand.application, self.hand.version)


def _add_footnotes(document: Any, notes: list[str]) -> None:
    special = "".join(
        f'<w:footnote w:type="{kind}" w:id="{n}"><w:p><w:r><w:{tag}/></w:r></w:p></w:footnote>'
        for n, kind, tag in (
            (-1, "separator", "separator"),
            (0, "continuationSeparator", "continuationSeparator"),
        )
    )
    mark = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
    size = '<w:rPr><w:sz w:val="18"/></w:rPr>'
    bodies = "".join(
        f'<w:footnote w:id="{n}"><w:p>{mark}<w:r>{size}'
        f'<w:t xml:space="preserve"> {note}</w:t></w:r></w:p></w:footnote>'
        for n, note in enumerate(notes, 1)
    )
    xml = f"<w:footnotes {nsdecls('w')}>{special}{bodies}</w:footnotes>"
    blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}'.encode()
    part = PackagePart(PackURI("/word/footnotes.xml"), FOOTNOTES, blob, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _set_application(document: Any, name: str, version: str) -> None:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    blob = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{space}"><Template>Normal</Template><Application>{name}</Application>'
        f"<AppVersion>{version}</AppVersion></Properties>"
    ).encode()
    for part in document.part.package.iter_parts():
        if part.partname == "/docProps/app.xml":
            part._blob = blob
