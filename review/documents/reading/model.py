"""The canonical text model: what every later step sees of a teacher's document.

One shape for DOCX and PDF: blocks in document order, each with a stable id, so
that the browser view, the checks, the remarks and the comparison speak of the
same places. Values only; the file itself stays in the content store.
"""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, NamedTuple

MODEL_VERSION = 1
_WORD = re.compile(r"[^\W_]\S*")

Kind = Literal["paragraph", "heading", "list_item", "table", "figure", "footnote"]


class ModelError(ValueError):
    """Raised by `from_json` when the stored form is not of this version."""


class Run(NamedTuple):
    """A stretch of text with one look. `link` is an outside address or empty."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    sup: bool = False
    sub: bool = False
    link: str = ""


@dataclass(frozen=True, init=False)
class Cell:
    """One real cell: a merged cell is met once, at its upper left corner.

    `column` is the first grid column it covers, counted from 0. `rowspan` and
    `colspan` never reach beyond the table. `text` is the texts of its blocks, one a line.
    """

    blocks: tuple[Block, ...] = ()
    column: int = 0
    colspan: int = 1
    rowspan: int = 1
    header: bool = False
    text: str = field(init=False, compare=False, repr=False)

    def __init__(
        self,
        blocks: tuple[Block, ...] = (),
        column: int = 0,
        colspan: int = 1,
        rowspan: int = 1,
        header: bool = False,
    ) -> None:
        own = self.__dict__  # see Block
        own["blocks"] = blocks
        own["column"] = column
        own["colspan"] = colspan
        own["rowspan"] = rowspan
        own["header"] = header
        own["text"] = "\n".join([block.text for block in blocks if block.text])

    @property
    def runs(self) -> tuple[Run, ...]:
        """Runs of all paragraphs of the cell in order."""
        return tuple(run for block in self.blocks for run in block.runs)


@dataclass(frozen=True, slots=True)
class Row:
    """One table row; cells covered by a merge from above are not repeated."""

    cells: tuple[Cell, ...]
    header: bool = False


@dataclass(frozen=True, init=False)
class Block:
    """A paragraph, heading, list item, table, figure or footnote.

    `id` is "b" and the ordinal among all blocks of the document, cells' blocks
    included. `level`: heading 1..9, list depth from 0. `label`: the number or
    bullet a word processor draws by itself, not part of the text. `style`: the
    style's name in small letters. `page` counts from 1 where it is known.
    """

    id: str
    kind: Kind
    text: str = ""
    level: int = 0
    runs: tuple[Run, ...] = ()
    rows: tuple[Row, ...] = ()
    alignment: str = ""
    page: int | None = None
    label: str = ""
    style: str = ""
    image: str = ""
    in_toc: bool = False

    def __init__(
        self,
        id: str,  # noqa: A002 - the field's name
        kind: Kind,
        text: str = "",
        level: int = 0,
        runs: tuple[Run, ...] = (),
        rows: tuple[Row, ...] = (),
        alignment: str = "",
        page: int | None = None,
        label: str = "",
        style: str = "",
        image: str = "",
        in_toc: bool = False,
    ) -> None:
        # The `__init__` of a frozen dataclass goes round its own ban for every field, which
        # takes twice the time; a long document has tens of thousands of blocks.
        own = self.__dict__
        own["id"] = id
        own["kind"] = kind
        own["text"] = text
        own["level"] = level
        own["runs"] = runs
        own["rows"] = rows
        own["alignment"] = alignment
        own["page"] = page
        own["label"] = label
        own["style"] = style
        own["image"] = image
        own["in_toc"] = in_toc

    @cached_property
    def bold(self) -> bool:
        """True when every letter of the block is bold."""
        lettered = [run for run in self.runs if not run.text.isspace() and run.text]
        return bool(lettered) and all(run.bold for run in lettered)

    @cached_property
    def columns(self) -> int:
        """Width of a table in grid columns; 0 for other kinds."""
        ends = [cell.column + cell.colspan for row in self.rows for cell in row.cells]
        return max(ends, default=0)


@dataclass(frozen=True, slots=True)
class Image:
    """A picture inside the file, by reference: `part` names where its bytes lie.

    `part` is empty when the picture is linked from outside, is of a kind no
    browser draws, or is missing; `media_type` is then empty too. Sizes are in
    pixels at 96 dpi, 0 when unknown.
    """

    id: str
    media_type: str = ""
    part: str = ""
    alt: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader met and did not put into the text, so it is told."""

    code: str
    count: int = 1
    detail: str = ""


