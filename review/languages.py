"""Languages of the interface and their catalogues.

Strings are written in English in the code; `translations/<language>/*.po` holds one file per
area so that a room's words live under the room's name. They are merged when first needed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LANGUAGES = ("ru", "en")
FOLDER = Path(__file__).parent / "translations"


@dataclass(frozen=True, slots=True)
class Counted:
    """A sentence whose form depends on the number in the parameter `by`."""

    singular: str
    plural: str
    by: str


Text = str | Counted


def N_(text: str) -> str:  # noqa: N802 - the name message extractors look for
    """Mark a text for translation and give it back unchanged; it is worded when it is shown."""
    return text


def counted(singular: str, plural: str, by: str) -> Counted:
    """Mark a text with a plural for translation; `by` names the parameter that is the number."""
    return Counted(singular, plural, by)


Key = str | tuple[str, str]


def messages_of(language: str) -> Iterator[tuple[Key, str | tuple[str, ...], str]]:
    """Every translation as (string, what it becomes, name of the area's file), file by file."""
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            area = read_po(file, locale=language)
        for message in area:
            if message.id and not message.fuzzy:
                yield _key(message.id), _said(message.string), path.name


def _key(said: object) -> Key:
    return said if isinstance(said, str) else cast(tuple[str, str], tuple(cast(list[str], said)))


def _said(said: object) -> str | tuple[str, ...]:
    return said if isinstance(said, str) else tuple(cast(list[str], said or ()))


def catalogue(language: str) -> Catalog:
    """All areas of a language as one catalogue.

    A string said in two areas must be said alike (a test sees to it); here the first one wins.
    """
    merged = Catalog(locale=language)
    for key, said, _area in messages_of(language):
        known = merged.get(key)
        if known is None or not known.string:
            merged.add(key, said)
    return merged


@cache
def translations(language: str) -> Translations:
    """The compiled catalogue of a language; English needs none."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue(language))
    buffer.seek(0)
    return Translations(buffer, domain="messages")
