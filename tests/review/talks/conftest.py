"""The region of these tests, and short ways to begin talks in it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask

from review.database import db
from review.models.moderation import Audience
from review.models.submissions import Submission
from review.models.talks import Message
from review.talks import service
from review.talks.service import Said
from tests.road import Browser, Road


@dataclass
class Talks:
    """A submission at a desk and the people who talk about it."""

    road: Road
    number: str

    def browser(self, who: str) -> Browser:
        """Somebody's browser; `expert` is the first one."""
        people = self.road.people
        return self.road.browser(people.experts[0] if who == "expert" else getattr(people, who))

    def submission(self) -> Submission:
        """The submission, in an open context."""
        return db.session.query(Submission).filter_by(number=self.number).one()

    def begin(
        self, who: str, text: str = "Где год?", audience: Audience = Audience.AUTHOR, **said: object
    ) -> tuple[int, int]:
        """A talk begun by somebody; its id and the id of its message."""
        with self.road.app.app_context():
            actor = getattr(self.road.people, who).actor
            made = service.begin(
                self.submission(),
                actor,
                "Титульный лист",
                audience,
                Said(text, **said),  # type: ignore[arg-type]
            )
            db.session.commit()
            return made.talk_id, made.id

    def say(self, who: str, talk_id: int, text: str) -> int:
        """An answer; its id."""
        with self.road.app.app_context():
            actor = getattr(self.road.people, who).actor
            made = service.say(
                service.get_talk(self.submission(), talk_id, actor), actor, Said(text)
            )
            db.session.commit()
            return made.id

    def message(self, message_id: int) -> Message:
        """A message as it stands, read afresh."""
        db.session.rollback()
        return db.session.get_one(Message, message_id)


@pytest.fixture
def road(app: Flask) -> Road:
    """A region with a browser for everybody."""
    return Road(app)


@pytest.fixture
def talks(road: Road) -> Talks:
    """A submission at the regional centre's desk."""
    with road.app.app_context():
        return Talks(road, str(road.at("rmc_moderation").number))