@dataclass(frozen=True)
class DocumentModel:
    """The whole document. `pages` is exact for PDF; for DOCX the file's own word."""

    format: str
    blocks: tuple[Block, ...]
    pages: int | None = None
    words: int = 0
    images: tuple[Image, ...] = ()
    notes: tuple[Note, ...] = field(default=())

    @property
    def has_text(self) -> bool:
        """False for a scan without a text layer and for an empty document."""
        return self.words > 0

    def walk(self) -> Iterator[Block]:
        """Every block in document order, a table before the blocks of its cells."""
        return walk(self.blocks)

    @cached_property
    def by_id(self) -> dict[str, Block]:
        """Blocks by their id."""
        return {block.id: block for block in self.walk()}

    @cached_property
    def text(self) -> str:
        """Canonical text: one block a line, cells of a row parted by tabs."""
        return "\n".join(block.text for block in self.blocks if block.text)

    def note(self, code: str) -> Note | None:
        """The note with this code, or None."""
        return next((note for note in self.notes if note.code == code), None)


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks and the blocks inside their cells, depth first."""
    for block in blocks:
        yield block
        for row in block.rows:
            for cell in row.cells:
                yield from walk(cell.blocks)


def table_text(rows: Iterable[Row]) -> str:
    """Text of a table: rows as lines, cells parted by tabs."""
    return "\n".join(["\t".join([cell.text for cell in row.cells]) for row in rows])


def count_words(blocks: Iterable[Block]) -> int:
    """Words that hold at least one letter or digit; a table's text has all of its cells'."""
    return sum([len(_WORD.findall(block.text)) for block in blocks])


@contextmanager
def collector_paused() -> Iterator[None]:
    """Thousands of small values come to stay; looking for garbage among them only costs."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


# --- the stored form ------------------------------------------------------------------

_MARKS = ("bold", "italic", "underline", "sup", "sub")
_BLOCK_KEYS = (
    ("label", "l", ""),
    ("level", "v", 0),
    ("alignment", "a", ""),
    ("page", "p", None),
    ("style", "s", ""),
    ("image", "i", ""),
    ("in_toc", "c", False),
)


def to_json(model: DocumentModel) -> str:
    """Compact text to keep beside the file; `from_json` gives the same model back."""
    return json.dumps(to_dict(model), ensure_ascii=False, separators=(",", ":"))


def to_dict(model: DocumentModel) -> dict[str, Any]:
    """The stored form as plain lists and dictionaries."""
    return {
        "model": MODEL_VERSION,
        "format": model.format,
        "pages": model.pages,
        "words": model.words,
        "blocks": [_pack_block(block) for block in model.blocks],
        "images": [[i.id, i.media_type, i.part, i.alt, i.width, i.height] for i in model.images],
        "notes": [[note.code, note.count, note.detail] for note in model.notes],
    }


def from_json(text: str | bytes) -> DocumentModel:
    """Read what `to_json` wrote. Raises ModelError for another version or shape."""
    with collector_paused():
        return from_dict(json.loads(text))


def from_dict(data: dict[str, Any]) -> DocumentModel:
    """Read what `to_dict` gave. Raises ModelError for another version or shape."""
    if not isinstance(data, dict) or data.get("model") != MODEL_VERSION:
        raise ModelError(f"not a document model of version {MODEL_VERSION}")
    try:
        return DocumentModel(
            format=data["format"],
            blocks=tuple(map(_unpack_block, data["blocks"])),
            pages=data["pages"],
            words=data["words"],
            images=tuple(Image(*image) for image in data["images"]),
            notes=tuple(Note(*note) for note in data["notes"]),
        )
    except (KeyError, TypeError, IndexError) as error:
        raise ModelError(f"a damaged document model: {error}") from error


def _pack_block(block: Block) -> dict[str, Any]:
    packed: dict[str, Any] = {"b": block.id, "k": block.kind}
    for name, key, default in _BLOCK_KEYS:
        value = getattr(block, name)
        if value != default:
            packed[key] = value
    if block.rows:
        packed["w"] = [_pack_row(row) for row in block.rows]
    elif block.runs:
        packed["r"] = [_pack_run(run) for run in block.runs]
    if block.text and not block.rows and block.text != _joined(block.runs):
        packed["t"] = block.text
    return packed


def _pack_run(run: Run) -> Any:
    marks = sum(1 << bit for bit, name in enumerate(_MARKS) if getattr(run, name))
    if run.link:
        return [run.text, marks, run.link]
    return [run.text, marks] if marks else run.text


def _pack_row(row: Row) -> Any:
    cells = [_pack_cell(cell) for cell in row.cells]
    return [cells, 1] if row.header else [cells]


def _pack_cell(cell: Cell) -> list[Any]:
    return [
        [_pack_block(block) for block in cell.blocks],
        cell.column,
        cell.colspan,
        cell.rowspan,
        int(cell.header),
    ]


def _unpack_block(packed: dict[str, Any]) -> Block:
    rows = tuple(map(_unpack_row, packed.get("w", ())))
    runs = tuple(map(_unpack_run, packed.get("r", ())))
    text = packed.get("t") or (table_text(rows) if rows else _joined(runs))
    rest = {name: packed[key] for name, key, _ in _BLOCK_KEYS if key in packed}
    return Block(id=packed["b"], kind=packed["k"], text=text, runs=runs, rows=rows, **rest)


def _unpack_run(packed: Any) -> Run:
    if isinstance(packed, str):
        return Run(packed)
    marks = packed[1]
    look = {name: bool(marks >> bit & 1) for bit, name in enumerate(_MARKS)}
    return Run(packed[0], link=packed[2] if len(packed) > 2 else "", **look)


def _unpack_row(packed: list[Any]) -> Row:
    return Row(tuple(map(_unpack_cell, packed[0])), header=len(packed) > 1)


def _unpack_cell(packed: list[Any]) -> Cell:
    blocks, column, colspan, rowspan, header = packed
    return Cell(tuple(map(_unpack_block, blocks)), column, colspan, rowspan, bool(header))


def _joined(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)
