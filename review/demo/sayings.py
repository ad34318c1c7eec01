"""What the people of the season say beside the road: the bank of wordings, and talks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Final

import sqlalchemy as sa

from review.database import db
from review.demo import diary
from review.demo.casting import Case
from review.demo.lists import organisations, read
from review.demo.people import Cast
from review.demo.road import Scene, Story
from review.models.moderation import Audience
from review.models.submissions import Submission
from review.models.talks import Talk
from review.moderation import bank
from review.talks import service as talks
from review.talks.service import Said
from workflows.roles import Actor

#: The first working day after the regional centre's refusals.
FIRST_DAY: Final = date(2023, 6, 9)


def fill_bank(cast: Cast) -> None:
    """The regional centre's shared wordings: one for each typical mistake."""
    for mistake, told in read("remarks.yaml")["mistakes"].items():
        wording = bank.Wording(
            told["texts"][0], criterion_id=told.get("criterion"), mistake=mistake
        )
        bank.add(cast.rmc[0], wording, shared=True)


def conversations(scene: Scene, cases: Sequence[Case]) -> list[tuple[date, Story]]:
    """Authors of refused programmes ask what was meant; the desks talk among themselves once."""
    refused = [case for case in cases if case.refused is not None]
    asked = [(FIRST_DAY, _asked(scene, case)) for case in refused]
    return [*asked, *((FIRST_DAY, _among_desks(scene, case)) for case in refused[:1])]


def _asked(scene: Scene, case: Case) -> Story:
    dice, words = Random(f"talk {case.card.key}"), read("talks.yaml")["refused"]
    teacher, centre = scene.cast.teachers[case.card.author], scene.cast.rmc[0]
    told = words[str(case.refused)]
    submission = _submission(scene, case)
    opened = talks.begin(
        submission, teacher, told["subject"], Audience.AUTHOR, Said(told["question"])
    ).talk
    yield diary.later(0, dice)
    _say(opened, centre, told["answer"])
    yield diary.later(1, dice)
    _say(opened, teacher, told["thanks"])


def _among_desks(scene: Scene, case: Case) -> Story:
    dice, told = Random("desks"), read("talks.yaml")["desks"]
    district = scene.cast.moc[organisations()[case.card.organisation]["municipality"]][0]
    submission = _submission(scene, case)
    opened = talks.begin(
        submission, scene.cast.rmc[0], told["subject"], Audience.STAFF, Said(told["question"])
    ).talk
    yield diary.later(1, dice)
    _say(opened, district, told["answer"])


def _say(talk: Talk, actor: Actor, text: str) -> None:
    talks.say(talk, actor, Said(text))


def _submission(scene: Scene, case: Case) -> Submission:
    programme = scene.programmes[case.card.key]
    return db.session.scalars(
        sa.select(Submission).where(Submission.programme_id == programme.id)
    ).one()
