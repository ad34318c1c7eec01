"""The text model as an HTML fragment that is safe in any page and looks like a document.

Every text is escaped, looks are class names only (the page's policy allows no style
attributes), nothing is loaded but pictures through the caller's own address, and outside
links say so. Each block carries its id, so remarks and findings can point at it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from review.documents.reading.model import Block, Cell, DocumentModel, Image, Row, Run

TOP_LEVEL: Final = 2
LOWEST_LEVEL: Final = 6
MAX_LIST_LEVEL: Final = 8

_SCHEMES: Final = frozenset({"http", "https", "mailto"})
_ALIGNED: Final = {
    "center": "align-center",
    "right": "align-right",
    "justify": "align-justify",
}
_MARKS: Final = (("sup", "sup"), ("sub", "sub"), ("underline", "u"), ("italic", "em"),
                 ("bold", "strong"))  # fmt: skip
_LINK: Final = Markup('<a class="doc-link" href="{}" rel="noopener noreferrer nofollow">{}</a>')
_TABLE: Final = Markup('<div class="doc-table-wrap" tabindex="0" role="group">{}</div>')
_IMAGE: Final = Markup('<img class="doc-img" src="{}" alt="{}"{} loading="lazy" decoding="async">')
ImageUrl = Callable[[str], str]


def row_anchor(table: str, row: int) -> str:
    """The id of a table's row, counted from 1 as a finding counts."""
    return f"{table}-r{row}"


def cell_anchor(row: str, column: int) -> str:
    """The id of the cell that begins in a grid column, counted from 1; `row` is a row's anchor."""
    return f"{row}-c{column}"


def to_html(
    model: DocumentModel,
    image_url: ImageUrl | None = None,
    headings: Mapping[str, int] | None = None,
) -> str:
    """The document as a fragment without a wrapper, safe to be put into a page as it is.

    `image_url` gives the address of a picture by its id; without it pictures are shown by
    their description. `headings` (block id to level from 1) makes headings of paragraphs
    the structure search recognised; levels begin at h2, since h1 is the page's own.
    """
    page = _Page({image.id: image for image in model.images}, image_url, headings or {})
    return str(_joined(page.blocks(model.blocks)))


