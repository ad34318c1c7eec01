"""Letters in words: subject and body in the reader's language, and the message that is sent.

A letter knows only its frozen facts (`review.notices`, `review.accounts`): no name its reader may
not see can slip in here. Texts that people typed are stripped of signs that forge headers, hide
words or pose as links of ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.dates import format_datetime as format_moment
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from review import languages
from review.config import Config
from review.models.outbox import Letter
from review.words.roads import HATS

TEMPLATES: Final = Path(__file__).parent.parent / "templates"
#: All letters there are; each has a template of its own.
KINDS: Final = tuple(sorted(path.stem for path in (TEMPLATES / "mail").glob("[a-z]*.txt")))
#: Facts a template may ask for; a letter that lacks one has it empty.
FACTS: Final[Mapping[str, Any]] = dict.fromkeys(
    (
        "number", "title", "action", "reason", "due", "round", "person_name", "remarks", "score",
        "threshold", "registry_number", "valid_until", "expires", "role", "place", "talk",
        "finding",
    )
)  # fmt: skip
#: Facts that may have several lines and are quoted as they are.
LONG_TEXTS: Final = frozenset({"reason"})
SUBJECT_SIGNS: Final = 150


class Undeliverable(Exception):
    """The letter cannot be delivered as it is; trying again would not help."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter in words."""

    subject: str
    body: str


def render(letter: Letter, config: Config) -> Rendered:
    """Subject and body in the letter's language; times in the region's zone."""
    template = _environment(letter.language, config.zone).get_template(f"mail/{letter.kind}.txt")
    facts = {name: _clean(name, letter.facts.get(name)) for name in FACTS}
    words = template.render({**facts, "url": _address(letter.facts, config)})
    head, _, body = words.strip().partition("\n")
    subject = " ".join(head.removeprefix("Subject:").split())
    if len(subject) > SUBJECT_SIGNS:
        subject = subject[: SUBJECT_SIGNS - 1].rstrip() + "…"
    return Rendered(subject, re.sub(r"\n{3,}", "\n\n", body.strip()) + "\n")


def _address(facts: Mapping[str, Any], config: Config) -> str:
    path = str(facts.get("path") or "/")
    return config.base_url.rstrip("/") + (path if path.startswith("/") else "/")


def _clean(name: str, value: Any) -> Any:
    """A fact as plain text: one line unless it may have more, no unseen signs, no live links."""
    if not isinstance(value, str):
        return value
    kept = "".join(
        sign for sign in value if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cf")
    )
    if name in LONG_TEXTS:
        return kept.strip()
    return re.sub(r"(?<=\w)(://|\.)(?=\w*[^\W\d_])", "\\1\u200b", " ".join(kept.split()))


@cache
def _environment(language: str, zone: str) -> Environment:
    known = language if language in languages.LANGUAGES else languages.LANGUAGES[0]
    environment = Environment(  # noqa: S701 - letters are plain text
        loader=FileSystemLoader(TEMPLATES),
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    words = languages.translations(known)
    environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    place = ZoneInfo(zone)
    environment.filters.update(
        day=lambda text: _day(text, place, known),
        moment=lambda text: _moment(text, place, known),
        figure=lambda text: _figure(text, known),
        hat=lambda role: words.gettext(HATS[role]) if role in HATS else str(role),
        quoted=lambda text: "\n".join(f"> {line}".rstrip() for line in str(text).splitlines()),
    )
    return environment


def _day(text: str, zone: ZoneInfo, language: str) -> str:
    """«6 июня 2023» from an ISO moment or day."""
    if "T" in text:
        local = datetime.fromisoformat(text).astimezone(zone).date()
        return format_date(local, "d MMMM y", locale=language)
    return format_date(date.fromisoformat(text), "d MMMM y", locale=language)


def _moment(text: str, zone: ZoneInfo, language: str) -> str:
    """«6 июня 2023, 14:05» from an ISO moment."""
    moment = datetime.fromisoformat(text).astimezone(zone)
    return format_moment(moment, "d MMMM y, HH:mm", locale=language)


def _figure(text: object, language: str) -> str:
    """Points with the reader's decimal sign."""
    try:
        return format_decimal(Decimal(str(text)), "#,##0.###", language)
    except InvalidOperation:
        return str(text)


def compose(letter: Letter, config: Config) -> EmailMessage:
    """The letter as it is sent. Raises Undeliverable for an address that is none."""
    words = render(letter, config)
    message = EmailMessage(policy=SMTP_POLICY)
    try:
        message["From"] = config.mail_from
        message["To"] = _ascii_domain(letter.address)
        message["Subject"] = words.subject
        message["Message-ID"] = letter.message_id
    except (ValueError, IndexError) as error:
        raise Undeliverable(f"the address or a header is wrong: {error}") from error
    message["Date"] = format_datetime(letter.queued_at)
    message["Content-Language"] = letter.language
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(words.body)
    return message


def _ascii_domain(address: str) -> str:
    """The address with its domain as DNS knows it. Raises ValueError."""
    name, mark, domain = address.strip().rpartition("@")
    if not mark or not name or re.search(r"[\s,;<>\"()]", address.strip()):
        raise ValueError(f"{address!r} is no address")
    return f"{name}@{domain.encode('idna').decode('ascii')}"
