"""Templates compiled once for each language: a page costs no look-up of its fixed words.

Half of a page are words that never change, and a few small macros drawn again and again. So each
language has an environment of its own, in which `_("Save")` is a constant of the compiled
template and the macros named in REMEMBERED answer from memory.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Final

import flask.templating
from flask_babel import get_locale
from jinja2 import Template
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from review import languages

#: Macros whose words depend on nothing but their arguments and the language.
REMEMBERED: Final = {
    "parts/icons.html": ("icon",),
    "parts/states.html": ("stage", "days", "round_chip", "verdict_chip", "chip"),
    "parts/buttons.html": ("button",),
    "parts/bench.html": ("points",),
}
_KEPT = 1024


class Environment(flask.templating.Environment):
    """Flask's environment, with one sister for each language that compiles for it alone."""

    language: str | None = None

    def get_template(self, name: Any, parent: Any = None, globals: Any = None) -> Template:  # noqa: A002
        """The template as compiled for the reader's language."""
        if self.language is None:
            spoken = str(get_locale() or "")
            if spoken in languages.LANGUAGES:
                return self.sister(spoken).get_template(name, parent, globals)
        template = super().get_template(name, parent, globals)
        if self.language is not None and template.name in REMEMBERED:
            _remember(template, REMEMBERED[template.name])
        return template

    def sister(self, language: str) -> Environment:
        """The environment of one language; made when it is first needed."""
        known: dict[str, Environment] = self.__dict__.setdefault("sisters", {})
        if language not in known:
            made = self.overlay(cache_size=400)
            made.language = language
            known[language] = made
        return known[language]


def _remember(template: Template, names: tuple[str, ...]) -> None:
    module = template.module
    for name in names:
        macro = getattr(module, name)
        if not hasattr(macro, "cache_info"):
            setattr(module, name, _remembering(macro))


def _remembering(macro: Callable[..., Any]) -> Callable[..., Any]:
    # `typed`, or a text would be answered with what was drawn for the same words as safe HTML.
    kept = lru_cache(_KEPT, typed=True)(macro)

    @functools.wraps(kept)
    def drawn(*args: Any, **named: Any) -> Any:
        try:
            hash((args, tuple(named.values())))
        except TypeError:  # a list, say: drawn anew each time
            return macro(*args, **named)
        return kept(*args, **named)

    drawn.cache_info = kept.cache_info  # type: ignore[attr-defined]
    return drawn


class FixedWords(Extension):
    """Puts translations into the template before it is compiled for a language."""

    def filter_stream(self, stream: TokenStream) -> TokenStream | Iterator[Token]:
        """Turn `_("text")` into its translation, and `_("text", n=…)` into filling it in."""
        language = getattr(self.environment, "language", None)
        if language is None:
            return stream
        choose = self.environment.autoescape
        safe = choose(stream.name) if callable(choose) else choose
        return _translated(list(stream), languages.translations(language), safe)


def _translated(tokens: list[Token], words: Any, safe: bool) -> Iterator[Token]:
    place = 0
    while place < len(tokens):
        here = tokens[place]
        kinds = [token.type for token in tokens[place + 1 : place + 4]]
        said = here.type == "name" and here.value == "_" and kinds[:2] == ["lparen", "string"]
        alone = said and (place == 0 or tokens[place - 1].type != "dot")
        if alone and kinds[2] in {"rparen", "comma"}:
            text = words.gettext(tokens[place + 2].value)
            yield from _spoken(here.lineno, text, kinds[2] == "comma", safe)
            place += 4
        else:
            yield here
            place += 1


def _spoken(line: int, text: str, filled: bool, safe: bool) -> Iterator[Token]:
    if filled:
        yield Token(line, "name", "fill_in" if safe else "fill_in_plain")
        yield Token(line, "lparen", "(")
        yield Token(line, "string", text)
        yield Token(line, "comma", ",")
        return
    yield Token(line, "lparen", "(")
    yield Token(line, "string", text % {})
    if safe:
        yield Token(line, "pipe", "|")
        yield Token(line, "name", "safe")
    yield Token(line, "rparen", ")")


def fill_in(text: str, **named: Any) -> Markup:
    """A translated text with its parameters, which are escaped."""
    return Markup(text) % named  # noqa: S704 - the text is a translation of our own


def fill_in_plain(text: str, **named: Any) -> str:
    """A translated text with its parameters, for templates that are no HTML."""
    return text % named


def set_up(environment: Environment) -> None:
    """Let the environment speak; every other setting of it must stand already."""
    environment.add_extension(FixedWords)
    environment.globals.update(fill_in=fill_in, fill_in_plain=fill_in_plain)
