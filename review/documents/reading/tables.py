"""Word tables: where each cell really stands, merged cells once, widths kept sane."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from lxml import etree

from review.documents.reading.model import Block, Cell, Row
from review.documents.reading.styles import number, properties_of, switched, value
from review.documents.reading.xml import MC, W

MAX_COLUMNS: Final = 256

_VAL: Final = W + "val"
_V_MERGE: Final = W + "vMerge"
_SPANS: Final = frozenset({_V_MERGE, W + "hMerge", W + "gridSpan"})

_WRAPPERS: Final = frozenset(
    [W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")]
    + [MC + "AlternateContent", MC + "Choice"]
)


class Span(NamedTuple):
    """What a cell says of itself; `merge` is "", "start" or "continue"."""

    columns: int = 1
    merge: str = ""
    sideways: bool = False


_SINGLE: Final = Span()


@dataclass(slots=True)
class _Slot:
    blocks: tuple[Block, ...]
    row: int
    column: int
    columns: int
    rows: int = 1


@dataclass
class Grid:
    """Collects the cells of one table row by row and gives rows of the model."""

    _slots: list[list[_Slot]] = field(default_factory=list)
    _headers: list[bool] = field(default_factory=list)
    _open: dict[int, _Slot] = field(default_factory=dict)
    _column: int = 0

    def new_row(self, row: etree._Element) -> None:
        """Begin a row; cells skipped at its start move the first one to the right."""
        properties = properties_of(row, "trPr")
        before = number(value(properties, "gridBefore"))
        self._column = min(max(before, 0), MAX_COLUMNS)
        self._slots.append([])
        self._headers.append(switched(properties, "tblHeader") is True)

    def add(self, span: Span, blocks: tuple[Block, ...]) -> None:
        """Add the next cell of the row with the blocks read from it."""
        column, row = self._column, len(self._slots) - 1
        width = max(1, min(span.columns, MAX_COLUMNS - column)) if column < MAX_COLUMNS else 1
        self._column = column + width
        above = self._open.get(column)
        if span.sideways and self._slots[row]:
            self._slots[row][-1].columns += width
            self._slots[row][-1].blocks += blocks
        elif span.merge == "continue" and above is not None and above.row + above.rows == row:
            above.rows += 1
            above.blocks += blocks
        else:
            slot = _Slot(blocks, row, column, width)
            self._slots[row].append(slot)
            self._open.pop(column, None)
            if span.merge:
                self._open[column] = slot

    def rows(self) -> tuple[Row, ...]:
        """The rows; columns no cell begins or ends at are folded away."""
        edges = {
            edge for row in self._slots for s in row for edge in (s.column, s.column + s.columns)
        }
        place = {edge: index for index, edge in enumerate(sorted(edges))}
        leading = _leading(self._headers)
        return tuple(
            Row(tuple(_cell(slot, place, index < leading) for slot in slots), index < leading)
            for index, slots in enumerate(self._slots)
        )


def _cell(slot: _Slot, place: dict[int, int], header: bool) -> Cell:
    column = place[slot.column]
    width = place[slot.column + slot.columns] - column
    return Cell(slot.blocks, column, width, slot.rows, header)


def _leading(headers: list[bool]) -> int:
    """Repeating header rows count only from the top of the table."""
    return headers.index(False) if False in headers else len(headers)


def rows_of(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Children with this tag, also those inside content controls and tracked changes."""
    for child in parent[:]:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from rows_of(child, tag)


def span_of(cell: etree._Element) -> Span:
    """Width and merges a `w:tc` declares; absurd figures are cut by the grid."""
    properties = properties_of(cell, "tcPr")
    if _SPANS.isdisjoint(properties):
        return _SINGLE
    merged, sideways = properties.get(_V_MERGE), value(properties, "hMerge")
    merge = ""
    if merged is not None:
        merge = "start" if merged.get(_VAL) == "restart" else "continue"
    return Span(max(1, number(value(properties, "gridSpan"), 1)), merge, sideways == "continue")
