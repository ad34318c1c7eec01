"""The product's WSGI application with a counter of SQL statements around it.

Only the measuring program serves this. `GET /-/statements` answers how many statements the
request before it on this worker has sent; BEGIN, COMMIT and pragmas are not counted.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

COUNTER = "/-/statements"
_NOT_COUNTED = ("BEGIN", "PRAGMA", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


class Counting:
    """Counts the statements of a whole process; ask while one client is at work."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app, self.count, self.last = app, 0, 0
        sa.event.listen(Engine, "before_cursor_execute", self._add)

    def _add(self, _connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith(_NOT_COUNTED):
            self.count += 1

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request, or the question how much the last one cost."""
        if environ["PATH_INFO"] != COUNTER:
            return self.app(environ, start)
        text, self.count = str(self.count).encode(), 0
        start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(text)))])
        return [text]


def make() -> Counting:
    """The application named by the variable BENCH_APP: the product, or the bare page."""
    if os.environ.get("BENCH_APP") == "bare":
        from bench.bare import create_bare

        return Counting(create_bare())
    from review.app import create_app

    return Counting(create_app())


app = make()
