"""Personal data that has no place in a programme (mistake E43, domain brief, sections 8 and 11).

Numbers are named only when their check digits are right, and shown masked. Electronic signatures
leave a stamp with the head's СНИЛС and ИНН over the text: that case is named as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from review.documents.checks.dossier import Dossier
from review.documents.checks.finding import Found, Severity
from review.documents.checks.registry import check
from review.documents.fact_text import same_length_lower
from review.documents.personal_numbers import is_personal_inn, is_snils, masked
from review.documents.reading.model import Block
from review.languages import N_

SURE, LIKELY, DOUBTFUL = 0.97, 0.92, 0.6
_NEAR: Final = 40
_MOST: Final = 5
_LEAST_NAMES: Final = 3

_SNILS = re.compile(r"(?<!\d)(\d{3}[- ]?\d{3}[- ]?\d{3}[- ]?\d{2})(?!\d)")
_INN = re.compile(r"(?<!\d)(\d{12})(?!\d)")
_PASSPORT = re.compile(r"паспорт\w{0,3}[^\d]{0,40}(\d{2}\s?\d{2}\s?(?:№|n|номер)?\s?\d{6})(?!\d)")
_BIRTH = re.compile(
    r"(?:дата рождения|г\.\s?р\.)[^\d]{0,15}(\d{1,2}[./]\d{1,2}[./](?:19[5-9]|20)\d)"
)
_MOBILE = re.compile(
    r"(?<![\d.])((?:\+\s?7|8|7)[\s(–-]{0,3}9\d\d[\s)–-]{0,3}\d{3}[\s–-]?\d{2}[\s–-]?\d{2})(?!\d)"
)
_MAIL = re.compile(
    r"(?<![\w.])([a-z0-9][\w.+-]{0,40}@(?:mail|yandex|ya|gmail|bk|list|inbox|rambler"
    r"|icloud)\.(?:ru|com))\b"
)
_PUPILS = re.compile(
    r"(?:ф\.?\s?и\.?\s?о\.?|фи\b|фамилия)[^\n]{0,40}(?:учащ|обучающ|воспитанник|реб[её]нка"
    r"|ученик|детей)"
    r"|список (?:группы|детей|учащихся|обучающихся|воспитанников)"
)
_NAME = re.compile(r"^\s*(?:\d{1,2}[.)]?\s*)?[А-ЯЁ][а-яё]{2,20}\s+[А-ЯЁ](?:[а-яё]{2,20}|\.)")
_STAMP = re.compile(r"подпис|сертификат|владелец|снилс=|инн=|cn=")


def _texts(dossier: Dossier) -> Iterator[tuple[Block, str]]:
    """Paragraphs and cells with any digit, in small letters."""
    for block in dossier.blocks:
        if block.kind != "table" and any(map(str.isdigit, block.text)):
            yield block, same_length_lower(block.text)


def _numbers(dossier: Dossier) -> Iterator[tuple[Block, str, str]]:
    """СНИЛС and personal ИНН with right check digits: block, kind, the number masked."""
    for block, text in _texts(dossier):
        for match in _SNILS.finditer(text):
            named = "снилс" in text[max(0, match.start() - _NEAR) : match.start()]
            grouped = match[1].count("-") >= 2
            if (named or grouped) and is_snils(re.sub(r"\D", "", match[1])):
                yield block, "СНИЛС", masked(match[1])
        for match in _INN.finditer(text):
            named = "инн" in text[max(0, match.start() - _NEAR) : match.start()]
            if named and is_personal_inn(match[1]):
                yield block, "ИНН", masked(match[1])


def _in_stamp(dossier: Dossier, block: Block) -> bool:
    return block.id in dossier.facts.stamp or bool(_STAMP.search(same_length_lower(block.text)))


@check(
    "E43",
    section="all",
    severity=Severity.BLOCK,
    message=N_("The file holds a personal number: %(kind)s %(number)s."),
    remedy=N_("Remove it: a programme is read by many people and needs no such data."),
)
def personal_number(dossier: Dossier) -> Iterator[Found]:
    """E43: СНИЛС or ИНН of a person in the text itself."""
    for block, kind, number in _numbers(dossier):
        if not _in_stamp(dossier, block):
            yield Found({"kind": kind, "number": number}, block=block.id, confidence=SURE)


@check(
    "E43",
    variant="stamp",
    section="title_page",
    severity=Severity.BLOCK,
    message=N_("The stamp of the electronic signature shows %(kind)s %(number)s."),
    remedy=N_(
        "Upload the file as it was before it was signed, or sign it so that the stamp shows only"
        " the name and the certificate."
    ),
)
def number_in_stamp(dossier: Dossier) -> Iterator[Found]:
    """E43: the stamp an electronic signature leaves over the text."""
    for block, kind, number in _numbers(dossier):
        if _in_stamp(dossier, block):
            yield Found({"kind": kind, "number": number}, block=block.id, confidence=SURE)


@check(
    "E43",
    variant="passport",
    section="all",
    severity=Severity.BLOCK,
    message=N_("The file holds data of a passport: %(number)s."),
    remedy=N_("Remove it: a programme needs no data of identity papers."),
)
def passport(dossier: Dossier) -> Iterator[Found]:
    """E43: series and number after the word «паспорт»."""
    for block, text in _texts(dossier):
        for match in _PASSPORT.finditer(text):
            yield Found({"number": masked(match[1])}, block=block.id, confidence=LIKELY)


@check(
    "E43",
    variant="birth",
    section="all",
    severity=Severity.NOTE,
    message=N_("The file holds somebody's date of birth."),
    remedy=N_("Remove it: the age of the group is enough."),
)
def date_of_birth(dossier: Dossier) -> Iterator[Found]:
    """E43: a full date of birth."""
    for block, text in _texts(dossier):
        if _BIRTH.search(text):
            yield Found(block=block.id, confidence=LIKELY)


@check(
    "E43",
    variant="contact",
    section="all",
    severity=Severity.NOTE,
    message=N_("The file holds what may be people's own contacts: %(contacts)s."),
    remedy=N_("Leave the organisation's telephone and mail only, unless the owner agreed."),
)
def contacts(dossier: Dossier) -> Iterator[Found]:
    """E43: a mobile telephone or a mailbox of a public service, which may be a person's own."""
    said: dict[str, str] = {}
    cover = set(dossier.facts.cover)
    for block, text in _texts(dossier):
        found = [match[1] for match in _MOBILE.finditer(text)]
        if block.id not in cover and "@" in text:
            found += [match[1] for match in _MAIL.finditer(text)]
        for contact in found:
            said.setdefault(_hidden(contact), block.id)
    if said:
        shown = ", ".join(list(said)[:_MOST]) + (", …" if len(said) > _MOST else "")
        yield Found({"contacts": shown}, block=next(iter(said.values())), confidence=DOUBTFUL)


def _hidden(contact: str) -> str:
    name, at, place = contact.partition("@")
    return f"{name[:2]}***@{place}" if at else masked(contact)


@check(
    "E43",
    variant="pupils",
    section="all",
    severity=Severity.NOTE,
    message=N_("This looks like a list of children by name: %(count)s names."),
    remedy=N_("Leave the form blank: a programme must not name the children it is taught to."),
)
def pupils(dossier: Dossier) -> Iterator[Found]:
    """E43: a table of pupils with names filled in."""
    for table in dossier.blocks:
        if table.kind != "table" or not table.rows:
            continue
        head = same_length_lower(
            " ".join(cell.text for row in table.rows[:2] for cell in row.cells)
        )
        if not _PUPILS.search(head[:400]):
            continue
        named = sum(any(_NAME.match(c.text) for c in row.cells) for row in table.rows[1:])
        if named >= _LEAST_NAMES:
            yield Found({"count": named}, block=table.id, confidence=DOUBTFUL)
