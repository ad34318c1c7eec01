"""Pairs of revisions whose truth is known: every sign of the old text is followed into the new.

A text model is edited as an author would: words changed, sentences and paragraphs put in, taken
out, moved, copied, split and joined, tables edited, whole sections rewritten. The same seed gives
the same pair.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from review.documents.passages import Passages, plain
from review.documents.reading.model import (
    Block,
    Cell,
    DocumentModel,
    Row,
    Run,
    count_words,
    table_text,
)

NEW_WORDS = (
    "наставник мастерская проектный замысел вовлечь ровесник осознанно портфолио тренинг "
    "рефлексия маршрут кейс витрина соавтор дневник эскиз прототип модуль слушатель поиск "
    "экспозиция беседа практикум навык команда событие фестиваль замер отклик сборка"
).split()
WORD = re.compile(r"\w{3,}")


@dataclass
class Piece:
    """Signs in a row: `origin` is where they stood in the old canonical text, None for new ones.

    `shaken` signs stayed, but in the middle of words that were changed. `copy` numbers the copy of
    a paragraph they belong to; 0 is the paragraph itself.
    """

    text: str
    origin: int | None = None
    shaken: bool = False
    copy: int = 0


@dataclass
class Line:
    """A paragraph being edited."""

    proto: Block
    pieces: list[Piece]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    def cut(self, at: int) -> int:
        """Make a border between pieces at a character; the index of the piece behind it."""
        for index, piece in enumerate(self.pieces):
            if at == 0:
                return index
            if at < len(piece.text):
                origin = None if piece.origin is None else piece.origin + at
                right = replace(piece, text=piece.text[at:], origin=origin)
                self.pieces[index : index + 1] = [replace(piece, text=piece.text[:at]), right]
                return index + 1
            at -= len(piece.text)
        return len(self.pieces)

    def put(self, start: int, end: int, words: str) -> None:
        """New words instead of the characters from `start` to `end`."""
        first = self.cut(start)
        last = self.cut(end)
        self.pieces[first:last] = [Piece(words)] if words else []

    def shake(self, start: int, end: int) -> None:
        """Say that words here were changed, whatever stayed of them."""
        first = self.cut(start)
        for piece in self.pieces[first : self.cut(end)]:
            piece.shaken = True


@dataclass
class Grid:
    """A table being edited: rows of (cell, its content)."""

    proto: Block
    rows: list[list[tuple[Cell, list[Line | Grid]]]]
    headers: list[bool]


Node = Line | Grid


@dataclass
class Pair:
    """An old and a new revision, and where each sign of the old text is now."""

    old: DocumentModel
    new: DocumentModel
    deeds: list[str]
    where: list[dict[int, int]] = field(repr=False)
    shaken: set[int] = field(repr=False)

    def kept(self, start: int, end: int) -> tuple[int, int] | None:
        """Where a range of the old text is now, word for word and in one piece; else None.

        A copy stands for the words themselves when those are gone.
        """
        return next(filter(None, (self._kept(way, start, end) for way in self.where)), None)

    def _kept(self, where: dict[int, int], start: int, end: int) -> tuple[int, int] | None:
        places = [at for at in range(start, end) if not self.old.text[at].isspace()]
        now = [where.get(at) for at in places]
        first, last = now[0], now[-1]
        if None in now or first is None or last is None or last < first:
            return None
        same = plain(self.new.text[first : last + 1]) == plain(self.old.text[start:end])
        return (first, last + 1) if same and now == sorted(now) else None

    def untouched(self, start: int, end: int) -> bool:
        """Whether nobody changed words in the midst of the range."""
        return not any(at in self.shaken for at in range(start, end))


def revise(model: DocumentModel, seed: int, deeds: int | None = None) -> Pair:
    """The model as it is read anew, and a revision of it by a number of deeds of an author."""
    chance = random.Random(seed)
    nodes = list(_nodes(model))
    old = _model(nodes)[0]
    nodes = _with_origins(old)
    author = _Author(chance, nodes)
    count = deeds or max(3, len(nodes) // chance.choice((6, 12, 25, 60)))
    done = [author.act() for _ in range(count)]
    new, places = _model(author.nodes)
    where: list[dict[int, int]] = [{} for _ in range(author.copies + 1)]
    shaken: set[int] = set()
    for piece, at in places:
        if piece.origin is None:
            continue
        for step in range(len(piece.text)):
            where[piece.copy][piece.origin + step] = at + step
            if piece.shaken:
                shaken.add(piece.origin + step)
    return Pair(old, new, done, where, shaken)


class _Author:
    def __init__(self, chance: random.Random, nodes: list[Node]) -> None:
        self.chance, self.nodes = chance, nodes
        self.copies = 0
        self._deeds: list[tuple[int, Callable[[], None]]] = [
            (8, self.reword), (3, self.add_sentence), (3, self.drop_sentence),
            (4, self.add_paragraph), (4, self.drop_paragraphs), (2, self.copy_paragraph),
            (4, self.move_blocks), (2, self.split), (2, self.join), (2, self.rewrite_section),
            (5, self.change_figures), (3, self.change_cell), (3, self.add_row),
            (3, self.drop_row), (2, self.move_row), (1, self.add_column), (1, self.drop_column),
        ]  # fmt: skip

    def act(self) -> str:
        deed = self.chance.choices(
            [deed for _, deed in self._deeds], [weight for weight, _ in self._deeds]
        )[0]
        deed()
        return deed.__name__

    def _line(self, least: int = 30) -> Line | None:
        lines = [one for one in self.nodes if isinstance(one, Line) and len(one.text) >= least]
        return self.chance.choice(lines) if lines else None

    def _grid(self) -> Grid | None:
        grids = [one for one in self.nodes if isinstance(one, Grid) and len(one.rows) > 3]
        return self.chance.choice(grids) if grids else None

    def _place(self) -> int:
        return self.chance.randrange(len(self.nodes) + 1)

    def _words(self, count: int) -> str:
        """New words mixed with words that the text has already."""
        line = self._line()
        known = WORD.findall(line.text) if line else []
        mixed = [self.chance.choice(known if known and self.chance.random() < 0.5 else NEW_WORDS)
                 for _ in range(count)]  # fmt: skip
        return " ".join(mixed)

    def _sentence(self) -> str:
        return self._words(self.chance.randrange(4, 18)).capitalize() + "."

    # --- words and sentences -----------------------------------------------------------

    def reword(self) -> None:
        line = self._line()
        if line:
            self._reword(line)

    def _reword(self, line: Line) -> None:
        found = [match.span() for match in WORD.finditer(line.text)]
        if not found:
            return
        size = min(len(found), self.chance.randrange(1, 9))
        first = self.chance.randrange(len(found) - size + 1)
        chosen = found[first : first + size]
        line.shake(chosen[0][0], chosen[-1][1])
        for start, end in reversed(chosen):
            if self.chance.random() < 0.6 or size == 1:
                now = line.text[start:end]
                line.put(start, end, self.chance.choice([w for w in NEW_WORDS if w != now]))

    def add_sentence(self) -> None:
        line = self._line()
        if line:
            ends = [match.end() for match in re.finditer(r"[.;:] ", line.text)]
            at = self.chance.choice([0, len(line.text), *ends])
            words = self._sentence()
            line.put(at, at, f"{words} " if at < len(line.text) else f" {words}")

    def drop_sentence(self) -> None:
        line = self._line(80)
        ends = [match.end() for match in re.finditer(r"[.;:] ", line.text)] if line else []
        if line and ends:
            place = self.chance.randrange(len(ends))
            line.put(ends[place - 1] if place else 0, ends[place], "")

    # --- paragraphs --------------------------------------------------------------------

    def add_paragraph(self) -> None:
        line = self._line(1)
        proto = line.proto if line else Block("b0", "paragraph")
        words = " ".join(self._sentence() for _ in range(self.chance.randrange(1, 4)))
        self.nodes.insert(self._place(), Line(proto, [Piece(words)]))

    def drop_paragraphs(self) -> None:
        at, count = self._place(), self.chance.choice((1, 1, 1, 2, 3, 6))
        if len(self.nodes) - count > 5:
            del self.nodes[at : at + count]

    def copy_paragraph(self) -> None:
        line = self._line(1)
        if line:
            self.copies += 1
            pieces = [replace(piece, copy=self.copies) for piece in line.pieces]
            self.nodes.insert(self._place(), Line(line.proto, pieces))

    def move_blocks(self) -> None:
        at, count = self._place(), self.chance.choice((1, 1, 2, 4, 9, 20))
        if len(self.nodes) > 2 * count + 4:
            taken = self.nodes[at : at + count]
            del self.nodes[at : at + count]
            place = self._place()
            self.nodes[place:place] = taken

    def split(self) -> None:
        line = self._line(80)
        ends = [match.end() for match in re.finditer(r"[.;,] ", line.text)] if line else []
        if line and ends:
            at = line.cut(self.chance.choice(ends))
            index = self.nodes.index(line)
            self.nodes.insert(index + 1, Line(line.proto, line.pieces[at:]))
            del line.pieces[at:]

    def join(self) -> None:
        places = [
            at for at in range(len(self.nodes) - 1)
            if isinstance(self.nodes[at], Line) and isinstance(self.nodes[at + 1], Line)
        ]  # fmt: skip
        if places:
            at = self.chance.choice(places)
            first, second = self.nodes[at], self.nodes.pop(at + 1)
            assert isinstance(first, Line) and isinstance(second, Line)
            first.pieces += [Piece(" "), *second.pieces]

    def rewrite_section(self) -> None:
        at, count = self._place(), self.chance.randrange(3, 16)
        if len(self.nodes) < 3 * count:
            return
        gone = self.nodes[at : at + count]
        known = [word for one in gone if isinstance(one, Line) for word in WORD.findall(one.text)]
        fresh: list[Node] = []
        for one in gone:
            if isinstance(one, Line) and self.chance.random() < 0.9:
                size = max(2, len(one.text.split()) + self.chance.randrange(-3, 4))
                words = self.chance.choices([*known, *NEW_WORDS], k=size)
                fresh.append(Line(one.proto, [Piece(" ".join(words))]))
        self.nodes[at : at + count] = fresh

    # --- tables ------------------------------------------------------------------------

    def change_figures(self) -> None:
        grid = self._grid()
        if grid:
            for row in self.chance.sample(grid.rows, min(3, len(grid.rows))):
                for line in _lines(row):
                    figure = re.search(r"\d+", line.text)
                    if figure and self.chance.random() < 0.7:
                        number = int(figure[0][:6]) + self.chance.choice((1, 2, 4, 10))
                        line.shake(0, len(line.text))
                        line.put(*figure.span(), str(number))

    def change_cell(self) -> None:
        grid = self._grid()
        lines = [line for row in grid.rows for line in _lines(row)] if grid else []
        if lines:
            self._reword(self.chance.choice(lines))

    def add_row(self) -> None:
        grid = self._grid()
        if grid:
            row = self.chance.choice(grid.rows)
            fresh = [(cell, [self._like(content)]) for cell, content in row]
            grid.rows.insert(self.chance.randrange(len(grid.rows) + 1), fresh)
            grid.headers.append(False)

    def _like(self, content: list[Line | Grid]) -> Line:
        words = " ".join(line.text for line in content if isinstance(line, Line))
        proto = Block("b0", "paragraph")
        if words.isdigit():
            return Line(proto, [Piece(str(self.chance.randrange(1, 40)))])
        return Line(proto, [Piece(self._words(max(1, len(words.split()))) if words else "")])

    def drop_row(self) -> None:
        grid = self._grid()
        if grid:
            del grid.rows[self.chance.randrange(len(grid.rows))]

    def move_row(self) -> None:
        """Never one of two equal rows: that they changed places nobody could see."""
        grid = self._grid()
        texts = [_text_of(row) for row in grid.rows] if grid else []
        alone = [at for at, text in enumerate(texts) if texts.count(text) == 1]
        if grid and alone:
            row = grid.rows.pop(self.chance.choice(alone))
            grid.rows.insert(self.chance.randrange(len(grid.rows) + 1), row)

    def add_column(self) -> None:
        grid = self._grid()
        width = max((len(row) for row in grid.rows), default=0) if grid else 0
        if grid and width:
            at = self.chance.randrange(width + 1)
            for row in grid.rows:
                fresh = Line(Block("b0", "paragraph"), [Piece(self._words(1))])
                row.insert(min(at, len(row)), (Cell(), [fresh]))

    def drop_column(self) -> None:
        grid = self._grid()
        width = min((len(row) for row in grid.rows), default=0) if grid else 0
        if grid and width > 2:
            at = self.chance.randrange(width)
            for row in grid.rows:
                del row[at]


# --- between models and what is edited ---------------------------------------------------


def _lines(row: list[tuple[Cell, list[Line | Grid]]]) -> Iterator[Line]:
    for _, content in row:
        yield from (one for one in content if isinstance(one, Line) and one.text)


def _text_of(row: list[tuple[Cell, list[Line | Grid]]]) -> str:
    return "\t".join(line.text for line in _lines(row))


def _nodes(model: DocumentModel) -> Iterator[Node]:
    yield from (_node(block, None) for block in model.blocks if block.text)


def _with_origins(model: DocumentModel) -> list[Node]:
    passages = Passages(model)
    return [_node(block, passages) for block in model.blocks]


def _node(block: Block, passages: Passages | None) -> Node:
    if not block.rows:
        span = passages.span(block.id) if passages else None
        return Line(block, [Piece(block.text, span[0] if span else None)])
    rows = [
        [(cell, [_node(one, passages) for one in cell.blocks if one.text]) for cell in row.cells]
        for row in block.rows
    ]
    return Grid(block, rows, [row.header for row in block.rows])


def _model(nodes: list[Node]) -> tuple[DocumentModel, list[tuple[Piece, int]]]:
    """The model of what was written, and where each piece of it stands in its canonical text."""
    build = _Builder()
    blocks = tuple(build.block(node) for node in nodes if not isinstance(node, Line) or node.text)
    model = DocumentModel("docx", blocks, words=count_words(blocks))
    passages = Passages(model)
    places = []
    for block, line in build.lines:
        span = passages.span(block)
        at = span[0] if span else 0
        for piece in line.pieces:
            places.append((piece, at))
            at += len(piece.text)
    return model, places


class _Builder:
    def __init__(self) -> None:
        self.lines: list[tuple[str, Line]] = []
        self._count = 0

    def block(self, node: Node) -> Block:
        self._count += 1
        name = f"b{self._count}"
        if isinstance(node, Line):
            self.lines.append((name, node))
            return replace(node.proto, id=name, text=node.text, runs=(Run(node.text),), image="")
        rows = tuple(
            Row(tuple(self._cell(at, *one) for at, one in enumerate(row)), header)
            for row, header in zip(node.rows, node.headers, strict=False)
        )
        return replace(node.proto, id=name, text=table_text(rows), rows=rows, runs=())

    def _cell(self, column: int, cell: Cell, content: list[Line | Grid]) -> Cell:
        blocks = tuple(self.block(one) for one in content if not isinstance(one, Line) or one.text)
        return Cell(blocks, column, header=cell.header)
