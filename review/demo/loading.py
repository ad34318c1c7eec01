"""Getting a demo ready to be shown: the season in its data folder, and where it answers."""

from __future__ import annotations

import fcntl
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from review import clock
from review.config import Config
from review.demo import day, season

ADDRESS_FILE: Final = "demo_address"
LOCK_FILE: Final = "demo_loading.lock"


def ensure_season(config: Config) -> None:
    """Play the season into a database that has none; says on standard error how far it is.

    Two starts at once make one season. Needs an application context.
    """
    with _alone(config.data):
        if season.is_loaded():
            return
        _say("Loading the demo season; this is done once and takes about a minute.\n")
        started = time.monotonic()
        season.load(config, _told)
        clock.shift(day.offset(config))
        _say(f"The demo season is ready ({time.monotonic() - started:.0f} s).\n")


def keep_address(data: Path, url: str) -> None:
    """Note where the demo is served, so that `znachok describe` can tell."""
    (data / ADDRESS_FILE).write_text(url + "\n", encoding="utf-8")


def find_address(data: Path) -> str | None:
    """Where the demo of this data folder is or was served."""
    path = data / ADDRESS_FILE
    return path.read_text(encoding="utf-8").strip() if path.exists() else None


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    with (data / LOCK_FILE).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _told(done: int, whole: int) -> None:
    if sys.stderr.isatty():
        end = "\n" if done == whole else ""
        _say(f"\r  {done} of {whole} programmes{end}")


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
