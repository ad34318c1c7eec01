"""What an author adds to a text after a review: the level, the interim assessment, the calendar
plan of upbringing that experts miss most often."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape

from review.demo.writing.package import pack, unpack

PART: Final = "word/document.xml"
LEVEL: Final = (
    "Уровень программы базовый: дети продолжают начатое, самостоятельно ведут наблюдения и "
    "делают по ним выводы.",
    "Промежуточная аттестация проходит в декабре в форме защиты дневника наблюдений, итоговая "
    "в мае в форме защиты общего проекта группы.",
)
EVENTS: Final = (
    ("Событие", "Срок", "Что делают дети"),
    ("День знаний, встреча с родителями", "сентябрь", "показывают летние наблюдения"),
    ("Неделя бережного отношения к природе", "октябрь", "проводят уборку у школы"),
    ("День народного единства", "ноябрь", "готовят рассказ о природе родного края"),
    ("Новогодняя мастерская", "декабрь", "делают кормушки и украшения без вреда лесу"),
    ("День российской науки", "февраль", "защищают мини-исследования"),
    ("Международный день птиц", "апрель", "ведут учёт прилетевших птиц"),
    ("День Победы", "май", "сажают деревья на аллее памяти"),
)


def mended(data: bytes) -> bytes:
    """The DOCX with these sections put at its end; the same bytes in give the same bytes out."""
    return pack((name, _added(part) if name == PART else part) for name, part in unpack(data))


def _added(document: bytes) -> bytes:
    text = document.decode("utf-8")
    end = text.rfind("<w:sectPr")
    return (text[:end] + _sections() + text[end:]).encode("utf-8")


def _sections() -> str:
    heading = _paragraph("Календарный план воспитательной работы", bold=True)
    table = "".join(_row(cells) for cells in EVENTS)
    grid = '<w:tblGrid><w:gridCol w:w="4000"/><w:gridCol w:w="1600"/><w:gridCol w:w="4000"/>'
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    frame = f'<w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{borders}</w:tblBorders>'
    about = _paragraph("Уровень программы и формы аттестации", bold=True)
    lines = about + "".join(_paragraph(line) for line in LEVEL)
    return f"{lines}{heading}<w:tbl>{frame}</w:tblPr>{grid}</w:tblGrid>{table}</w:tbl>" + (
        _paragraph("")
    )


def _paragraph(text: str, *, bold: bool = False) -> str:
    look = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:p><w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _row(cells: tuple[str, ...]) -> str:
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="0" w:type="auto"/></w:tcPr>{_paragraph(text)}</w:tc>'
        for text in cells
    )
    return f"<w:tr>{made}</w:tr>"
