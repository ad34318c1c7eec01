"""A programme's story, step by step, as the people of the season live it.

A story is a generator: it yields the moment of its next act and acts when it is resumed, with
the product's clock standing there. Every act is a call of the same services that the screens
call, so whatever the rules forbid cannot happen here either.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

import sqlalchemy as sa

from review.database import db
from review.demo import diary, marks
from review.demo.lists import Card, read
from review.demo.papers import Paper, Press, Slip, mistakes
from review.demo.people import Cast
from review.documents.selections import Selected
from review.models.moderation import PlaceState, Remark, RemarkStatus
from review.models.programmes import Programme, Reading
from review.models.submissions import Submission
from review.moderation import placing, settling, writing
from review.moderation import service as moderation
from review.profiles import get_rubric
from review.programmes import service as programmes
from review.scoring import panels, sheets
from workflows.panel import Suggestion
from workflows.remark_life import ANSWERED
from workflows.roles import Actor

Story = Generator[datetime, None, None]
#: What giving way on a rule costs the centre when it chooses experts; load weighs most.
COSTS = {"over_load": 8.0, "previous_round": 4.0, "same_municipality": 3.0}
OTHER_DIRECTION = 2.5


@dataclass
class Scene:
    """What every story plays with."""

    cast: Cast
    press: Press
    programmes: dict[str, Programme] = field(default_factory=dict)


class Walk:
    """One programme on its way: its people, its submission, its own dice."""

    def __init__(self, scene: Scene, card: Card) -> None:
        self.scene, self.card = scene, card
        self.dice = Random(card.key)
        cast, district = scene.cast, read("organisations.yaml")["organisations"]
        self.teacher = cast.teachers[card.author]
        self.internal = cast.internal[card.organisation]
        home = next(one["municipality"] for one in district if one["id"] == card.organisation)
        self.moc = self.dice.choice(cast.moc[home])
        self.rmc = self.dice.choice(cast.rmc)
        self.submission: Submission
        self.paper: Paper

    def later(self, *days: int) -> datetime:
        """A moment some working days from now, one of `days` by chance."""
        return diary.later(self.dice.choice(days), self.dice)

    def upload(self, paper: Paper, note: str = "") -> None:
        """The author attaches a file."""
        prepared = self.scene.press.take(paper)
        programmes.add_revision(self.submission, self.teacher, prepared, note)
        self.paper = paper

    def draft(self, paper: Paper | None) -> Story:
        """The author opens the card for the season and attaches the first file."""
        self.submission = programmes.open_submission(
            self.scene.programmes[self.card.key], self.teacher
        )
        if paper is not None:
            yield self.later(0)
            self.upload(paper)

    def submit(self, paper: Paper) -> Story:
        """From an empty draft to the internal expert's desk."""
        yield from self.draft(paper)
        yield self.later(0)
        programmes.submit(self.submission, self.teacher)

    def check(self, slip: str | None, mended: Paper | None) -> Story:
        """The internal expert passes it on, or first returns it with a remark."""
        yield self.later(1, 1, 2)
        if slip and mended:
            yield from self.returned(self.internal, slip, mended)
        moderation.decide(self.submission, self.internal, "pass_on")

    def moderate(self, slip: str | None, mended: Paper | None) -> Story:
        """The municipal centre does the same."""
        yield self.later(1, 2, 3)
        if slip and mended:
            yield from self.returned(self.moc, slip, mended)
        moderation.decide(self.submission, self.moc, "pass_on")

    def returned(self, desk: Actor, slip: str, mended: Paper | None) -> Story:
        """A return with a remark; the author mends and sends again."""
        text = read("remarks.yaml")["slips"][slip]["remark"]
        writing.add_remark(self.submission, desk, text)
        moderation.decide(self.submission, desk, "send_back")
        if mended is None:
            return
        yield self.later(2, 3, 5)
        self.answer()
        yield self.later(0)
        self.upload(mended)
        yield self.later(0)
        programmes.resubmit(self.submission, self.teacher)
        yield self.later(1, 2)
        self.verify(desk)

    def verify(self, desk: Actor) -> None:
        """The desk looks at every answer, and says where remarks in doubt stand now."""
        answered = db.session.scalars(
            sa.select(Remark)
            .where(Remark.submission_id == self.submission.id, Remark.status.in_(ANSWERED))
            .order_by(Remark.id)
        ).all()
        for remark in answered:
            place = placing.find_place(remark)
            if place is not None and place.state is PlaceState.WAITING:
                decide = placing.keep_place if place.block_id else placing.drop_place
                decide(remark, desk)
            settling.settle_remark(remark, desk, verified=True)

    def admit(self) -> Story:
        """The regional centre admits it to the review, its answers looked at."""
        yield self.later(1, 2, 3)
        self.verify(self.rmc)
        moderation.decide(self.submission, self.rmc, "admit")

    def refuse(self, slip: Slip) -> None:
        """The regional centre refuses: an event of moderation, not a verdict."""
        reason = read("remarks.yaml")["slips"][slip]["refusal"]
        moderation.decide(self.submission, self.rmc, "refuse", reason=reason)

    def answer(self) -> None:
        """The author answers every open remark."""
        bank = read("remarks.yaml")["replies"]
        waiting = db.session.scalars(
            sa.select(Remark)
            .where(
                Remark.submission_id == self.submission.id,
                Remark.status == RemarkStatus.OPEN,
                Remark.released_at.is_not(None),
            )
            .order_by(Remark.id)
        ).all()
        for remark in waiting:
            objects = self.dice.random() < 0.06
            status = RemarkStatus.OBJECTED if objects else RemarkStatus.MENDED
            reply = self.dice.choice(bank[status.value])
            programmes.answer_remark(remark, self.teacher, status, reply, None)

    def seat(self) -> list[Actor]:
        """The regional centre chooses two experts among those who may sit."""
        chosen = sorted(self._possible(), key=self._cost)[:2]
        ids = [one.candidate.person_id for one in chosen]
        panels.assign(self.submission, self.rmc, ids)
        return [self.scene.cast.experts[person] for person in ids]

    def seat_third(self) -> Actor:
        """The regional centre seats the third expert whom the rule called for."""
        person = min(self._possible(), key=self._cost).candidate.person_id
        panels.assign_third(self.submission, self.rmc, person)
        return self.scene.cast.experts[person]

    def _possible(self) -> list[Suggestion]:
        return [one for one in panels.list_candidates(self.submission) if one.possible]

    def _cost(self, one: Suggestion) -> float:
        known = self.scene.cast.directions[one.candidate.person_id]
        stranger = self.submission.programme.direction not in known
        given_way = sum(COSTS[code] for code in one.relaxed)
        return given_way + OTHER_DIRECTION * stranger + 0.3 * one.candidate.active

    def review(self, totals: Sequence[int]) -> Story:
        """Experts seated, both sheets handed in, a third where the rule calls for one."""
        yield self.later(1, 1, 2)
        first, second = self.seat()
        yield self.later(2, 3)
        yield from self.score(first, totals[0], 1)
        yield self.later(1, 2, 3)
        yield from self.score(second, totals[1], 2)
        if len(totals) > 2:
            yield self.later(1, 2)
            third = self.seat_third()
            yield self.later(2, 3, 4)
            yield from self.score(third, totals[2], 3)

    def score(self, expert: Actor, total: int, chair: int) -> Story:
        """An expert's sheet: begun, finished at another sitting, handed in."""
        self.fill(expert, total, chair, 0, 8)
        yield self.later(0, 1)
        self.fill(expert, total, chair, 8, None)
        yield self.later(0)
        sheets.hand_in(sheets.open_sheet(self.submission, expert), expert)

    def fill(self, expert: Actor, total: int, chair: int, start: int, stop: int | None) -> None:
        """Save some of the sheet's marks; with the last ones the general conclusion."""
        rubric = get_rubric(self.submission.rubric_version_id)
        form = sheets.open_sheet(self.submission, expert)
        reading = db.session.get_one(Reading, form.revision.sha256)
        dice = Random(f"{self.card.key}/{self.submission.round}/{chair}")
        scored = marks.sheet(rubric, total, mistakes(self.paper), reading, chair, dice)
        for one in scored[start:stop]:
            sheets.save_mark(
                form,
                expert,
                one.criterion,
                one.points,
                one.remark,
                selected=Selected("words", one.block or "", quote=one.quote),
            )
        if stop is None:
            sheets.save_summary(form, expert, marks.summary(total >= 30, dice))
