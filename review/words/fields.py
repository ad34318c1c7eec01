"""Names of form fields in words, for a page that shows what had been typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from review.languages import N_

FIELDS: Final[Mapping[str, str]] = {
    "answer": N_("Answer"),
    "comment": N_("Comment"),
    "email": N_("E-mail"),
    "name": N_("Name"),
    "note": N_("Note"),
    "position": N_("Position"),
    "quote": N_("Quoted words"),
    "reason": N_("Reason"),
    "remark": N_("Remark"),
    "reply": N_("Answer"),
    "summary": N_("Conclusion"),
    "text": N_("Text"),
    "title": N_("Title"),
}

#: A field without a name of its own here.
OTHER_FIELD: Final = N_("Field “%(name)s”")
