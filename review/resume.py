"""What was typed when a session ended or a step was refused: kept, shown, and sent again.

A POST that meets an ended session is answered with a sign-in form that carries the typed fields
along. After signing in, the person sees them once more and sends them with one button; nothing
is sent without that press.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from flask_babel import gettext

from review.web import safe_next
from review.words.cards import CARD_FIELDS
from review.words.fields import FIELDS, OTHER_FIELD

#: Names of the two hidden inputs of the sign-in form.
TARGET: Final = "resume_to"
FIELDS_HELD: Final = "resume_fields"
#: Never carried and never shown: it is renewed, or it is a secret.
SECRET: Final = frozenset({"csrf_token", TARGET, FIELDS_HELD})
#: Carried, but not a text of the person.
TECHNICAL: Final = frozenset(
    {"form_key", "version", "next", "action", "step", "back", "message_id"}
)
MOST_FIELDS: Final = 500
MOST_SIGNS: Final = 1_000_000
_NAMES: Final = {**CARD_FIELDS, **FIELDS}

Fields = tuple[tuple[str, str], ...]


class Form(Protocol):
    """What of a posted form is needed here (werkzeug's MultiDict has it)."""

    def items(self, multi: bool = ...) -> Iterable[tuple[str, str]]:
        """All pairs of name and value."""

    def get(self, key: str) -> str | None:
        """The first value of a field."""


@dataclass(frozen=True)
class Held:
    """A POST that waits for its person: where it was going and what it carried."""

    target: str
    fields: Fields

    @property
    def packed(self) -> str:
        """The fields as the text of one hidden input."""
        return json.dumps(self.fields, ensure_ascii=False)

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What a person typed or chose, with the fields' names in words."""
        return [(field_label(name), text) for name, text in self.fields if _is_typed(name, text)]


def held_fields(form: Form) -> Fields:
    """Every field that may be carried through a sign-in: no secrets, nothing that is renewed."""
    return tuple((name, text) for name, text in form.items(multi=True) if not _is_secret(name))


def typed(form: Form) -> list[tuple[str, str]]:
    """What of a posted form should be shown so that it is not lost: (label, text) pairs."""
    return Held("/", held_fields(form)).typed


def hold(path: str, form: Form) -> Held:
    """Keep a POST to `path` of this site for later."""
    return Held(safe_next(path, "/"), held_fields(form))


def from_sign_in(form: Form) -> Held | None:
    """What a sign-in form carries along; None when it carries nothing, or something broken."""
    target, packed = safe_next(form.get(TARGET), ""), form.get(FIELDS_HELD) or ""
    if not target or not packed or len(packed) > MOST_SIGNS:
        return None
    try:
        pairs = json.loads(packed)
        fields = tuple((str(name), str(text)) for name, text in pairs if not _is_secret(str(name)))
    except (ValueError, TypeError, RecursionError):
        return None
    return Held(target, fields) if len(fields) <= MOST_FIELDS else None


def field_label(name: str) -> str:
    """The name of a form field in words."""
    known = _NAMES.get(name.rsplit("-", 1)[-1])
    return str(gettext(known) if known else gettext(OTHER_FIELD) % {"name": name})


def _is_secret(name: str) -> bool:
    return name in SECRET or "password" in name.lower()


def _is_typed(name: str, text: str) -> bool:
    return name not in TECHNICAL and bool(text.strip())
