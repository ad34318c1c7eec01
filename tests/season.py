"""The demo season, loaded once a run; whoever writes into it takes a copy."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests import run

if TYPE_CHECKING:
    from review.config import Config


def loaded() -> Path:
    """The data folder of the run's demo season, for reading only; made by whoever asks first.

    ZNACHOK_TEST_SEASON names a folder loaded before, for people who run one test many times.
    """
    if given := os.environ.get("ZNACHOK_TEST_SEASON"):
        return Path(given)
    home = run.folder() / "season"
    with (run.folder() / "season.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            fresh = run.folder() / "season.part"
            shutil.rmtree(fresh, ignore_errors=True)
            _load(settings_of(fresh))
            fresh.rename(home)
    return home


def _load(config: Config) -> None:
    from review.demo import season
    from review.upkeep import ground

    with ground.ground(config):
        ground.migrate()
        season.load(config)


def copy_to(target: Path) -> Path:
    """A season of one's own to write in."""
    shutil.copytree(loaded(), target)
    return target


def settings_of(data: Path) -> Config:
    """The settings of a demo in this data folder; nothing works in the background."""
    from review.config import Config

    return Config.from_env({}, data=data, demo=True, worker=False)


@contextmanager
def opened(data: Path) -> Iterator[Config]:
    """An application context on the season in `data`, its clock on the demo's day."""
    from datetime import timedelta

    from review import clock
    from review.upkeep import ground

    config, zone = settings_of(data), clock.zone()
    try:
        with ground.ground(config):
            yield config
    finally:
        clock.shift(timedelta(0))
        clock.set_zone(zone.key)
