"""Logs: one JSON object a line on standard error, with figures and names of routes only.

No texts of people and no secrets: addresses are written as their route (`/invitations/<token>`),
exceptions as their kind and the places they passed, without the values in their message.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any, Final

LOGGER: Final = "review"
#: What the interpreter itself puts into a record; everything else was given by the caller.
_OWN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class OneLine(logging.Formatter):
    """A record as one line of JSON; `frank` adds the messages of exceptions (development)."""

    def __init__(self, frank: bool = False) -> None:
        super().__init__()
        self.frank = frank

    def format(self, record: logging.LogRecord) -> str:
        """The record's own fields, then those given with `extra`."""
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        said |= {name: value for name, value in vars(record).items() if name not in _OWN}
        if record.exc_info and record.exc_info[1] is not None:
            said |= self._exception(record.exc_info[1])
        return json.dumps(said, ensure_ascii=False, default=str)

    def _exception(self, error: BaseException) -> dict[str, Any]:
        frames = traceback.extract_tb(error.__traceback__)
        said: dict[str, Any] = {
            "exception": f"{type(error).__module__}.{type(error).__qualname__}",
            "stack": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        }
        if self.frank:
            said["message"] = str(error)
        if error.__cause__ is not None:
            said["cause"] = self._exception(error.__cause__)
        return said


class _ToStandardError(logging.Handler):
    """Writes to whatever standard error is at the moment of writing."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        try:
            print(self.format(record), file=sys.stderr, flush=True)
        except Exception:
            self.handleError(record)


def configure(frank: bool = False) -> None:
    """Let the product's loggers write JSON lines; calling it again only changes `frank`."""
    logger = logging.getLogger(LOGGER)
    handler = next((each for each in logger.handlers if isinstance(each, _ToStandardError)), None)
    if handler is None:
        handler = _ToStandardError()
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    handler.setFormatter(OneLine(frank))