class _Page:
    def __init__(
        self,
        images: Mapping[str, Image],
        image_url: ImageUrl | None,
        headings: Mapping[str, int],
    ) -> None:
        self._images = images
        self._image_url = image_url
        self._headings = headings
        self._deepest = TOP_LEVEL

    def blocks(self, blocks: Iterable[Block], in_cell: bool = False) -> Iterator[Markup]:
        """Blocks in order; neighbouring list items and footnotes become one list."""
        for kind, group in groupby(blocks, _grouping):
            if kind == "ul" or kind == "ol":
                yield self._list(kind, list(group))
            elif kind == "notes":
                yield _tag("div", _tag("ol", _joined(map(self._note, group)), "doc-notes"))
            else:
                yield from (self._block(block, in_cell) for block in group)

    def _block(self, block: Block, in_cell: bool) -> Markup:
        if block.kind == "table":
            return self._table(block)
        if block.kind == "figure":
            return self._figure(block)
        level = self._headings.get(block.id, 0)
        if block.kind == "heading" or level:
            return self._heading(block, level or block.level, in_cell)
        classes = ["doc-p", _ALIGNED.get(block.alignment, ""), "doc-toc" if block.in_toc else ""]
        return _tag("p", _label(block) + self._runs(block.runs), *classes, id_=block.id)

    def _heading(self, block: Block, level: int, in_cell: bool) -> Markup:
        shown = min(TOP_LEVEL + max(level, 1) - 1, LOWEST_LEVEL, self._deepest)
        if not in_cell and not block.in_toc:
            self._deepest = shown + 1
        name = "p" if in_cell or block.in_toc else f"h{shown}"
        classes = ["doc-h", f"doc-h-{shown}", _ALIGNED.get(block.alignment, "")]
        return _tag(name, _label(block) + self._runs(block.runs), *classes, id_=block.id)

    def _list(self, name: str, items: list[Block]) -> Markup:
        return _tag(name, _joined(map(self._item, items)), "doc-list")

    def _item(self, block: Block) -> Markup:
        level = f"doc-level-{min(block.level, MAX_LIST_LEVEL)}"
        label = Markup("") if block.label == "•" else _label(block)
        return _tag("li", label + self._runs(block.runs), "doc-item", level, id_=block.id)

    def _note(self, block: Block) -> Markup:
        return _tag("li", _label(block) + self._runs(block.runs), "doc-note", id_=block.id)

    def _table(self, block: Block) -> Markup:
        rows = [
            (row, self._row(row, row_anchor(block.id, number)))
            for number, row in enumerate(block.rows, 1)
        ]
        head = [row for row in block.rows if row.header]
        parts, body = Markup(""), [html for row, html in rows if not row.header]
        if head and body and not _reaches_into_body(head):
            parts += _tag("thead", _joined(html for row, html in rows if row.header))
        else:
            body = [html for _, html in rows]
        parts += _tag("tbody", _joined(body))
        table = _tag("table", parts, "doc-table", id_=block.id)
        return _TABLE.format(table)

    def _row(self, row: Row, anchor: str) -> Markup:
        cells = (self._cell(cell, cell_anchor(anchor, cell.column + 1)) for cell in row.cells)
        return _tag("tr", _joined(cells), id_=anchor)

    def _cell(self, cell: Cell, anchor: str) -> Markup:
        name = "th" if cell.header else "td"
        spans = Markup(' id="{}"').format(anchor)
        if cell.header:
            spans += Markup(' scope="col"')
        if cell.colspan > 1:
            spans += Markup(' colspan="{}"').format(cell.colspan)
        if cell.rowspan > 1:
            spans += Markup(' rowspan="{}"').format(cell.rowspan)
        inner = _joined(self.blocks(cell.blocks, in_cell=True))
        return _element(name, spans, inner)

    def _figure(self, block: Block) -> Markup:
        image = self._images.get(block.image)
        parts = Markup("")
        if image is not None and image.part and self._image_url is not None:
            parts += self._picture(image)
        elif image is not None:
            parts += _tag("span", escape(image.alt or "▧"), "doc-no-image")
        if block.text:
            parts += _tag("figcaption", self._runs(block.runs), "doc-caption")
        return _tag("figure", parts, "doc-figure", id_=block.id)

    def _picture(self, image: Image) -> Markup:
        assert self._image_url is not None  # noqa: S101 - asked by the caller
        size = Markup("")
        if image.width and image.height:
            size = Markup(' width="{}" height="{}"').format(image.width, image.height)
        return _IMAGE.format(self._image_url(image.id), image.alt, size)

    def _runs(self, runs: Iterable[Run]) -> Markup:
        return _joined(map(_run, runs))


def _run(run: Run) -> Markup:
    html = Markup("<br>").join(run.text.split("\n")) if "\n" in run.text else escape(run.text)
    for name, tag in _MARKS:
        if getattr(run, name):
            html = _element(tag, "", html)
    if run.link and _is_safe(run.link):
        html = _LINK.format(run.link, html)
    return html


def _is_safe(link: str) -> bool:
    """Only web and mail addresses become links; anything else stays plain text."""
    if any(sign.isspace() or ord(sign) < 32 for sign in link):
        return False
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme.lower() in _SCHEMES and bool(parts.netloc or parts.scheme == "mailto")


def _grouping(block: Block) -> str:
    if block.kind == "footnote":
        return "notes"
    if block.kind != "list_item":
        return ""
    return "ul" if block.label == "•" else "ol"


def _reaches_into_body(head: list[Row]) -> bool:
    """A merged cell may not cross from the head into the body."""
    return any(
        index + cell.rowspan > len(head) for index, row in enumerate(head) for cell in row.cells
    )


def _label(block: Block) -> Markup:
    if not block.label:
        return Markup("")
    return Markup('<span class="doc-label">{}</span> ').format(block.label)


def _tag(name: str, inner: Markup, *classes: str, id_: str = "") -> Markup:
    named = " ".join(filter(None, classes))
    attributes = (f' id="{escape(id_)}"' if id_ else "") + (
        f' class="{escape(named)}"' if named else ""
    )
    return _element(name, attributes, inner)


def _element(name: str, attributes: str, inner: Markup) -> Markup:
    """An element of safe parts; `Markup.format` would be five times slower, thousands of times."""
    return Markup(f"<{name}{attributes}>{escape(inner)}</{name}>")  # noqa: S704 - all escaped


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("".join(map(escape, parts)))  # noqa: S704 - all escaped
