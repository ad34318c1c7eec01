"""The demo season: the Tambov district's year of review, played through the product's services.

Nothing is written straight into tables: every card, file, step, mark and verdict goes through the
same services the screens use, on its own day, so the figures that come out (docs/domain,
section 13) prove the rules. The season is one transaction: it is there whole or not at all.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

import sqlalchemy as sa

from review import mail, profiles
from review.accounts.demo import DEMO_FILE
from review.config import Config
from review.database import db
from review.demo import day, diary, sayings, stories
from review.demo.casting import FIRST_YEAR, SECOND_YEAR, Case, cases
from review.demo.lists import Card, cards, neighbours
from review.demo.papers import BLOCKING, CHECKS_BLOCK_SINCE, WARN_ONLY, Paper, Press
from review.demo.people import Cast, settle_people, settle_places
from review.demo.road import Scene, Story
from review.models.outbox import Letter
from review.models.places import Organisation
from review.models.profiles import Season
from review.programmes import prints
from review.programmes import service as programmes
from rubric.loading import shipped
from workflows.tracks import shipped_text

REGION: Final = "Амурская область"
SEASON: Final = "НОК 2022–2023"
OPENS: Final = date(2022, 9, 1)
CLOSES: Final = date(2023, 8, 31)
RUBRIC: Final = "znachok_default_40"
#: Drafts among the district's other cards; the shown teacher's own first.
DRAFTS: Final = 6
#: The season's texts were made from a handful, so a phrase of many is not a template's here.
TEMPLATE_PERCENT: Final = 30.0
SOON: Final = timedelta(minutes=2)

Progress = Callable[[int, int], None]


@dataclass(order=True)
class _Next:
    """A story and the moment of its next act; `place` breaks ties always in the same way."""

    moment: datetime
    place: int
    story: Story


def is_loaded() -> bool:
    """Whether the database holds anybody's organisations already."""
    return db.session.scalar(sa.select(Organisation.id).limit(1)) is not None


def load(config: Config, progress: Progress = lambda done, whole: None) -> None:
    """Play the whole season into an empty, migrated database and commit once at the end.

    `progress` hears how many of how many stories have ended. Killed half-way it leaves nothing
    but files nobody knows, which are swept later.
    """
    profiles.forget()
    cast = Cast()
    with diary.at(diary.on(date(2022, 8, 22), Random(0))):
        _set_up_region()
        settle_places(cast)
        accounts = settle_people(cast)
        sayings.fill_bank(cast)
    plan, own, begun = cases(cast.names), neighbours(), _drafts()
    beginnings = [
        Paper(card, cast.names[card.author], card.base, SECOND_YEAR, strict=True)
        for card in begun[::2]
    ]
    extra = [
        paper for one in own for paper in stories.neighbour_papers(one, cast.names[one.card.author])
    ]
    press = Press(config.files, _in_order_of_need(plan, [*beginnings, *extra]))
    try:
        scene = Scene(cast, press)
        _fill_cards(scene, [*cards(), *(one.card for one in own)])
        told = [
            *stories.district(scene, plan),
            *stories.drafts(scene, begun, beginnings),
            *stories.neighbourhood(scene, own, cast.names),
            (CHECKS_BLOCK_SINCE, _let_checks_block()),
            *sayings.conversations(scene, plan),
        ]
        _play(told, progress)
    finally:
        press.close()
    _write_accounts(config.data, accounts)
    day.keep(config.data)
    db.session.commit()
    _deliver(config)
    _index()


def _set_up_region() -> None:
    rubric = profiles.publish_rubric(shipped()[RUBRIC].read_text(encoding="utf-8"))
    track = profiles.publish_track(shipped_text("regional"))
    figures = profiles.Figures(checks=WARN_ONLY, template_percent=TEMPLATE_PERCENT)
    profiles.publish_profile(REGION, figures, rubric, track)
    db.session.add(Season(title=SEASON, opens_on=OPENS, closes_on=CLOSES))
    db.session.flush()


def _let_checks_block() -> Story:
    """After a year of warnings the region lets the checks of the text block new submissions."""
    before = profiles.get_current()
    profiles.publish_profile(
        REGION,
        profiles.Figures(checks=BLOCKING, template_percent=TEMPLATE_PERCENT),
        before.rubric_version,
        before.track_version,
    )
    yield from ()


def _drafts() -> list[Card]:
    """Cards that never went on their way: the shown teacher's, and some others."""
    idle = [card for card in cards() if card.order is None]
    own = [card for card in idle if card.author.startswith("o.sinitsyna")]
    rest = [card for card in idle if card not in own]
    return [*own[:2], *rest[:: len(rest) // DRAFTS]][:DRAFTS]


def _in_order_of_need(plan: Iterable[Case], others: Iterable[Paper]) -> list[Paper]:
    firsts = [paper for case in plan for paper in _of_round(case, FIRST_YEAR)]
    seconds = [paper for case in plan for paper in _of_round(case, SECOND_YEAR)]
    return [*firsts, *seconds, *others]


def _of_round(case: Case, year: int) -> list[Paper]:
    return [paper for paper in case.papers if paper.year == year]


def _fill_cards(scene: Scene, every: Iterable[Card]) -> None:
    """The organisations fill in their cards in the first weeks of the school year."""
    known = list(every)
    days = diary.spread(date(2022, 9, 5), date(2022, 9, 30), len(known))
    for on, card in zip(days, known, strict=True):
        with diary.at(diary.on(on, Random(card.key))):
            teacher = scene.cast.teachers[card.author]
            scene.programmes[card.key] = programmes.create_card(teacher, card.values)


def _play(told: list[tuple[date, Story]], progress: Progress) -> None:
    """Resume whichever story is next, day after day, until all have ended."""
    waiting = [
        _Next(diary.on(begins, Random(place)), place, story)
        for place, (begins, story) in enumerate(told)
    ]
    heapq.heapify(waiting)
    while waiting:
        turn = heapq.heappop(waiting)
        with diary.at(turn.moment):
            moment = next(turn.story, None)
        if moment is not None:
            heapq.heappush(waiting, _Next(moment, turn.place, turn.story))
        else:
            progress(len(told) - len(waiting), len(told))


def _deliver(config: Config) -> None:
    """Let every day's letters leave on their day; what is cut off here leaves a little later."""
    here = replace(config, smtp_host="")  # invented people get no real letters
    last: dict[date, datetime] = {}
    for queued in db.session.scalars(sa.select(Letter.queued_at).order_by(Letter.queued_at)):
        last[queued.astimezone(day.ZONE).date()] = queued
    db.session.commit()
    for moment in last.values():
        with diary.at(moment + SOON):
            mail.send_due(here)


def _index() -> None:
    """Find similar programmes from the first minute on; the jobs then find it done."""
    for programme_id in prints.list_missing():
        prints.index_programme(programme_id)
        db.session.commit()


def _write_accounts(data: Path, accounts: list[dict[str, str]]) -> None:
    text = json.dumps(accounts, ensure_ascii=False, indent=2)
    path = data / DEMO_FILE
    path.write_text(text + "\n", encoding="utf-8")
    path.chmod(0o600)
