"""Giving remarks back, looked at from outside: which words are chosen, and where they came to lie.

Quotations are of the kinds people mark: a phrase, words across a change of look, in a table, in a
list, in a footnote, a phrase that stands in the text many times, the end of one paragraph with the
beginning of the next. Where a comment came to lie is read out of the finished file by other means
than those it was put in by.
"""

import random
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from review.documents import annotate_docx, annotate_pdf
from review.documents.anchors import Anchor, anchor_of
from review.documents.annotate_docx import Annotated, Note, Report, Turn
from review.documents.passages import Leaf, Passages, letters_in
from review.documents.reading import pdf
from review.documents.reading.model import walk
from tests.documents import docx_diff
from tests.documents.pdf_marks import words_under

MOMENT = datetime(2026, 9, 1, 9, tzinfo=UTC)
ANSWER = Turn("Исправлено.", "Автор", "А", MOMENT)
_NEAR = 12

Span = tuple[int, int]


@dataclass(frozen=True)
class Quotation:
    """Words chosen in a document, and what kind of place it is."""

    kind: str
    anchor: Anchor

    def note(self, number: int) -> Note:
        """A remark on these words; every third one has an answer, every sixth is settled."""
        quote, place = self.anchor.quote, self.anchor.place
        return Note(
            f"Замечание {number}: уточните.\nЧто именно?", f"Эксперт {number % 2 + 1}", "Э",
            MOMENT, quote.exact, quote.prefix, quote.suffix, place.block if place else None,
            (ANSWER,) if number % 3 == 0 else (), number % 6 == 0, place.start if place else None,
        )  # fmt: skip


def quotations(passages: Passages, seed: str, count: int = 20) -> list[Quotation]:
    """Words to remark on, of every kind the document has, in turn."""
    chance, kinds = random.Random(seed), _Kinds(passages)
    chosen: list[Quotation] = []
    for turn in range(count * 40):
        name, choose = kinds.all[turn % len(kinds.all)]
        span = choose(chance)
        if len(chosen) == count:
            break
        if span is None or letters_in(passages.text[slice(*span)]) < 2:
            continue
        anchor = anchor_of(passages, *span)
        if anchor is not None:
            chosen.append(Quotation(name, anchor))
    return chosen


class _Kinds:
    """The kinds of places of one document, each with a way to choose one by chance."""

    def __init__(self, passages: Passages) -> None:
        self._passages = passages
        # A table of contents is made by the word processor; LibreOffice keeps no comments in it.
        said = (leaf for leaf in passages.leaves if not leaf.block.in_toc)
        leaves = [leaf for leaf in said if letters_in(leaf.block.text) > 3]
        tables = [block for block in passages.model.walk() if block.kind == "table"]
        celled = {inner.id for table in tables for inner in walk([table])}
        self._leaves = leaves
        kinds: dict[str, list[Leaf]] = {
            "phrase": leaves,
            "looks": [leaf for leaf in leaves if len(leaf.block.runs) > 1],
            "table": [leaf for leaf in leaves if leaf.block.id in celled],
            "list": [leaf for leaf in leaves if leaf.block.kind == "list_item"],
            "footnote": [leaf for leaf in leaves if leaf.block.kind == "footnote"],
            "repeated": leaves,
            "paragraphs": leaves[:-1],
        }
        ways = {"looks": self._looks, "repeated": self._repeated, "paragraphs": self._paragraphs}
        self.all: list[tuple[str, Callable[[random.Random], Span | None]]] = [
            (name, self._chooser(ways.get(name, self._phrase), members))
            for name, members in kinds.items()
            if members
        ]

    @staticmethod
    def _chooser(
        way: Callable[[Leaf, random.Random], Span | None], members: Sequence[Leaf]
    ) -> Callable[[random.Random], Span | None]:
        return lambda chance: way(chance.choice(members), chance)

    @staticmethod
    def _phrase(leaf: Leaf, chance: random.Random) -> Span | None:
        words = [match.span() for match in re.finditer(r"\S+", leaf.block.text)]
        first = chance.randrange(len(words))
        last = min(len(words) - 1, first + chance.choice((0, 1, 2, 4, 7, 12, 24)))
        return leaf.start + words[first][0], leaf.start + words[last][1]

    @staticmethod
    def _looks(leaf: Leaf, chance: random.Random) -> Span | None:
        at = chance.randrange(1, len(leaf.block.runs))
        edge = leaf.start + sum(len(run.text) for run in leaf.block.runs[:at])
        before, behind = len(leaf.block.runs[at - 1].text), len(leaf.block.runs[at].text)
        low, high = edge - chance.randint(0, before), edge + chance.randint(0, behind)
        return (max(low, leaf.start), min(high, leaf.end)) if low < edge < high else None

    def _repeated(self, leaf: Leaf, chance: random.Random) -> Span | None:
        span = self._phrase(leaf, chance)
        text = self._passages.text
        return span if span and text.count(text[slice(*span)]) > 1 else None

    def _paragraphs(self, leaf: Leaf, chance: random.Random) -> Span | None:
        follower = self._leaves[self._leaves.index(leaf) + 1]
        if follower.block.kind == "footnote":
            return None
        start = chance.randrange(leaf.start, leaf.end)
        return start, chance.randrange(follower.start + 1, follower.end + 1)


# --- what came of it --------------------------------------------------------------------------


@dataclass(frozen=True)
class Given:
    """A file given back: what it looks like now, what is wrong, and counts for a table."""

    made: Annotated
    faults: tuple[str, ...]
    counts: Counter[str]


