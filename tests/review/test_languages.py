"""Every string is translated, none is idle, and translations fit what they translate."""

from __future__ import annotations

import pytest
from babel.messages.pofile import read_po

from review import languages, strings

FILES = sorted((languages.FOLDER / "ru").glob("*.po"))


def test_every_string_is_translated() -> None:
    assert strings.missing("ru") == {}


def test_no_translation_is_idle() -> None:
    assert strings.unused("ru") == {}


def test_figures_and_plural_forms_fit() -> None:
    assert strings.misfits("ru") == []


def test_no_string_is_translated_in_two_ways() -> None:
    assert strings.quarrels("ru") == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_translation_is_left_for_later(path) -> None:
    with path.open("rb") as file:
        messages = list(read_po(file, locale="ru"))
    assert [message.id for message in messages if message.id and message.fuzzy] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_russian_is_typed_as_printed(path) -> None:
    """«ёлочки» and a real dash, as a careful typist sets them."""
    with path.open("rb") as file:
        said = [message.string for message in read_po(file, locale="ru") if message.id]
    texts = [text for one in said for text in ((one,) if isinstance(one, str) else one)]
    assert [text for text in texts if " - " in text or "“" in text or "”" in text] == []


def test_code_and_templates_are_both_read() -> None:
    places = [place for each in strings.strings().values() for place in each]
    assert any(place.startswith("review/") for place in places)
    assert any(place.startswith("templates/mail/") for place in places)
    assert any(place.startswith("rubric/") for place in places)


@pytest.mark.parametrize(
    ("key", "said", "fits"),
    [
        ("%(n)s KB", "%(n)s КБ", True),
        ("%(n)s KB", "КБ", False),
        ("%(n)s KB", "%(m)s КБ", False),
        ("from {minimum}", "от {minimum}", True),
        ("from {minimum}", "от {maximum}", False),
        (("%(num)s day", "%(num)s days"), ("%(num)s день", "%(num)s дня", "%(num)s дней"), True),
        (("%(num)s day", "%(num)s days"), ("%(num)s день", "%(num)s дней"), False),
        (("%(num)s day", "%(num)s days"), ("%(n)s день", "%(num)s дня", "%(num)s дней"), False),
        (("a day", "%(num)s days"), "день", False),
    ],
)
def test_a_translation_that_does_not_fit_is_seen(key, said, fits) -> None:
    assert strings.fits(key, said, "ru") is fits


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1, "1 день"),
        (2, "2 дня"),
        (5, "5 дней"),
        (11, "11 дней"),
        (21, "21 день"),
        (104, "104 дня"),
    ],
)
def test_russian_plurals(number: int, said: str) -> None:
    words = languages.translations("ru")
    assert words.ungettext("%(num)s day", "%(num)s days", number) % {"num": number} == said


def test_english_needs_no_catalogue() -> None:
    words = languages.translations("en")
    assert words.ugettext("Draft") == "Draft"
    assert words.ungettext("one", "many", 1) == "one"
    assert words.ungettext("one", "many", 2) == "many"
