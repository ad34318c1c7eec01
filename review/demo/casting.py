"""What befalls each of the 94 programmes: who passes at once, who retries, with how many points.

The figures are those of the seed season (docs/domain, section 13): 61 pass and 33 fail in round
one; all 33 are sent again on 6 June 2023, 9 of them are first refused by the regional centre's
moderation; 7 pass in round two, 26 are still with experts. Points go with the text: a weak text
fails, a good one passes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from review.demo.lists import Card, cards, written
from review.demo.papers import Paper, Slip

SEED: Final = 2023
FAILED: Final = 33
RAW: Final = 3  #: weak texts that an internal expert catches in time
PASSED_AGAIN: Final = 7
FIRST_YEAR: Final = 2022
SECOND_YEAR: Final = 2023
REFUSALS: Final = (
    *(Slip.OLD_YEAR, Slip.OTHER_TITLE, Slip.UNCHANGED, Slip.OLD_YEAR, Slip.OTHER_PLACE),
    *(Slip.OTHER_TITLE, Slip.OLD_YEAR, Slip.UNCHANGED, Slip.OTHER_TITLE),
)
#: Totals that a rubric's rule looks at: two experts, and a third where it calls for one.
EVEN_PASS: Final = (30, 30)
EVEN_FAIL: Final = (29, 29)
THIRD_PASSES: Final = ((33, 24, 31), (29, 31, 30), (38, 30, 35), (36, 27, 33))
THIRD_FAILS: Final = ((31, 27, 28), (24, 32, 26))


@dataclass(frozen=True)
class Round:
    """One expert review: the experts' totals in order of chairs; a third only where called.

    `waits` says for each chair how far it has come when the review is still open on the demo's
    day: "in", "begun" or "untouched".
    """

    totals: tuple[int, ...]
    waits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """One programme's fate. `papers` are its files in order of uploading.

    `returned_by` is the desk that sends the first file back in round one (internal or moc);
    `refused` is what the regional centre finds in the first file of round two.
    """

    card: Card
    papers: tuple[Paper, ...]
    first: Round
    returned_by: str | None = None
    refused: Slip | None = None
    second: Round | None = None

    @property
    def passes_at_once(self) -> bool:
        """Whether round one ends with a badge."""
        return self.second is None


def cases(names: dict[str, str]) -> list[Case]:
    """The fates of all programmes of the queue, in its order; the same ones every time.

    `names` are the authors' full names by e-mail.
    """
    queue = sorted((one for one in cards() if one.order), key=lambda one: one.order or 0)
    dice = Random(SEED)
    failing = _failing(queue)
    raw = [one for one in queue if one.weak and one.key not in failing]
    bad = _failures([one for one in queue if one.key in failing], names, dice)
    good = _passes([one for one in queue if one.key not in failing], raw, names, dice)
    return sorted((*bad, *good), key=lambda case: case.card.order or 0)


def _failing(queue: Sequence[Card]) -> set[str]:
    """Keys of the programmes that fail in round one: the weak texts, then the middling ones."""
    weak = [one for one in queue if one.weak]
    middling = [one for one in queue if not one.weak and _quality(one) == "middling"]
    failing = weak[: len(weak) - RAW]
    return {one.key for one in (*failing, *middling[: FAILED - len(failing)])}


def _quality(card: Card) -> str:
    return str(written()[card.base]["quality"])


def _failures(failing: Sequence[Card], names: dict[str, str], dice: Random) -> list[Case]:
    """The 33: every one has a second round, nine a refusal before it."""
    middling = [one.key for one in failing if not one.weak]
    firsts = {middling[0]: EVEN_FAIL, middling[1]: THIRD_FAILS[0], middling[3]: THIRD_FAILS[1]}
    refused = dict(zip((one.key for one in failing[2::3]), REFUSALS, strict=False))
    again = [one.key for one in failing if one.key not in refused][:PASSED_AGAIN]
    found = []
    for place, card in enumerate(failing):
        slip = refused.get(card.key)
        low, high = (14, 23) if card.weak else (24, 28)
        first = Round(firsts.get(card.key) or _pair(dice, low, high))
        second = _second(place, passes=card.key in again, dice=dice)
        found.append(Case(card, _retried(card, names, slip), first, refused=slip, second=second))
    return found


def _second(place: int, *, passes: bool, dice: Random) -> Round:
    totals = _pair(dice, 30, 35)
    if passes:
        return Round(totals)
    waits = (("in", "begun"), ("begun", "untouched"), ("in", "untouched"), ("begun", "begun"))
    return Round(totals, waits[place % len(waits)])


def _retried(card: Card, names: dict[str, str], slip: Slip | None) -> tuple[Paper, ...]:
    author = names[card.author]
    first = Paper(card, author, card.weak or card.base, FIRST_YEAR)
    better = Paper(card, author, card.base, SECOND_YEAR, mended=card.weak is None)
    if slip is None:
        return first, better
    if slip is Slip.UNCHANGED:
        return first, first, better
    return first, Paper(card, author, card.base, SECOND_YEAR, slip, better.mended), better


def _passes(
    passing: Sequence[Card], raw: Sequence[Card], names: dict[str, str], dice: Random
) -> list[Case]:
    """The 61: a few of them after a return by a desk, a few after a third expert."""
    caught = {one.key for one in raw}
    plain = [one.key for one in passing if one.key not in caught]
    slips = {key: ("internal", slip) for key, slip in zip(plain[4::9], _slips(), strict=False)}
    slips |= {key: ("moc", slip) for key, slip in zip(plain[7::11], _slips(), strict=False)}
    slips |= dict.fromkeys(caught, ("internal", Slip.RAW_TEXT))
    close = [one.key for one in passing if _quality(one) == "middling"]
    firsts = dict(zip(close[1::2], THIRD_PASSES, strict=False)) | {close[0]: EVEN_PASS}
    found = []
    for card in passing:
        desk, slip = slips.get(card.key, (None, None))
        low, high = (30, 33) if _quality(card) == "middling" else (33, 38)
        first = Round(firsts.get(card.key) or _pair(dice, low, high))
        found.append(Case(card, _once(card, names, slip), first, returned_by=desk))
    return found


def _slips() -> tuple[Slip, ...]:
    return (Slip.OLD_YEAR, Slip.OTHER_TITLE, Slip.OTHER_PLACE) * 2


def _once(card: Card, names: dict[str, str], slip: Slip | None) -> tuple[Paper, ...]:
    author = names[card.author]
    right = Paper(card, author, card.base, FIRST_YEAR)
    if slip is None:
        return (right,)
    if slip is Slip.RAW_TEXT:
        return Paper(card, author, card.weak or card.base, FIRST_YEAR), right
    return Paper(card, author, card.base, FIRST_YEAR, slip), right


def _pair(dice: Random, low: int, high: int) -> tuple[int, int]:
    """Two totals on the same side of the threshold, less than eight points apart."""
    one = dice.randint(low, high)
    other = dice.randint(max(low, one - 5), min(high, one + 5))
    return one, other
