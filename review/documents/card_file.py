"""A programme card from a JSON file, for checking a text against it without the product.

Keys are those of `Card`; the names of the contract's facts (`age_min`, `duration_years`, …) and
the codes of the ЕАИС ДО exchange are understood too (domain brief, section 10).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from review.documents.checks.dossier import Card
from review.documents.fact_numbers import study_months

ALIASES: Final = {
    "age_min": "age_from",
    "age_max": "age_to",
    "hours_total": "hours",
    "name": "title",
}
#: Codes of the ЕАИС ДО exchange; the last keeps its old name there (domain brief, section 7).
DIRECTION_NAMES: Final[Mapping[str, str]] = {
    "tekhnicheskoe": "техническая",
    "estestvennonauchnoe": "естественнонаучная",
    "hudozhestvennoe": "художественная",
    "fizkulturno-sportivnoe": "физкультурно-спортивная",
    "turistsko-kraevedcheskoe": "туристско-краеведческая",
    "socialno-pedagogicheskoe": "социально-гуманитарная",
}
_TEXTS: Final = ("title", "organisation", "direction", "level", "form", "health")
_NUMBERS: Final = ("age_from", "age_to", "duration_months", "hours")
_LISTS: Final = ("types", "authors")


class CardError(ValueError):
    """The file is no card; the message says which key and what is wanted."""


def load(path: Path) -> Card:
    """Read a card file. Raises CardError for other things than a JSON object of a card."""
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise CardError(f"{path}: {error}") from error
    if not isinstance(data, dict):
        raise CardError(f"{path}: a JSON object is wanted")
    return from_mapping(data)


def from_mapping(data: Mapping[str, Any]) -> Card:
    """A card of plain values; keys that are not a card's are passed over."""
    known = {one.name for one in fields(Card)}
    values = {ALIASES.get(key, key): value for key, value in data.items() if value is not None}
    if "duration_years" in values:
        years = _number("duration_years", values["duration_years"])
        values.setdefault("duration_months", study_months(years))
    return Card(**{key: _value(key, value) for key, value in values.items() if key in known})


def _value(key: str, value: Any) -> Any:
    if key in _NUMBERS:
        return int(_number(key, value))
    if key in _LISTS:
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise CardError(f"{key}: a list of texts is wanted")
        return tuple(value)
    if key in _TEXTS:
        if not isinstance(value, str):
            raise CardError(f"{key}: a text is wanted")
        return DIRECTION_NAMES.get(value, value) if key == "direction" else value
    return bool(value)


def _number(key: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CardError(f"{key}: a number is wanted")
    return value
