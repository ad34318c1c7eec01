"""What the sections say: goal, tasks, results, content, assessment (domain brief, section 8).

E20, E24 and E26 are a person's to judge; of E20 a machine sees only that the argument is short.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from review.documents.checks.dossier import Dossier
from review.documents.checks.finding import Found, Severity
from review.documents.checks.parts import as_typed, own_heading, own_text, own_texts
from review.documents.checks.registry import check
from review.documents.labels import fold
from review.languages import N_

#: A section shorter than this, in characters, says next to nothing; too short to judge by.
SAYS_LITTLE: Final = 40
#: Content shorter than this, in characters, is no description of topics.
CONTENT: Final = 400
#: Where the text stops speaking of the programme as a whole and begins on its topics.
TOPICS: Final = ("curriculum_plan", "plan_content", "literature")

_CLUB = re.compile(
    r"(?:программ\w+|работ\w+|цел\w+|задач\w+|заняти\w+|руководител\w+|план\w*|участник\w+"
    r"|данн\w+|наш\w*) (?:\w+ )?кружк\w+|(?:данный|наш|этот) кружок|\bкружок «"
)
_THEORY = re.compile(r"теори|теорет|лекци|рассказ|бесед|знакомств|понят")
_PRACTICE = re.compile(r"практи|лаборатор|упражнени|семинар|выполнени|изготовлени")
_NAMED_THEORY, _NAMED_PRACTICE = re.compile(r"теори|теорет|лекци"), re.compile(r"практи|лаборат")
_INFINITIVE = re.compile(r"(?:[аяеиоуы]ть(?:ся)?|[сз]ти(?:сь)?|йти(?:сь)?|[оае]чь(?:ся)?)$")
_NOUNS: Final = ("помощь", "мощь", "речь", "печать", "память", "площадь", "тетрадь", "мать")
_CRITERIA = re.compile(
    r"критери|показател|уровен|уровн|балл|отлично|зачтено|шкал|низк\w+|высок\w+|процент"
)


@check(
    "E20",
    variant="short",
    section="relevance",
    severity=Severity.WARN,
    message=N_("The argument for relevance is short: %(chars)s characters of at least %(least)s."),
    remedy=N_(
        "Say why children need this programme here and now: what they, their parents and the place"
        " ask for, with a fact or a figure."
    ),
)
def short_relevance(dossier: Dossier) -> Iterator[Found]:
    """The region sets how long the argument must be."""
    heading, least = own_heading(dossier, "relevance"), dossier.settings.relevance_chars
    if heading is None or heading.evidence == "cell":
        return
    chars = len(own_text(dossier, "relevance"))
    if chars < least:
        sure = 0.92 if chars * 2 < least else 0.8
        yield Found({"chars": chars, "least": least}, block=heading.block_id, confidence=sure)


@check(
    "E18",
    section="relevance",
    severity=Severity.NOTE,
    message=N_("The text speaks of a club («кружок») instead of the programme: %(example)s."),
    remedy=N_("Write «программа»: it is the programme that is reviewed, not the club."),
)
def club_for_programme(dossier: Dossier) -> Iterator[Found]:
    """The first place in the part that speaks of the programme as a whole."""
    if not _CLUB.search(dossier.folded):
        return
    title = dossier.section("title_page")
    headings = [heading for name in TOPICS if (heading := dossier.section(name))]
    first = dossier.order[title.last_block] + 1 if title else 0
    last = min((dossier.order[one.block_id] for one in headings), default=len(dossier.blocks))
    for block in dossier.blocks[first:last]:
        match = _CLUB.search(fold(block.text)) if block.kind != "table" else None
        if match:
            yield Found({"example": f"«{as_typed(block.text, match)}»"}, block=block.id)
            return


@check(
    "E19",
    section="plan_content",
    severity=Severity.WARN,
    message=N_("The content of topics is not divided into theory and practice."),
    remedy=N_("Under each topic write «Теория: …» and «Практика: …»."),
)
def no_theory_and_practice(dossier: Dossier) -> Iterator[Found]:
    """Neither word stands in the section; with one of the two it is a question only."""
    heading = own_heading(dossier, "plan_content")
    text = fold(own_text(dossier, "plan_content"))
    if heading is None or heading.also or len(text) < CONTENT:
        return
    named = [bool(one.search(text)) for one in (_NAMED_THEORY, _NAMED_PRACTICE)]
    if not any(named):
        hinted = _THEORY.search(text) and _PRACTICE.search(text)
        yield Found(block=heading.block_id, confidence=0.8 if hinted else 0.92)
    elif not all(named):
        yield Found(block=heading.block_id, confidence=0.6)


@check(
    "E21",
    variant="verb",
    section="goal",
    severity=Severity.NOTE,
    message=N_("The goal begins with the verb “%(word)s”."),
    remedy=N_("Begin with a noun of action: «развитие», «формирование», «создание условий»."),
)
def goal_is_a_verb(dossier: Dossier) -> Iterator[Found]:
    """A goal is a result to be reached, named by a noun (domain brief, section 7)."""
    for block, text in own_texts(dossier, "goal"):
        words = re.findall(r"[а-яё-]+", text[:200].lower())
        skipped = ("цель", "цели", "программы", "данной", "общая", "главная", "основная", "это")
        first = next((word for word in words if word not in skipped), "")
        if _INFINITIVE.search(first) and first not in _NOUNS and not first.endswith("сть"):
            yield Found({"word": first}, block=block.id, confidence=0.8)
        return


@check(
    "E21",
    variant="many",
    section="goal",
    severity=Severity.NOTE,
    message=N_("More than one goal is stated: %(count)s."),
    remedy=N_("Leave one goal for the whole programme; put the rest among the tasks."),
)
def many_goals(dossier: Dossier) -> Iterator[Found]:
    """«Цели» with a list under it; goals of years and modules do not count."""
    heading = own_heading(dossier, "goal")
    if heading is None or heading.also or not re.match(r"\W*цели\b", fold(heading.text)):
        return
    items = [block for block, _ in own_texts(dossier, "goal") if _is_item(block.kind, block.text)]
    if len(items) > 1:
        yield Found({"count": len(items)}, block=items[0].id, confidence=0.75)


def _is_item(kind: str, text: str) -> bool:
    return kind == "list_item" or bool(re.match(r"\s*(?:[-–—•*]|\d{1,2}[.)])\s?\w", text))


@check(
    "E25",
    section="assessment_materials",
    severity=Severity.WARN,
    message=N_("The assessment names neither criteria nor levels."),
    remedy=N_(
        "For each planned result give a criterion and what is a high, middle and low level of it."
    ),
)
def no_criteria(dossier: Dossier) -> Iterator[Found]:
    """Neither in the section nor, to be sure, anywhere in the text."""
    heading = own_heading(dossier, "assessment_materials")
    if heading is None:
        return
    text = fold(own_text(dossier, "assessment_materials"))
    if len(text) >= SAYS_LITTLE and not _CRITERIA.search(text):
        elsewhere = re.search(r"критери|уровн|балл", dossier.folded)
        yield Found(block=heading.block_id, confidence=0.7 if elsewhere else 0.85)
