"""The tests' browser without script."""

from __future__ import annotations

from contextvars import Context
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient

from review.database import db


class Client(FlaskClient):
    """A client whose requests meet the application as real ones do, in a context of their own.

    Flask lends a context that the test has pushed to the request; then both would share one
    session and one `g`. What the test has prepared is committed first, or SQLite's one writer
    would wait for itself.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request; see werkzeug.test.Client.open."""
        if has_app_context():
            db.session.commit()
        return Context().run(super().open, *args, **kwargs)
