"""The product's strings against their translations: what is missing, idle or does not fit.

For developers: `znachok languages` prints `report()`, and a test wants it empty. Strings are
found by extraction from code and templates; the rubric's messages are read from its catalogue,
since the rules know nothing of translation.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

from review.languages import FOLDER, LANGUAGES, Key, messages_of
from rubric.faults import CATALOGUE

ROOT: Final = Path(__file__).parent.parent
KEYWORDS: Final = DEFAULT_KEYWORDS | {
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "counted": (1, 2),
}
JINJA: Final = {"extensions": "jinja2.ext.do", "newstyle_gettext": "true", "trimmed": "false"}
PLACEHOLDER: Final = re.compile(r"%\((\w+)\)[sd]|(?<!\{)\{(\w+)\}(?!\})")
#: The language strings are written in needs no translation.
TRANSLATED: Final = tuple(language for language in LANGUAGES if language != "en")


@cache
def strings() -> Mapping[Key, tuple[str, ...]]:
    """Every string of the product with the places ("review/web.py:12") that say it."""
    found: dict[Key, list[str]] = defaultdict(list)
    for key, place in (*_in_code(), *_in_templates(), *_in_core()):
        found[key].append(place)
    return {key: tuple(places) for key, places in found.items()}


def _in_code() -> Iterator[tuple[Key, str]]:
    yield from _extracted("review", [("**.py", "python")], {})


def _in_templates() -> Iterator[tuple[Key, str]]:
    yield from _extracted("templates", [("**", "jinja2.ext:babel_extract")], {"**": JINJA})


def _extracted(
    folder: str, methods: list[tuple[str, str]], options: dict[str, dict[str, str]]
) -> Iterator[tuple[Key, str]]:
    rows = extract_from_dir(ROOT / folder, methods, options, keywords=KEYWORDS)
    for name, line, message, _comments, _context in rows:
        key = message if isinstance(message, str) else (message[0], message[1])
        if message:
            yield key, f"{folder}/{name}:{line}"


def _in_core() -> Iterator[tuple[Key, str]]:
    for texts in CATALOGUE.values():
        for text in texts:
            yield text, "rubric/faults.py"


def missing(language: str) -> dict[str, list[Key]]:
    """Strings without a translation, by the file that says them."""
    known = {key for key, said, _area in messages_of(language) if _is_whole(said)}
    found: dict[str, list[Key]] = defaultdict(list)
    for key, places in strings().items():
        if key not in known:
            found[places[0].rsplit(":", 1)[0]].append(key)
    return dict(sorted(found.items()))


def _is_whole(said: str | tuple[str, ...]) -> bool:
    return bool(said) if isinstance(said, str) else all(said)


def unused(language: str) -> dict[str, list[Key]]:
    """Translations of strings that nobody says any more, by area."""
    found: dict[str, list[Key]] = defaultdict(list)
    for key, _said, area in messages_of(language):
        if key not in strings():
            found[area].append(key)
    return dict(found)


def quarrels(language: str) -> list[str]:
    """Strings that two areas translate differently."""
    first: dict[Key, tuple[object, str]] = {}
    found = []
    for key, said, area in messages_of(language):
        known, where = first.setdefault(key, (said, area))
        if known != said:
            found.append(f"{area} and {where}: {key!r}")
    return found


def misfits(language: str) -> list[str]:
    """Translations whose figures or number of plural forms differ from the original's."""
    return [
        f"{area}: {key!r}"
        for key, said, area in messages_of(language)
        if not fits(key, said, language)
    ]


def fits(key: Key, said: str | tuple[str, ...], language: str) -> bool:
    """Whether a translation has the original's figures, and a form for every kind of number."""
    if isinstance(key, str) or isinstance(said, str):
        return isinstance(key, str) and isinstance(said, str) and _figures(key) == _figures(said)
    forms = {"ru": 3}.get(language, 2)
    wanted = _figures(key[1])
    return len(said) == forms and all(
        _figures(form) <= wanted and wanted - _figures(form) <= {"num", "count"} for form in said
    )


def _figures(text: str) -> set[str]:
    return {name or brace for name, brace in PLACEHOLDER.findall(text)}


def report() -> list[str]:
    """Everything wrong with the translations, a line each; empty when all is well."""
    lines = []
    for language in TRANSLATED:
        for place, keys in missing(language).items():
            lines += [f"{language}: not translated ({place}): {key!r}" for key in keys]
        for area, keys in unused(language).items():
            lines += [f"{language}: nobody says it ({area}): {key!r}" for key in keys]
        lines += [f"{language}: translated in two ways ({line})" for line in quarrels(language)]
        lines += [
            f"{language}: figures or plural forms differ ({line})" for line in misfits(language)
        ]
    return lines


if __name__ == "__main__":  # python -m review.strings: for whoever fills a catalogue
    print("\n".join(report()) or f"Every string is translated ({FOLDER}).")
