"""Title pages of the seven hands: the same facts, laid out by different people."""

from typing import Any

from review.demo.writing.body import Writer
from review.demo.writing.ooxml import Cell, element, row_element, table_element
from review.demo.writing.sources import hours_in_words

Card = dict[str, Any]


def _lines(writer: Writer, count: int) -> None:
    for _ in range(count):
        writer.paragraph("", indent=0, line=1.0, after=0)


def _center(writer: Writer, text: str, **look: Any) -> None:
    writer.paragraph(text, align="center", indent=0, line=1.0, after=0, **look)


def _right(writer: Writer, text: str, **look: Any) -> None:
    writer.paragraph(text, align="right", indent=0, line=1.0, after=0, **look)


def _approvals(card: Card) -> tuple[list[str], list[str]]:
    org, mark = card["organisation"], card["approval"]
    taken = [mark["taken"], f"{mark['council']}", f"Протокол № {mark['council_no']}"]
    taken.append(f"от {mark['council_date']}")
    agreed = ["УТВЕРЖДАЮ", f"{org['head_post']} {org['short']}", f"____________ {org['head']}"]
    agreed.append(f"Приказ № {mark['order_no']} от {mark['order_date']}")
    return taken, agreed


def _two_columns(writer: Writer, left: list[str], right: list[str]) -> None:
    """Approval marks side by side in a table without borders."""
    widths = [4800, 4700]
    table = table_element(widths, None, borders=False)
    writer.document.element.body.insert_element_before(table, "w:sectPr")
    cells = [Cell(" // ".join(left)), Cell(" // ".join(right))]
    row, boxes = row_element(cells, widths, False)
    table.append(row)
    for box, cell in zip(boxes, cells, strict=True):
        writer.fill(box, cell)
    writer.paragraph("", indent=0)


def _ages(card: Card) -> str:
    return f"{card['age_from']}–{card['age_to']} лет"


def _facts(card: Card) -> list[str]:
    facts = [f"Направленность: {card['direction_text']}"]
    if card.get("level_text"):
        facts.append(f"Уровень программы: {card['level_text']}")
    facts.append(f"Возраст обучающихся: {_ages(card)}")
    facts.append(f"Срок реализации: {card['term_text']}")
    return facts


def _author_lines(card: Card) -> list[str]:
    lines = ["Автор-составитель:"]
    for author in card["authors"]:
        lines += [f"{author['name']},", author["post"]]
    return lines


def classic(writer: Writer, card: Card) -> None:
    """Founder and organisation, two approval marks, title, facts, author, place and year."""
    org = card["organisation"]
    _center(writer, org["founder"], size=12)
    _center(writer, org["full"], size=12)
    _lines(writer, 2)
    _two_columns(writer, *_approvals(card))
    _lines(writer, 4)
    _center(writer, "ДОПОЛНИТЕЛЬНАЯ ОБЩЕОБРАЗОВАТЕЛЬНАЯ", bold=True)
    _center(writer, "ОБЩЕРАЗВИВАЮЩАЯ ПРОГРАММА", bold=True)
    _center(writer, f"«{card['title']}»", bold=True, size=18)
    _lines(writer, 2)
    for fact in [*_facts(card), f"Объём программы: {hours_in_words(card['hours'])}"]:
        _center(writer, fact)
    _lines(writer, 4)
    for line in _author_lines(card):
        _right(writer, line)
    _lines(writer, 8)
    _center(writer, f"{org['village']}, {card['year']} год")
    writer.page_break()


def lines(writer: Writer, card: Card) -> None:
    """Everything typed in capitals and underlined blanks, as copied from last year's file."""
    org = card["organisation"]
    _center(writer, org["full"].upper(), bold=True, size=13)
    _center(writer, "_" * 60)
    _lines(writer, 2)
    left, right = _approvals(card)
    _two_columns(writer, left, right)
    _lines(writer, 5)
    _center(writer, "Дополнительная общеобразовательная", size=16)
    _center(writer, "общеразвивающая программа", size=16)
    _center(writer, f"«{card['title']}»", bold=True, size=22)
    _center(writer, f"({card['direction_text']} направленность)", italic=True)
    _lines(writer, 3)
    _right(writer, f"Возраст детей: {card['age_from']}-{card['age_to']} лет")
    _right(writer, f"Срок реализации: {card['term_text']}")
    _lines(writer, 3)
    author = card["authors"][0]
    _right(writer, f"Составитель: {author['short']}, {author['post']}")
    _lines(writer, 5)
    _center(writer, f"{org['village']}")
    _center(writer, f"{card['title_year']} г.")
    writer.page_break()


def stamp(writer: Writer, card: Card) -> None:
    """A sports school's page: three approval lines under one another on the right."""
    org = card["organisation"]
    _center(writer, org["founder"], size=12)
    _center(writer, org["full"], bold=True, size=13)
    _lines(writer, 2)
    taken, agreed = _approvals(card)
    for line in taken:
        writer.paragraph(line, align="left", indent=0, line=1.0)
    _lines(writer, 1)
    for line in agreed:
        _right(writer, line)
    _lines(writer, 4)
    _center(writer, "Дополнительная общеразвивающая программа", bold=True, size=16)
    _center(writer, f"«{card['title']}»", bold=True, size=20)
    _lines(writer, 1)
    for fact in _facts(card):
        _center(writer, fact)
    _center(writer, hours_in_words(card["hours"]))
    _lines(writer, 5)
    for line in _author_lines(card):
        _right(writer, line)
    _lines(writer, 4)
    _center(writer, f"{org['village']} – {card['year']}")
    writer.page_break()


def plain(writer: Writer, card: Card) -> None:
    """A poor page: organisation, title, author; no approval mark at all."""
    org = card["organisation"]
    _center(writer, org["full"])
    _lines(writer, 9)
    _center(writer, f"Программа «{card['title']}»", size=16)
    _center(writer, f"{card['direction_text']} направленность")
    _center(writer, f"для детей {card['age_from']}-{card['age_to']} лет")
    _lines(writer, 8)
    author = card["authors"][0]
    _right(writer, f"{author['post'].capitalize()} {author['name']}")
    _lines(writer, 10)
    _center(writer, f"{card['year']}")
    writer.page_break()


def modern(writer: Writer, card: Card) -> None:
    """Coloured rule, large title, facts in a narrow table."""
    org = card["organisation"]
    _center(writer, org["full"], bold=True, size=12)
    rule = element(
        '<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="1" w:color="2E5F8A"/></w:pBdr>'
    )
    line = writer.document.add_paragraph()
    line._p.get_or_add_pPr().insert(0, rule)
    _two_columns(writer, *_approvals(card))
    _lines(writer, 3)
    _center(writer, "Дополнительная общеобразовательная общеразвивающая программа", size=15)
    _center(writer, f"«{card['title']}»", bold=True, size=26, color="2E5F8A")
    _center(writer, card["subtitle"], italic=True)
    _lines(writer, 2)
    pairs = [fact.split(": ", 1) for fact in _facts(card)]
    pairs += [["Объём", hours_in_words(card["hours"])], ["Форма обучения", card["form_text"]]]
    pairs += [["Автор-составитель", f"{card['authors'][0]['name']}, {card['authors'][0]['post']}"]]
    writer.table([[Cell(name), Cell(value)] for name, value in pairs], [40, 60])
    _lines(writer, 3)
    _center(writer, f"{org['village']}, {card['year']}")
    writer.page_break()


TITLES = {"classic": classic, "lines": lines, "stamp": stamp, "plain": plain, "modern": modern}
