"""From placed words of a PDF to lines, and what makes a paragraph of lines.

Pure geometry; units are points, the vertical axis points up as in PDF.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import Final, NamedTuple

_MARKER = re.compile(
    r"^([-–—•●▪■◦\uf0b7*]|\d{1,2}(\.\d{1,2}){0,4}[.)]?|[IVXХ]{1,4}[.)]|[а-яёa-z]\))$"
)
_PAGE_NUMBER = re.compile(r"^[-–—\s]*(стр\.?\s*|с\.\s*|page\s*)?\d{1,4}[-–—\s]*$", re.IGNORECASE)
_GOES_ON = re.compile(r"[(«]?[a-zа-яё]")
_ENDS = re.compile(r"[.!?:;»)]$")
_LETTERS = re.compile(r"[^\W\d_]")
_HYPHENS: Final = ("\x02", "\ufffe", "\u00ad")

LARGER: Final = 1.15
CELL_PADDING: Final = 5.4
MAX_HEADING_WORDS: Final = 25


class Word(NamedTuple):
    """One word where it stands."""

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    italic: bool
    page: int
    page_width: float
    order: int = 0


@dataclass
class Line:
    """Words on one baseline, left to right."""

    words: list[Word]

    @cached_property
    def left(self) -> float:
        """Left edge of the first word."""
        return self.words[0].left

    @cached_property
    def right(self) -> float:
        """Right edge of the last word."""
        return self.words[-1].right

    @cached_property
    def base(self) -> float:
        """Baseline."""
        return self.words[0].base

    @cached_property
    def size(self) -> float:
        """Size of most of the words."""
        return median(word.size for word in self.words)

    @cached_property
    def bold(self) -> bool:
        """True when every word with a letter is bold."""
        lettered = [word for word in self.words if _LETTERS.search(word.text)]
        return bool(lettered) and all(word.bold for word in lettered)

    @cached_property
    def text(self) -> str:
        """Text of the line."""
        return " ".join(word.text for word in self.words)


@dataclass
class Paragraph:
    """Lines that belong together."""

    lines: list[Line]
    alignment: str = ""
    level: int = 0

    @property
    def page(self) -> int:
        """Page the paragraph begins on."""
        return self.lines[0].words[0].page

    @cached_property
    def runs(self) -> list[tuple[str, bool, bool]]:
        """Text in stretches of one look: (text, bold, italic); broken words mended."""
        words = [word for line in self.lines for word in line.words]
        runs: list[tuple[str, bool, bool]] = []
        glue = ""
        for word in words:
            broken = word.text.endswith(_HYPHENS)
            text = glue + (word.text[:-1] if broken else word.text)
            if runs and runs[-1][1:] == (word.bold, word.italic):
                runs[-1] = (runs[-1][0] + text, word.bold, word.italic)
            else:
                runs.append((text, word.bold, word.italic))
            glue = "" if broken else " "
        return runs

    @cached_property
    def text(self) -> str:
        """Text of the paragraph."""
        return "".join(run[0] for run in self.runs)

    @property
    def bold(self) -> bool:
        """True when all lines are bold."""
        return all(line.bold for line in self.lines)

    @property
    def size(self) -> float:
        """Size of most of its lines."""
        return median(line.size for line in self.lines)


def lines_of(words: Iterable[Word]) -> list[Line]:
    """Words in the file's order into lines; a jump in height or to the left ends a line."""
    lines: list[Line] = []
    for word in words:
        last = lines[-1].words[-1] if lines else None
        if last is not None and _same_line(last, word):
            lines[-1].words.append(word)
        else:
            lines.append(Line([word]))
    return lines


def _same_line(last: Word, word: Word) -> bool:
    size = max(last.size, word.size)
    if abs(last.base - word.base) > 0.4 * size:
        return False
    return word.left >= last.left - 0.1 * size and not last.text.endswith(_HYPHENS)


class PageShape:
    """Margins and line distance of one page, by which lines are judged."""

    def __init__(self, lines: list[Line], left: float | None = None, right: float = 0) -> None:
        self.width = lines[0].words[0].page_width or 595.0
        lefts, rights = sorted(line.left for line in lines), sorted(line.right for line in lines)
        self.left = lefts[len(lefts) // 10] if left is None else left
        self.right = rights[-1 - len(rights) // 10] if left is None else right - CELL_PADDING
        gaps = [a.base - b.base for a, b in pairwise(lines)]
        small = [gap for gap in gaps if 4 < gap < 60]
        self.leading = median(small) if small else 14.0

    def continues(self, paragraph: Paragraph, last: Line, line: Line) -> bool:
        """True when `line` goes on with the paragraph `last` belongs to."""
        gap = last.base - line.base
        leading = max(self.leading, 1.0 * line.size)
        if gap <= 0.3 * line.size or gap > 1.7 * leading:
            return False
        if last.bold != line.bold or abs(last.size - line.size) > 0.7:
            return False
        if last.words[-1].text.endswith(_HYPHENS):
            return True
        if _MARKER.match(line.words[0].text) or self._indented(paragraph, last, line):
            return False
        unfinished = _GOES_ON.match(line.text) and not _ENDS.search(last.text)
        return bool(unfinished) or not self._ended_short(last, line)

    def _indented(self, paragraph: Paragraph, last: Line, line: Line) -> bool:
        step = line.left - last.left
        return step > 0.8 * line.size and not (
            len(paragraph.lines) == 1 and _MARKER.match(last.words[0].text)
        )

    def _ended_short(self, last: Line, line: Line) -> bool:
        """The first word of the next line would have fitted: the paragraph was over."""
        room = self.right - last.right
        first = line.words[0]
        return room > (first.right - first.left) + 1.5 * line.size

    def alignment(self, line: Line) -> str:
        """center or right when the line stands clearly so on its page, else empty."""
        middle = (self.left + self.right) / 2
        slack = 0.04 * self.width
        if line.left < self.left + slack:
            return ""
        if abs((line.left + line.right) / 2 - middle) < slack / 2:
            return "center"
        if abs(line.right - self.right) < slack / 2 and line.left > middle:
            return "right"
        return ""


def carries_over(paragraph: Paragraph, line: Line) -> bool:
    """A paragraph goes on over the page's end when its sentence does."""
    last = paragraph.lines[-1]
    if _ENDS.search(last.text) or last.bold != line.bold or abs(last.size - line.size) > 0.7:
        return False
    return line.text[:1].islower()


def is_page_number(line: Line, lines: list[Line]) -> bool:
    if line is not lines[0] and line is not lines[-1]:
        return False
    bases = [other.base for other in lines]
    at_edge = line.base >= max(bases) - 1 or line.base <= min(bases) + 1
    return at_edge and len(lines) > 1 and _PAGE_NUMBER.match(line.text) is not None


def body_size(lines: Iterable[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 12.0


def level(paragraph: Paragraph, body: float) -> int:
    """1..3 for what looks like a heading: larger type, or short bold lines; else 0."""
    text = paragraph.text
    if len(text.split()) > MAX_HEADING_WORDS or len(_LETTERS.findall(text)) < 4:
        return 0
    if paragraph.size >= 1.5 * body:
        return 1
    if paragraph.size >= LARGER * body:
        return 2
    if paragraph.bold and not text.endswith((",", ";")) and len(_LETTERS.findall(text)) >= 6:
        return 3
    return 0
