"""The stories of the season: the district's 94, its drafts, and the second municipality's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from review.demo import diary
from review.demo.casting import FIRST_YEAR, SECOND_YEAR, Case, Round
from review.demo.lists import Card, Neighbour
from review.demo.papers import CHECKS_BLOCK_SINCE, Paper, Slip
from review.demo.road import Scene, Story, Walk
from review.moderation import service as moderation
from review.programmes import service as programmes

FIRST_DAY: Final = date(2022, 10, 3)
LAST_DAY: Final = date(2023, 2, 17)
#: The day the whole district sent its mended programmes (docs/domain, section 13).
RETRY_DAY: Final = date(2023, 6, 6)


def district(scene: Scene, cases: Sequence[Case]) -> list[tuple[date, Story]]:
    """Every programme of the queue with the day its story begins."""
    days = diary.spread(FIRST_DAY, LAST_DAY, len(cases))
    return [(day, _road(scene, case)) for day, case in zip(days, cases, strict=True)]


def _road(scene: Scene, case: Case) -> Story:
    walk = Walk(scene, case.card)
    first, *more = case.papers
    mended = more[0] if case.returned_by else None
    slip = (first.slip or Slip.RAW_TEXT) if case.returned_by else None
    yield from walk.submit(first)
    yield from walk.check(slip if case.returned_by == "internal" else None, mended)
    yield from walk.moderate(slip if case.returned_by == "moc" else None, mended)
    yield from walk.admit()
    yield from walk.review(case.first.totals)
    if case.second is not None:
        yield from _retry(walk, case, more, case.second)


def _retry(walk: Walk, case: Case, papers: Sequence[Paper], second: Round) -> Story:
    """Round two: sent on the district's day, nine refused and sent once more."""
    yield diary.on(RETRY_DAY - timedelta(days=walk.dice.choice((1, 4, 5))), walk.dice)
    walk.answer()
    yield diary.on(RETRY_DAY, walk.dice)
    walk.upload(papers[0], note="Исправлено по замечаниям экспертов")
    yield walk.later(0)
    programmes.resubmit(walk.submission, walk.teacher)
    yield diary.on(date(2023, 6, 8 if case.refused else walk.dice.choice((7, 8))), walk.dice)
    if case.refused is not None:
        walk.refuse(case.refused)
        yield diary.on(date(2023, 6, walk.dice.choice((14, 15))), walk.dice)
        walk.upload(papers[1], note="Исправлено по причине отказа")
        yield walk.later(0)
        programmes.resubmit(walk.submission, walk.teacher)
        yield diary.on(date(2023, 6, walk.dice.choice((16, 19))), walk.dice)
    moderation.decide(walk.submission, walk.rmc, "admit")
    yield from walk.review(second.totals) if not second.waits else _waiting(walk, second)


def _waiting(walk: Walk, round_: Round) -> Story:
    """A review that is still open on the demo's day, one chair further than the other."""
    yield walk.later(1, 2)
    panel = walk.seat()
    for chair, (expert, total, state) in enumerate(
        zip(panel, round_.totals, round_.waits, strict=True), start=1
    ):
        if state == "in":
            yield walk.later(1, 2)
            yield from walk.score(expert, total, chair)
        elif state == "begun":
            yield walk.later(1)
            walk.fill(expert, total, chair, 0, walk.dice.randint(4, 13))


def drafts(
    scene: Scene, chosen: Sequence[Card], papers: Sequence[Paper]
) -> list[tuple[date, Story]]:
    """Programmes whose authors have only begun; every other one has its file already."""
    ready = {paper.card: paper for paper in papers}
    return [
        (date(2023, 6, 19 + place % 5), Walk(scene, card).draft(ready.get(card)))
        for place, card in enumerate(chosen)
    ]


def neighbour_papers(one: Neighbour, author: str) -> tuple[Paper, ...]:
    """The files of a programme of the second municipality."""
    year = FIRST_YEAR if one.stop == "badge" else SECOND_YEAR
    slip = Slip.OLD_YEAR if one.stop == "returned" else None
    strict = one.opens >= CHECKS_BLOCK_SINCE
    paper = Paper(one.card, author, one.card.base, year, slip, strict=strict)
    return () if one.stop == "draft" else (paper,)


def neighbourhood(
    scene: Scene, ones: Sequence[Neighbour], names: dict[str, str]
) -> list[tuple[date, Story]]:
    """The second municipality's programmes with the day each story begins."""
    return [
        (one.opens, _neighbour(scene, one, neighbour_papers(one, names[one.card.author])))
        for one in ones
    ]


def _neighbour(scene: Scene, one: Neighbour, papers: Sequence[Paper]) -> Story:
    walk = Walk(scene, one.card)
    if one.stop == "draft":
        yield from walk.draft(None)
        return
    yield from walk.submit(papers[0])
    if one.stop == "internal_check":
        return
    if one.stop == "returned":
        yield walk.later(2)
        yield from walk.returned(walk.internal, Slip.OLD_YEAR, None)
        return
    yield from walk.check(None, None)
    if one.stop == "moc_moderation":
        return
    yield from walk.moderate(None, None)
    if one.stop == "rmc_moderation":
        return
    yield from walk.admit()
    yield from _neighbour_review(walk, one.stop)


def _neighbour_review(walk: Walk, stop: str) -> Story:
    match stop:
        case "badge":
            yield from walk.review((34, 36))
        case "failed":
            yield from walk.review((21, 18))
        case "in_review":
            yield from _waiting(walk, Round((33, 35), ("in", "begun")))
        case "third_review":
            yield from walk.review((33, 24))
        case _:
            return
