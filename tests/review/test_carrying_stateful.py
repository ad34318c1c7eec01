"""Any history of versions, carryings, decisions, answers: nothing ever stands at wrong words."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from review.carrying import Outcome, Plan, Stand, find
from review.documents.anchors import Anchor, anchor_of
from review.documents.passages import Passages
from review.documents.reading.model import DocumentModel, to_json
from tests.documents.word import paragraph, read_word
from workflows.remark_life import LIVE, RemarkStatus, TurnKind, after, fold

SUBJECTS = ("роботов", "датчиков", "моторов", "схем", "моделей", "проектов", "опытов", "чертежей")
DEEDS = ("изучают устройство", "собирают образцы", "проверяют работу", "защищают описание")
PICK = st.integers(0, 10_000)


def line(number: int) -> str:
    """A paragraph of its own kind, its number in words nobody else has."""
    subject, deed = SUBJECTS[number % len(SUBJECTS)], DEEDS[number % len(DEEDS)]
    return f"Тема {number}: дети {deed} {subject} и ведут дневник под шифром К{number}Ю."


def read(lines: Sequence[str]) -> DocumentModel:
    return read_word(*(paragraph(text) for text in lines))


def stand_at(remark: int, name: str, anchor: Anchor) -> Stand:
    quote, place, at = anchor.quote, anchor.place, anchor.position
    assert place is not None and at is not None
    return Stand(
        remark, name, quote.exact, quote.prefix, quote.suffix, place.block, at.start, at.end
    )


class Lives(RuleBasedStateMachine):
    """A text that its author rewrites, and remarks that an examiner put at its paragraphs."""

    @initialize(count=st.integers(3, 8))
    def begin(self, count: int) -> None:
        """The first version; each paragraph keeps its identity, whatever becomes of its words."""
        self.lines = {number: line(number) for number in range(count)}
        self.order, self.next = list(self.lines), count
        self.models: dict[str, DocumentModel] = {}
        self.stands: dict[int, Stand | None] = {}
        self.about: dict[int, int] = {}
        self.turns: dict[int, list[TurnKind]] = {}
        self.sure: dict[int, Stand] = {}
        self._send()

    def _send(self) -> None:
        self.name = f"v{len(self.models)}"
        self.models[self.name] = read([self.lines[number] for number in self.order])

    @property
    def passages(self) -> Passages:
        return Passages(self.models[self.name])

    def status(self, remark: int) -> RemarkStatus:
        return fold(self.turns[remark])

    @rule(at=PICK, inner=st.booleans())
    def write(self, at: int, inner: bool) -> None:
        """A remark at a whole paragraph or at words inside of one of the version in hand."""
        number = self.order[at % len(self.order)]
        text = self.passages.text
        words = f"под шифром К{number}Ю" if inner else self.lines[number]
        if text.count(words) != 1:
            return
        start = text.index(words)
        anchor = anchor_of(self.passages, start, start + len(words))
        assert anchor is not None
        remark = len(self.turns)
        self.stands[remark] = stand_at(remark, self.name, anchor)
        self.about[remark], self.turns[remark] = number, [TurnKind.WRITTEN]

    @rule(kind=st.sampled_from(TurnKind), at=PICK)
    def live(self, kind: TurnKind, at: int) -> None:
        """Whatever the table lets happen to a remark."""
        if self.turns:
            remark = at % len(self.turns)
            if after(kind, self.status(remark), released=True) is not None:
                self.turns[remark].append(kind)

    @rule(at=PICK, to=PICK)
    def move(self, at: int, to: int) -> None:
        """A paragraph goes elsewhere."""
        number = self.order.pop(at % len(self.order))
        self.order.insert(to % (len(self.order) + 1), number)

    @precondition(lambda self: len(self.order) > 2)
    @rule(at=PICK)
    def delete(self, at: int) -> None:
        """A paragraph is taken out."""
        del self.lines[self.order.pop(at % len(self.order))]

    @rule(at=PICK)
    def insert(self, at: int) -> None:
        """A new paragraph that resembles all others."""
        self.lines[self.next] = line(self.next)
        self.order.insert(at % (len(self.order) + 1), self.next)
        self.next += 1

    @rule(at=PICK, word=st.sampled_from(["весь год ", "в парах ", "вместе с родителями "]))
    def edit(self, at: int, word: str) -> None:
        """Words put into a paragraph."""
        number = self.order[at % len(self.order)]
        self.lines[number] = self.lines[number].replace("дети ", f"дети {word}", 1)

    @rule()
    def send(self) -> None:
        """The next version: what is live is carried, what is in doubt is kept by its examiner."""
        live = [one for one in self.turns if self.status(one) in LIVE]
        stands = [self.stands[one] or Stand(one, self.name) for one in live]
        self._send()
        models = {one.sha256: to_json(self.models[one.sha256]) for one in stands if one.placed}
        models[self.name] = to_json(self.models[self.name])
        self._take(find(Plan(self.name, tuple(stands), models)), set(live))

    def _take(self, outcome: Outcome, live: set[int]) -> None:
        assert {remark for remark, _ in outcome.found} == live
        self.sure = {}
        for remark, carried in outcome.found:
            if carried.anchor is None:
                self._unplaced(remark, carried.silent)
                continue
            stand = stand_at(remark, self.name, carried.anchor)
            if carried.silent:
                self.sure[remark] = stand
                self.stands[remark] = stand

    def _unplaced(self, remark: int, silent: bool) -> None:
        """Silent without a place is only what had none before; else a person takes it off."""
        had = self.stands[remark]
        assert silent is (had is None)
        self.stands[remark] = None

    @invariant()
    def nothing_is_attached_wrongly_in_silence(self) -> None:
        """What was carried without asking stands in its own paragraph, at its very words."""
        if not getattr(self, "sure", None) or self.name not in self.models:
            return
        text = self.passages.text
        for remark, stand in self.sure.items():
            assert stand.starts is not None and stand.ends is not None
            assert text[stand.starts : stand.ends] == stand.quote
            assert f"К{self.about[remark]}Ю" in stand.quote


TestLives = Lives.TestCase
TestLives.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
