"""A file checked for anybody: how often, and how, without keeping anything of it."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from review import clock, identity, profiles
from review.database import db
from review.documents import sandbox, uploads
from review.documents.checks.settings import CheckSettings
from review.documents.outcome import Ask, Outcome
from review.documents.reading import convert
from review.documents.refusals import UploadRefused
from review.faults import TooMany
from review.models.people import CountedTry
from review.profiles import Figures

#: Files checked within the window: from one network address (a school has one), and in all.
FILES_PER_ADDRESS = 20
FILES_IN_ALL = 200
WINDOW = timedelta(minutes=15)
#: Strangers take no more than half of the turns that teachers' uploads wait for.
AT_ONCE = sandbox.PARALLEL // 2
CONVERTED_AT_ONCE = convert.PARALLEL // 2
RETRY_SECONDS = 60

_turns = threading.BoundedSemaphore(AT_ONCE)
_conversions = threading.BoundedSemaphore(CONVERTED_AT_ONCE)


@dataclass(frozen=True)
class Checked:
    """What came of a file that is not kept."""

    name: str
    outcome: Outcome


@contextmanager
def turn(converted: bool = False) -> Iterator[None]:
    """One of the few turns strangers have in this process, or of those to convert a file.

    Nobody waits for one: a waiting stranger would hold a thread that a teacher needs. Raises
    TooMany when all are taken.
    """
    turns = _conversions if converted else _turns
    if not turns.acquire(blocking=False):
        raise TooMany("check_busy", retry_after=RETRY_SECONDS)
    try:
        yield
    finally:
        turns.release()


def count_try(address: str) -> None:
    """Count one file of this address; flushes.

    Raises TooMany above the limits. The address itself is not stored, only its digest.
    """
    since, moment = clock.now() - WINDOW, clock.now()
    for subject, limit in (
        (f"check:{identity.network_of(address)}", FILES_PER_ADDRESS),
        ("check-all", FILES_IN_ALL),
    ):
        digest = identity.digest(subject)
        tries = db.session.scalar(
            sa.select(sa.func.count(CountedTry.id)).where(
                CountedTry.subject == digest, CountedTry.at > since
            )
        )
        if (tries or 0) >= limit:
            raise TooMany("check_tries", retry_after=int(WINDOW.total_seconds()))
        db.session.add(CountedTry(subject=digest, at=moment))
    db.session.flush()


def ask_today() -> Ask:
    """What a stranger's text is examined against: the region's settings, no card."""
    current = profiles.find_current()
    settings = Figures.from_json(current.figures).checks if current else CheckSettings()
    return Ask(clock.today(), None, settings)


def check(name: str, data: bytes, max_bytes: int, ask: Ask) -> Checked:
    """Examine the file in the sandbox; it lies on the disk, without a name, only meanwhile.

    Raises UploadRefused when it is no readable programme, TooMany when strangers' files are
    being converted already.
    """
    accepted = uploads.accept(name, data, max_bytes, uploads.formats_here())
    slow = accepted.format in convert.FORMATS
    with turn(converted=True) if slow else nullcontext(), tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        outcome = sandbox.examine(Path(file.name), accepted.format, ask)
    if outcome.failed:
        raise UploadRefused("check_broke", where=outcome.failed)
    return Checked(accepted.safe_name, outcome)
