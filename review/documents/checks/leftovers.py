"""Leftovers of a template or of somebody else's programme (domain brief, section 8: E42)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from review.documents.checks.dossier import Dossier
from review.documents.checks.finding import Found, Severity
from review.documents.checks.parts import as_typed
from review.documents.checks.registry import check
from review.documents.labels import fold
from review.documents.reading.model import Block
from review.languages import N_

#: Findings of one kind after which the rest are only counted.
MOST: Final = 5
#: Letters of the text a message quotes.
QUOTED: Final = 60

_BRACKETS = re.compile(
    r"[(\[<](?:\s*)(?:указать|указывается|указываются|вписать|вставить|заполнить|выбрать|впишите"
    r"|укажите|вставьте|прописать|ненужное|нужное)\b[^)\]>]{0,120}[)\]>]"
)
_INSTRUCTION = re.compile(
    r"^(?:в (?:данном|этом) разделе (?:\w+ )?(?:описыва|указыва|необходимо|следует|нужно|должн)"
    r"|(?:здесь|далее) (?:необходимо|следует|нужно) (?:указать|описать|вписать)"
    r"|образец (?:заполнения|оформления)|шаблон программы|нужное подчеркнуть)",
    re.MULTILINE,
)
_BLANK_NUMBER = re.compile(r"приказ\w* (?:от )?[^\n]{0,40}(?:no|n)\.?\s?_{2,}|(?:no|n)\.?\s?_{2,}")
_BLANK_NAME = re.compile(r"«(?:\.{3,}|…|название(?: программы)?|наименование)»|\b[хx]{3,}\b")
_LOCAL_ACT = re.compile(
    r"(?:устав\w*|лицензи\w+|положени\w+|локальн\w+|программ\w+ развития)"
    r" [^\n]{0,80}?\b(?:мб\w{1,3}|ма\w{1,3}|мк\w{1,3}|гб\w{1,3}|мо[абк]у)\s?(?:до|дод)?\s?"
    r"(?:«([^»\n]{3,60})»|[а-я ]{0,40}«([^»\n]{3,60})»)"
)


def _quote(text: str) -> str:
    line = " ".join(text.split()).strip("«»")
    return line if len(line) <= QUOTED else line[: QUOTED - 1].rstrip() + "…"


def _body(dossier: Dossier) -> Iterator[Block]:
    """Paragraphs outside the title page, appendices and tables: forms are blank on purpose."""
    title, appendices = dossier.section("title_page"), dossier.section("appendices")
    first = dossier.order[title.last_block] + 1 if title else 0
    last = dossier.order[appendices.block_id] if appendices else len(dossier.blocks)
    outside = {block.id for block in dossier.model.blocks if block.kind != "table"}
    for block in dossier.blocks[first : max(first, last)]:
        if block.id in outside and block.text.strip():
            yield block


@check(
    "E42",
    variant="placeholder",
    section="all",
    severity=Severity.WARN,
    message=N_("A place of the template was left unfilled: “%(text)s”."),
    remedy=N_("Write what belongs there, or delete the line."),
)
def placeholder(dossier: Dossier) -> Iterator[Found]:
    """«(указать …)», «№ ___», «Название программы» in quotes, in the text itself."""
    found = 0
    if not any(one.search(dossier.folded) for one in (_BRACKETS, _BLANK_NAME, _BLANK_NUMBER)):
        return
    for block in _body(dossier):
        text = fold(block.text)
        sure = _BRACKETS.search(text)
        match = sure or _BLANK_NAME.search(text) or _BLANK_NUMBER.search(text)
        if match:
            found += 1
            yield Found(
                {"text": _quote(as_typed(block.text, match))},
                block=block.id,
                confidence=0.92 if sure else 0.8,
            )
        if found >= MOST:
            return


@check(
    "E42",
    variant="instruction",
    section="all",
    severity=Severity.WARN,
    message=N_("An instruction of the template was left in the text: “%(text)s”."),
    remedy=N_("Delete the instruction; leave what it asked for."),
)
def instruction(dossier: Dossier) -> Iterator[Found]:
    """Lines that tell the author what to write instead of telling the reader."""
    if not _INSTRUCTION.search(dossier.folded):
        return
    for block in _body(dossier):
        if _INSTRUCTION.match(fold(block.text[:200]).strip()):
            yield Found({"text": _quote(block.text)}, block=block.id, confidence=0.85)
            return


@check(
    "E42",
    variant="organisation",
    section="all",
    severity=Severity.WARN,
    message=N_("The text speaks of another organisation, “%(other)s”, as of its own."),
    remedy=N_("If this part was taken from another programme, put your organisation's name there."),
)
def other_organisation(dossier: Dossier) -> Iterator[Found]:
    """Its charter, licence or rules are cited, but its name is not on the title page."""
    own, card = dossier.facts.organisation, dossier.card
    said = (own.value if own else "", card.organisation if card else "")
    names = fold(" ".join(filter(None, said)))
    if "«" not in names or not _LOCAL_ACT.search(dossier.folded):
        return
    for block in _body(dossier):
        match = _LOCAL_ACT.search(fold(block.text))
        group = 1 if match and match[1] else 2
        if match and match[group].strip() not in names:
            other = as_typed(block.text, match, group).strip()
            yield Found({"other": other}, block=block.id, confidence=0.7)
            return