def in_docx(data: bytes, chosen: Sequence[Quotation]) -> Given:
    """Put remarks into a DOCX and look for everything that is not as it ought to be."""
    notes = [one.note(number) for number, one in enumerate(chosen, 1)]
    made = annotate_docx.annotate(data, notes)
    there, after = docx_diff.all_comments(data), docx_diff.all_comments(made.data)
    fresh = [number for number in after if number not in there]
    faults = list(_of_package(data, made.data, set(fresh)))
    wanted = [said for note in notes for said in _said(note)]
    if len(fresh) != len(wanted):
        faults.append(f"{len(fresh)} comments for {len(wanted)}")
    heads = [number for number in fresh if after[number][1] != ANSWER.text]
    counts: Counter[str] = Counter()
    body = _Body(made.data)
    for number, one, note, report in zip(heads, chosen, notes, made.reports, strict=True):
        counts[f"how_{report.how}"] += 1
        if not _stands(one.anchor, report, body.around(number)):
            faults.append(f"{one.kind} {report}: «{one.anchor.quote.exact[:60]}»")
        else:
            counts["anchored"] += 1
            counts[f"kind_{one.kind}"] += 1
        if not after[number][1].endswith(note.text):
            faults.append(f"the text of comment {number}")
    return Given(made, tuple(faults), counts)


def _said(note: Note) -> list[str]:
    return [note.text, *(turn.text for turn in note.replies)]


def _of_package(old: bytes, new: bytes, fresh: set[str]) -> Iterator[str]:
    main = docx_diff.main_part(old)
    changed = docx_diff.changed_parts(old, new) - docx_diff.comment_parts(new)
    if changed:
        yield f"changed parts: {sorted(changed)}"
    if docx_diff.body_without(new, fresh, main) != docx_diff.body_without(old, set(), main):
        yield "the body"
    yield from (f"a comment that was there: {one}" for one in docx_diff.lost_comments(old, new))
    if entries(old) != entries(new):
        yield "the entries of the package"


def entries(data: bytes) -> list[tuple[str, int, tuple[int, ...]]]:
    """Names, ways of packing and times of the entries that are not the comments' own."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return [
            (entry.filename, entry.compress_type, entry.date_time)
            for entry in archive.infolist()
            if "comments" not in entry.filename.lower() and not entry.filename.endswith(".rels")
        ]


class _Body:
    """Letters of the main part as the file's XML has them, and where comments lie in them."""

    def __init__(self, data: bytes) -> None:
        told = docx_diff.marked(data, docx_diff.main_part(data))
        self._letters, self._spans, self._formulas = told

    def around(self, number: str) -> tuple[str, str, str, bool]:
        """Letters before a comment's range, in it, behind it; whether it touches a formula."""
        start, end = self._spans[number]
        formula = not self._formulas.isdisjoint(range(start, end))
        return self._letters[:start][-99:], self._letters[start:end], self._letters[end:], formula


def _stands(anchor: Anchor, report: Report, around: tuple[str, str, str, bool]) -> bool:
    """At the place the quotation was taken from, over its letters, between the right words.

    In footnotes and text boxes, where Word takes no comments, on the mark or the paragraph; a
    formula is marked whole.
    """
    place = anchor.place
    if place is None or (report.block, report.start) != (place.block, place.start):
        return False
    if report.how != "exact":
        return report.how in {"footnote", "paragraph"}
    before, under, behind, formula = around
    if formula:
        return letters(anchor.quote.exact) in under
    if letters(anchor.quote.exact) != under:
        return False
    return _near(letters(anchor.quote.prefix)[::-1], before[::-1]) and _near(
        letters(anchor.quote.suffix), behind
    )


def _near(told: str, found: str) -> bool:
    """Alike up to where a box or a note stands in between, which the two read in other order.

    At an end of the main part nothing is found: the notes that the text goes on with lie elsewhere.
    """
    wanted = told[:_NEAR]
    return not found or found.startswith(wanted) or wanted[:3] == found[:3]


def letters(text: str) -> str:
    """The letters and digits of a text."""
    return "".join(filter(str.isalnum, text))


def in_pdf(data: bytes, chosen: Sequence[Quotation]) -> Given:
    """Put remarks into a PDF and look for everything that is not as it ought to be."""
    notes = [one.note(number) for number, one in enumerate(chosen, 1)]
    made = annotate_pdf.annotate(data, notes)
    faults: list[str] = []
    if not made.data.startswith(data):
        faults.append("the file's own bytes")
    if [b.text for b in pdf.read(made.data).walk()] != [b.text for b in pdf.read(data).walk()]:
        faults.append("the text")
    counts: Counter[str] = Counter()
    under = words_under(made.data)
    for number, (one, note, report) in enumerate(zip(chosen, notes, made.reports, strict=True)):
        counts[f"how_{report.how}"] += 1
        place = one.anchor.place
        at = place is not None and (report.block, report.start) == (place.block, place.start)
        seen = letters(under.get(note.text, ""))
        if at and (report.how != "exact" or _covers(seen, letters(one.anchor.quote.exact))):
            counts["anchored"] += 1
            counts[f"kind_{one.kind}"] += 1
        else:
            faults.append(f"{number} {one.kind} {report}: «{one.anchor.quote.exact[:60]}» / {seen}")
    return Given(made, tuple(faults), counts)


def _covers(seen: str, wanted: str) -> bool:
    """Letter for letter, but for two at either end: within a word a cut is by its breadth."""
    core = wanted[2:-2] if len(wanted) > 6 else wanted[:1]
    return core in seen and abs(len(seen) - len(wanted)) <= 4
