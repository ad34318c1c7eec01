"""The card of two versions field by field: what was written there, what is written now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext
from markupsafe import Markup

from review.documents.comparing_html import marked
from review.documents.hidden_names import hide_names
from review.languages import N_
from review.submissions.comparing import Veil
from review.wording import (
    card_field_label,
    direction_label,
    financing_label,
    form_label,
    health_label,
    level_label,
    say,
    type_label,
)
from review.words.cards import CARD_FIELDS

#: Fields a snapshot has beside those of the card's own list.
MORE_FIELDS: Final[Mapping[str, str]] = {
    "distance_learning": N_("With distance learning technologies"),
    "types": N_("Types"),
    "health": N_("Health category"),
    "annotation": N_("Annotation"),
}
#: Fields of free text, whose changes are shown word by word.
TEXTS: Final = frozenset({"title", "annotation"})
_LABELLED: Final[Mapping[str, Callable[[Any], str]]] = {
    "direction": direction_label,
    "level": level_label,
    "form": form_label,
    "health": health_label,
    "financing": financing_label,
}


@dataclass(frozen=True)
class CardLine:
    """A field that changed, in words; `text` for a text shown with its changes inside."""

    label: str
    old: str
    new: str
    text: Markup | None = None


def card_lines(
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    language: str,
    see_authors: bool,
    veil: Veil,
) -> list[CardLine]:
    """Changed fields in the order of the card; a field that one snapshot lacks is left out.

    So is a text in which nothing but veiled names changed.
    """
    old, new = _veiled(old, veil), _veiled(new, veil)
    fields = [one for one in (*CARD_FIELDS, *MORE_FIELDS) if one in old and one in new]
    return [
        _line(one, old[one], new[one], language)
        for one in fields
        if old[one] != new[one] and (one != "authors" or see_authors)
    ]


def _veiled(card: Mapping[str, Any], veil: Veil) -> Mapping[str, Any]:
    texts = {one: card[one] for one in TEXTS if veil.names and card.get(one)}
    return {**card, **{k: hide_names(v, veil.names, veil.instead) for k, v in texts.items()}}


def _line(field: str, old: Any, new: Any, language: str) -> CardLine:
    label = say(MORE_FIELDS[field], {}) if field in MORE_FIELDS else card_field_label(field)
    before, after = _said(field, old), _said(field, new)
    text = marked(before, after, language) if field in TEXTS and before and after else None
    return CardLine(label, before, after, text)


def _said(field: str, value: Any) -> str:
    """A value of the snapshot in the reader's words; empty for none."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if field == "types":
        return ", ".join(type_label(one) for one in value)
    if field == "authors":
        return "; ".join(", ".join(filter(None, one)) for one in value)
    label = _LABELLED.get(field)
    return str(label(value)) if label else str(value)
