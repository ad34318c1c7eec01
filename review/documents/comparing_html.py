"""A comparison as HTML, inline or side by side: safe, with block ids, without style or script.

What came and went are `ins` and `del` elements whose borders are also said in words for those
who cannot see them. Blocks keep the ids of the new revision; those of the old one are
`old-` and the id. Changes are numbered: `change-1`, `change-2`, ..., so that keys can jump; the
place something moved away from bears `gone-` and the old id, and no number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from markupsafe import Markup, escape

from review import languages
from review.documents.alignment import BlockPair, CellPair, RowPair
from review.documents.compare import Comparison
from review.documents.comparing_places import Headings, is_change, is_untouched
from review.documents.passages import plain
from review.documents.reading.model import Block, Cell, Row
from review.documents.word_diff import Piece, pieces
from review.languages import N_

_OLD: Final = N_("Older version")
_NEW: Final = N_("Newer version")
_ADDED: Final = N_("[added:")
_REMOVED: Final = N_("[removed:")
_END: Final = N_("end]")
_HERE: Final = N_("Moved here")
_AWAY: Final = N_("Moved away from here")
_ROW_HERE: Final = N_("Row moved, it was number %(row)s")
_PICTURE: Final = N_("Picture")
_SAME: Final = N_("Unchanged paragraphs and tables: %(count)s")
_EXCERPT: Final = 80

Side = Callable[[Iterable[Piece]], Markup]


def inline(
    comparison: Comparison,
    language: str = "ru",
    only_changes: bool = False,
    headings: Headings | None = None,
) -> str:
    """One text with what came and went in its place.

    With `only_changes` what stayed is folded away under a line that says how much it is.
    """
    page = _Page(comparison.pairs, language, headings)
    return str(page.all(only_changes, page.block_inline, page.fold))


def side_by_side(
    comparison: Comparison,
    language: str = "ru",
    only_changes: bool = False,
    headings: Headings | None = None,
) -> str:
    """A table of two columns, a row for each block; folded parts stand across both."""
    page = _Page(comparison.pairs, language, headings)
    heads = _joined(_element("th", "", page.say(one), scope="col") for one in (_OLD, _NEW))
    body = page.all(only_changes, page.block_beside, page.fold_row)
    head = _element("thead", "", _element("tr", "", heads))
    return str(_element("table", "diff-sides", head + _element("tbody", "", body)))


def marked(old: str, new: str, language: str = "ru") -> Markup:
    """Two short texts as one with what came and went."""
    return _Page((), language).both(pieces(old, new))


class _Page:
    def __init__(
        self, pairs: Sequence[BlockPair], language: str, headings: Headings | None = None
    ) -> None:
        self._words = languages.translations(language)
        self._headings = headings or Headings()
        self._pairs = pairs
        self._now = {one.old.id: one.new.id for one in pairs if one.old and one.new and one.moved}
        self._changes = 0

    def say(self, text: str, **params: object) -> Markup:
        return escape(str(self._words.ugettext(text)) % params)

    def all(
        self,
        only_changes: bool,
        draw: Callable[[BlockPair], Markup],
        folded: Callable[[list[BlockPair]], Markup],
    ) -> Markup:
        """Every block; what stayed is folded when only changes are asked for."""
        parts: list[Markup] = []
        for same, group in groupby(self._pairs, is_untouched):
            members = list(group)
            if same and only_changes:
                parts.append(folded(members))
            else:
                parts += map(draw, members)
        return _joined(parts)

    def fold(self, members: list[BlockPair]) -> Markup:
        """What stayed, to be unfolded; the last heading in it tells where one is."""
        last = next((one for one in reversed(members) if self._headings.level(one)), None)
        where = plain(last.new.text) if last and last.new else ""
        line = _element("span", "", self.say(_SAME, count=len(members)))
        line += _element("b", "pre", escape(where)) if where else Markup("")
        inner = _joined(map(self._inline, members))
        return _element("details", "diff-fold", _element("summary", "", line) + inner)

    def fold_row(self, members: list[BlockPair]) -> Markup:
        return _element("tr", "", _element("td", "", self.fold(members), colspan="2"))

    # --- one block -----------------------------------------------------------------------

    def block_inline(self, one: BlockPair) -> Markup:
        inner = self._inline(one)
        if not is_change(one):
            return inner
        kind = f"diff-change diff-{_kind(one)}"
        return _element("div", kind, self._here(one) + inner, **self._number())

    def _number(self) -> dict[str, str]:
        self._changes += 1
        return {"id": f"change-{self._changes}", "tabindex": "-1"}

    def _here(self, one: BlockPair) -> Markup:
        """What moved says so and leads to where it was."""
        if not one.moved or one.gone or one.old is None:
            return Markup("")
        link = _element("a", "", self.say(_HERE), href=f"#gone-{one.old.id}")
        return _element("p", "diff-note", link)

    def _inline(self, one: BlockPair) -> Markup:
        if one.gone and one.old:
            return self._away(one.old)
        block = one.new or one.old
        if block is None:
            return Markup("")
        name = block.id if one.new else f"old-{block.id}"
        if block.rows:
            return self._table(one, self.both, name)
        return self._frame(one, block, self.both(_pieces(one)), name)

    def block_beside(self, one: BlockPair) -> Markup:
        if one.gone and one.old:
            sides = [self._away(one.old), Markup("")]
        else:
            sides = [
                self._side(one, one.old, self._old, "old-"),
                self._here(one) + self._side(one, one.new, self._new, ""),
            ]
        cells = _joined(_element("td", "", side) for side in sides)
        if not is_change(one):
            return _element("tr", "diff-gone" if one.gone else "", cells)
        return _element("tr", f"diff-change diff-{_kind(one)}", cells, **self._number())

    def _side(self, one: BlockPair, block: Block | None, side: Side, mark: str) -> Markup:
        if block is None:
            return Markup("")
        if block.rows:
            return self._table(one, side, mark + block.id)
        return self._frame(one, block, side(_pieces(one)), mark + block.id)

    def _away(self, block: Block) -> Markup:
        """Where something was: its beginning, and the way to where it is now."""
        link = _element("a", "", self.say(_AWAY), href=f"#{self._now.get(block.id, '')}")
        begins = _element("span", "pre", plain(block.text)[:_EXCERPT])
        return _element("p", "diff-note", link + ": " + begins, id=f"gone-{block.id}")

    def _frame(self, one: BlockPair, block: Block, words: Markup, name: str) -> Markup:
        if block.kind == "figure":
            words = _element("span", "diff-picture", self.say(_PICTURE)) + " " + words
            words = self._whole(one, words)
        label = _element("span", "doc-label", block.label) + " " if block.label else Markup("")
        level = self._headings.level(one)
        if level:
            more = {"id": name, "role": "heading", "aria-level": str(min(level + 2, 6))}
            return _element("p", f"doc-h doc-h-{min(level + 1, 6)}", label + words, **more)
        kind = {"footnote": "doc-p doc-note", "list_item": "doc-p diff-item"}
        return _element("p", kind.get(block.kind, "doc-p"), label + words, id=name)

    def _whole(self, one: BlockPair, words: Markup) -> Markup:
        """What has no words of its own is marked as a whole."""
        if one.old is None:
            return self._marked("ins", "diff-ins", _ADDED, words)
        return self._marked("del", "diff-del", _REMOVED, words) if one.new is None else words

    # --- tables --------------------------------------------------------------------------

    def _table(self, one: BlockPair, side: Side, name: str) -> Markup:
        rows = one.rows or tuple(_lone_rows(one))
        body = _joined(self._row(row, side) for row in rows)
        table = _element("table", "doc-table", _element("tbody", "", body), id=name)
        return _element("div", "doc-table-wrap", table, tabindex="0", role="group")

    def _row(self, row: RowPair, side: Side) -> Markup:
        if (row.new is None and side == self._new) or (row.old is None and side == self._old):
            return Markup("")
        kind = "" if row.same and not row.moved else f"diff-{_kind(row)}"
        cells: list[Markup] = []
        at = 0
        for cell in row.cells or _lone_cells(row):
            shown = cell.old if side == self._old else cell.new or cell.old
            if shown is None or (side == self._new and cell.new is None):
                continue
            cells += [_element("td", "") for _ in range(shown.column - at)]
            at = max(at, shown.column) + shown.colspan
            span = {"colspan": str(shown.colspan)} if shown.colspan > 1 else {}
            note = Markup("") if cells or side == self._old else self._row_here(row)
            cells.append(_element("td", "", note + side(_pieces(cell)), **span))
        return _element("tr", kind, _joined(cells))

    def _row_here(self, row: RowPair) -> Markup:
        if not row.moved or not row.old_at:
            return Markup("")
        return _element("span", "diff-note", self.say(_ROW_HERE, row=row.old_at)) + " "

    # --- words ---------------------------------------------------------------------------

    def both(self, parts: Iterable[Piece]) -> Markup:
        return _joined(
            _lines(part.new) if part.same else self._del(part.old) + self._ins(part.new)
            for part in parts
        )

    def _old(self, parts: Iterable[Piece]) -> Markup:
        return _joined(_lines(p.old) if p.same else self._del(p.old) for p in parts)

    def _new(self, parts: Iterable[Piece]) -> Markup:
        return _joined(_lines(p.new) if p.same else self._ins(p.new) for p in parts)

    def _ins(self, text: str) -> Markup:
        return (
            self._marked("ins", "diff-ins", _ADDED, _lines(text)) if text.strip() else _lines(text)
        )

    def _del(self, text: str) -> Markup:
        return (
            self._marked("del", "diff-del", _REMOVED, _lines(text))
            if text.strip()
            else _lines(text)
        )

    def _marked(self, tag: str, kind: str, begins: str, inner: Markup) -> Markup:
        before = _element("span", "vh", self.say(begins) + " ")
        after = _element("span", "vh", Markup(" ") + self.say(_END))
        return _element(tag, kind, before + inner + after)


def _kind(one: BlockPair | RowPair) -> str:
    if one.moved:
        return "moved"
    return "inserted" if one.old is None else "deleted" if one.new is None else "changed"


def _pieces(one: BlockPair | CellPair) -> list[Piece]:
    return pieces(one.old.text if one.old else "", one.new.text if one.new else "")


def _lone_rows(one: BlockPair) -> Iterator[RowPair]:
    """Rows of a table that has no partner."""
    if one.old:
        yield from (RowPair(row, None) for row in one.old.rows)
    if one.new:
        yield from (RowPair(None, row) for row in one.new.rows)


def _lone_cells(row: RowPair) -> Iterator[CellPair]:
    yield from (CellPair(cell, None) for cell in _cells(row.old))
    yield from (CellPair(None, cell) for cell in _cells(row.new))


def _cells(row: Row | None) -> tuple[Cell, ...]:
    return row.cells if row else ()


def _lines(text: str) -> Markup:
    return Markup("<br>").join(text.split("\n"))


def _element(tag: str, kind: str, inner: Markup | str = "", **attributes: str) -> Markup:
    given = {"class": kind, **attributes} if kind else attributes
    told = "".join(f' {name}="{escape(value)}"' for name, value in given.items())
    return Markup(f"<{tag}{told}>{escape(inner)}</{tag}>")  # noqa: S704 - all escaped


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("".join(map(escape, parts)))  # noqa: S704 - all escaped
