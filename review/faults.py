"""What a service may refuse with: exceptions with a code, never with worded text.

The web layer words codes in the reader's language (`review.wording`); a status is a class
attribute so that one small handler serves each family.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class Fault(Exception):
    """Base of everything a service raises on purpose."""

    status = 500

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, object] = params


class NotFound(Fault):
    """There is no such thing, or this viewer may not know of it: the answer is the same."""

    status = 404

    def __init__(self, what: str = "page", **params: object) -> None:
        super().__init__("not_found", what=what, **params)


class Refused(Fault):
    """The rules do not allow it now; `reasons` are (code, params) pairs in order of weight."""

    status = 409

    def __init__(
        self, code: str, reasons: Sequence[tuple[str, Mapping[str, object]]] = (), **params: object
    ) -> None:
        super().__init__(code, **params)
        self.reasons = tuple(reasons)


class Conflict(Fault):
    """Somebody changed it meanwhile; what was typed is kept and shown again."""

    status = 409


class Invalid(Fault):
    """A value does not fit; `field` names the form field it belongs to."""

    status = 422

    def __init__(self, code: str, field: str = "", **params: object) -> None:
        super().__init__(code, **params)
        self.field = field


class TooMany(Fault):
    """Too many tries; `retry_after` is in seconds."""

    status = 429

    def __init__(self, code: str, retry_after: int, **params: object) -> None:
        super().__init__(code, retry_after=retry_after, **params)
        self.retry_after = retry_after
