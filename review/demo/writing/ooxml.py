"""Small pieces of WordprocessingML that python-docx does not offer: tables, fields, numbering.

Everything here works on lxml elements and knows nothing about programmes.
"""

from dataclasses import dataclass
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

_ORDER = [
    f"w:{tag}"
    for tag in (
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers "
        "pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE "
        "autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents "
        "suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId "
        "cnfStyle rPr sectPr pPrChange"
    ).split()
]


def element(xml: str) -> Any:
    """An element from XML that may use the ``w:`` prefix without declaring it."""
    head, rest = (xml[:-2], "/>") if xml.endswith("/>") and xml.count("<") == 1 else ("", "")
    if head:
        return parse_xml(f"{head} {nsdecls('w')}{rest}")
    name_end = min(place for place in (xml.find(" "), xml.find(">")) if place > 0)
    return parse_xml(f"{xml[:name_end]} {nsdecls('w')}{xml[name_end:]}")


@dataclass(frozen=True)
class Cell:
    """One cell of a table; ``rows`` > 1 begins a vertical merge, 0 continues the one above."""

    text: str = ""
    span: int = 1
    rows: int = 1
    bold: bool = False
    align: str = "left"
    shade: str = ""


def _cell_properties(cell: Cell, width: int) -> Any:
    properties = element(f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>')
    if cell.span > 1:
        properties.append(element(f'<w:gridSpan w:val="{cell.span}"/>'))
    if cell.rows != 1:
        value = ' w:val="restart"' if cell.rows > 1 else ""
        properties.append(element(f"<w:vMerge{value}/>"))
    if cell.shade:
        properties.append(element(f'<w:shd w:val="clear" w:color="auto" w:fill="{cell.shade}"/>'))
    return properties


def table_element(widths: list[int], style: str | None, borders: bool) -> Any:
    """An empty table with a fixed grid; widths in twentieths of a point."""
    named = f'<w:tblStyle w:val="{style}"/>' if style else ""
    sides = "top left bottom right insideH insideV".split()
    lines = "".join(f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for s in sides)
    drawn = f"<w:tblBorders>{lines}</w:tblBorders>" if borders and not style else ""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return element(
        f'<w:tbl><w:tblPr>{named}<w:tblW w:w="{sum(widths)}" w:type="dxa"/>{drawn}'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="70" w:type="dxa"/>'
        '<w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid></w:tbl>"
    )


def row_element(cells: list[Cell], widths: list[int], head: bool) -> tuple[Any, list[Any]]:
    """A row and the empty cell elements in it; ``head`` makes it repeat on every page."""
    marked = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" if head else ""
    row = element(f"<w:tr>{marked}</w:tr>")
    place, made = 0, []
    for cell in cells:
        width = sum(widths[place : place + cell.span])
        box = element("<w:tc></w:tc>")
        box.append(_cell_properties(cell, width))
        row.append(box)
        made.append(box)
        place += cell.span
    return row, made


def field_runs(instruction: str, shown: str = "") -> list[Any]:
    """Runs of a complex field with the text it shows before an update."""
    kinds = [f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "separate", "end")]
    code = f'<w:instrText xml:space="preserve"> {instruction} </w:instrText>'
    text = f'<w:t xml:space="preserve">{shown}</w:t>'
    return [element(f"<w:r>{inner}</w:r>") for inner in (kinds[0], code, kinds[1], text, kinds[2])]


_FLAT = (
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
    '<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
    '<w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr>{font}</w:lvl>'
)
_SYMBOL = '<w:rPr><w:rFonts w:ascii="Symbol" w:hAnsi="Symbol" w:hint="default"/></w:rPr>'


def _heading_levels() -> str:
    return "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:pStyle w:val="{level + 1}"/><w:suff w:val="space"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
        for level, text in enumerate(("Раздел %1.", "%1.%2.", "%1.%2.%3."))
    )


def numbering_xml(lists: int) -> bytes:
    """The numbering part: 1 headings, 2 bullets, 3 onward one decimal list each."""
    bullet = _FLAT.format(kind="bullet", text="\uf0b7", font=_SYMBOL)
    decimal = _FLAT.format(kind="decimal", text="%1.", font="")
    kinds = (
        ("multilevel", _heading_levels()),
        ("hybridMultilevel", bullet),
        ("hybridMultilevel", decimal),
    )
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{n}"><w:multiLevelType w:val="{kind}"/>{body}'
        "</w:abstractNum>"
        for n, (kind, body) in enumerate(kinds, 1)
    )
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbers = "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="{min(n, 3)}"/>'
        f"{restart if n > 2 else ''}</w:num>"
        for n in range(1, lists + 3)
    )
    whole = f"<w:numbering {nsdecls('w')}>{abstract}{numbers}</w:numbering>"
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{whole}'.encode()


def _put(paragraph: Any, tag: str, xml: str) -> None:
    """Adds a paragraph property at the place the schema gives it."""
    order = _ORDER
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(element(xml), *order[order.index(tag) + 1 :])


def number_paragraph(paragraph: Any, number: int) -> None:
    """Makes a paragraph an item of the automatic list with this number."""
    xml = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
    _put(paragraph, "w:numPr", xml)


def outline(paragraph: Any, level: int) -> None:
    """Gives a paragraph an outline level without a heading style."""
    _put(paragraph, "w:outlineLvl", f'<w:outlineLvl w:val="{level}"/>')


def dotted_tab(paragraph: Any, position: int) -> None:
    """A right tab stop with dot leaders, position in twentieths of a point."""
    tab = f'<w:tab w:val="right" w:leader="dot" w:pos="{position}"/>'
    _put(paragraph, "w:tabs", f"<w:tabs>{tab}</w:tabs>")


def styles_of(document: Any) -> Any:
    """The root element of the styles part."""
    return document.styles.element


def rename_styles(document: Any, names: dict[str, str]) -> None:
    """Changes style ids everywhere in the styles part, as a Russian Word would have made them."""
    root = styles_of(document)
    for style in root.findall(qn("w:style")):
        old = style.get(qn("w:styleId"))
        if old in names:
            style.set(qn("w:styleId"), names[old])
    for tag in ("w:basedOn", "w:next", "w:link"):
        for node in root.iter(qn(tag)):
            value = node.get(qn("w:val"))
            node.set(qn("w:val"), names.get(value, value))


def drop_styles(document: Any, kept: set[str]) -> None:
    """Removes every style of python-docx's template but those with the given ids."""
    root = styles_of(document)
    for style in list(root.findall(qn("w:style"))):
        if style.get(qn("w:styleId")) not in kept:
            root.remove(style)
    for style in root.findall(qn("w:style")):
        for tag in ("w:link", "w:next"):
            node = style.find(qn(tag))
            if node is not None and node.get(qn("w:val")) not in kept:
                style.remove(node)
