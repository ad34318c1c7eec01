"""Every code the rules speak in becomes a sentence in the reader's language.

The English originals lie in `review.words`, the Russian ones in `translations/ru`. A code
without words must never break a page: it is shown as it is and logged, and a test walks all
codes of the product so that this does not happen.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from flask_babel import format_decimal, get_translations, gettext
from flask_babel import lazy_gettext as _l

from review.documents.refusals import FOUND, KEPT, NOTES, PARTS
from review.documents.refusals import REFUSALS as UPLOADS
from review.faults import Fault, Refused
from review.languages import Counted, Text
from review.words import cards, refusals, roads, verdicts
from rubric.faults import CATALOGUE

log = logging.getLogger(__name__)

Choices = tuple[tuple[str, Any], ...]


def _choices(words: Mapping[str, str]) -> Choices:
    return tuple((str(code), _l(text)) for code, text in words.items())


#: Enumerations as (code, label) pairs for lists of choices.
DIRECTIONS: Choices = _choices(cards.DIRECTIONS)
LEVELS: Choices = _choices(cards.LEVELS)
FORMS: Choices = _choices(cards.FORMS)
FINANCING: Choices = _choices(cards.FINANCING)
TYPES: Choices = _choices(cards.TYPES)
HEALTH: Choices = _choices(cards.HEALTH)
REMARK_LEVELS: Choices = _choices(cards.REMARK_LEVELS)
REMARK_STATUSES: Choices = _choices(cards.REMARK_STATUSES)
HATS: Choices = _choices(roads.HATS)
STATES: Choices = _choices(roads.STATES)


def say(text: Text, params: Mapping[str, object]) -> str:
    """The sentence in the reader's language with its figures filled in."""
    if isinstance(text, Counted):
        words, number = get_translations(), _whole(params[text.by])
        return str(words.ungettext(text.singular, text.plural, number) % dict(params))
    return str(gettext(text) % dict(params)) if params else str(gettext(text))


def _whole(value: object) -> int:
    return int(str(value))


def _word(
    words: Mapping[Any, Text], code: object, params: Mapping[str, object] | None = None
) -> str:
    """The words of a code; an unknown code, or one whose figures are missing, shows itself."""
    text = words.get(code)
    if text is None:
        log.error("a code has no words: %s", code)
        return str(code)
    try:
        return say(text, params or {})
    except (KeyError, TypeError, ValueError):
        log.exception("the words of a code do not fit its figures: %s", code)
        return str(code)


def _labeller(words: Mapping[str, str]) -> Any:
    def label(code: object) -> str:
        return _word(words, code) if code else ""

    return label


hat_label = _labeller(roads.HATS)
state_label = _labeller(roads.STATES)
state_hint = _labeller(roads.HINTS)
author_hint = _labeller(roads.AUTHOR_HINTS)
direction_label = _labeller(cards.DIRECTIONS)
card_field_label = _labeller(cards.CARD_FIELDS)
level_label = _labeller(cards.LEVELS)
form_label = _labeller(cards.FORMS)
financing_label = _labeller(cards.FINANCING)
type_label = _labeller(cards.TYPES)
health_label = _labeller(cards.HEALTH)
remark_level_label = _labeller(cards.REMARK_LEVELS)
remark_status_label = _labeller(cards.REMARK_STATUSES)
audience_label = _labeller(cards.AUDIENCES)
letter_audience = _labeller(cards.LETTER_READERS)
seat_label = _labeller(cards.SEATS)
outcome_label = _labeller(cards.OUTCOMES)
badge_label = _labeller(cards.BADGES)
letter_state_label = _labeller(cards.LETTER_STATES)
letter_label = _labeller(cards.LETTERS)


def action_label(action: str, target: str | None = None) -> str:
    """The words of a button; with `target` they say which desk the step leads to."""
    return _step(roads.ACTIONS, action, target)


def action_done(action: str, target: str | None = None) -> str:
    """The words of a line in the timeline: what has happened."""
    return _step(roads.DONE, action, target)


def _step(words: Mapping[Any, str], action: str, target: str | None) -> str:
    return _word(words, (action, target) if (action, target) in words else action)


def expert_label(place: int) -> str:
    """How an expert is called where names are hidden: «Эксперт 1»."""
    return str(gettext("Expert %(place)s", place=place))


def skip_label(skip: str) -> str:
    """What an expert says instead of points; empty for nothing."""
    return str(gettext(verdicts.SKIPS[skip])) if skip else ""


_REASONS = {**refusals.REFUSALS, **refusals.CONFLICTS, **refusals.MISSING}


def refusal(code: str, params: Mapping[str, object] | None = None) -> str:
    """Why it is not allowed: codes of workflows.guards, .machine and .panel, of a lacking sheet."""
    return _word(_REASONS, code, _named(params or {}))


def _named(params: Mapping[str, object]) -> dict[str, object]:
    """Parameters that are codes or seconds, as a sentence says them."""
    said = dict(params)
    if "state" in said:
        said["state"] = state_label(said["state"])
    if "role" in said:
        said["role"] = hat_label(said["role"])
    if "retry_after" in said:
        said["minutes"] = -(-_whole(said["retry_after"]) // 60)
    return said


def reasons(found: Sequence[tuple[str, Mapping[str, object]]]) -> list[str]:
    """The sentences of several reasons, in order."""
    return [refusal(code, params) for code, params in found]


def knows(code: str) -> bool:
    """Whether a fault's code has a sentence of its own."""
    return code in refusals.FAULTS or code in _REASONS or code in UPLOADS


def fault(error: Fault) -> str:
    """What a service refused with, in one sentence or a few."""
    if error.code in UPLOADS:
        return upload_refusal(error.code, error.params)
    if isinstance(error, Refused) and error.reasons and not knows(error.code):
        return " ".join(reasons(error.reasons))
    if error.code in _REASONS and error.code not in refusals.FAULTS:
        return refusal(error.code, error.params)
    return _word(refusals.FAULTS, error.code, _named(error.params))


def upload_refusal(code: str, params: Mapping[str, object] | None = None) -> str:
    """Why a file was not taken, what to do, and what is kept."""
    parts = upload_parts(code, params)
    return " ".join((*parts, gettext(KEPT)) if code in UPLOADS else parts)


def upload_parts(code: str, params: Mapping[str, object] | None = None) -> tuple[str, ...]:
    """What happened to an upload and what to do: two texts, for a message with a title."""
    known = UPLOADS.get(code)
    if known is None:
        log.error("a code has no words: %s", code)
        return (str(code),)
    said = _file_words(dict.fromkeys(known.params, "") | dict(params or {}))
    return say(known.happened, said), say(known.remedy, said)


def _file_words(params: Mapping[str, object]) -> dict[str, object]:
    """Kinds of files and their parts are codes too."""
    said = dict(params)
    for key, words in (("found", FOUND), ("part", PARTS)):
        if said.get(key) in words:
            said[key] = gettext(words[str(said[key])])
    for key in ("limit_mb", "size_mb", "seconds"):
        if isinstance(said.get(key), int | float):
            said[key] = format_decimal(said[key])
    return said


def file_note(code: str, params: Mapping[str, object] | None = None) -> str:
    """What is worth knowing about a file that was taken."""
    return _word(NOTES, code, dict(params or {}))


def rubric_fault(code: str, params: Mapping[str, object] | None = None) -> str:
    """What is wrong with a rubric, a sheet or a mark, and what to do."""
    if code not in CATALOGUE:
        log.error("a code has no words: %s", code)
        return str(code)
    said = {key: _figure(value) for key, value in (params or {}).items()}
    try:
        return " ".join(gettext(text).format(**said) for text in CATALOGUE[code])
    except (KeyError, IndexError):
        log.exception("the words of a code do not fit its figures: %s", code)
        return str(code)


def trace_line(
    code: str,
    params: Mapping[str, object] | None = None,
    titles: Mapping[str, str] | None = None,
) -> str:
    """One line of a verdict's reasoning; `titles` are the criteria's titles by id."""
    said: dict[str, object] = {key: _figure(value) for key, value in (params or {}).items()}
    if "criterion" in said and titles:
        said["criterion"] = titles.get(str(said["criterion"]), said["criterion"])
    if "passes" in said:
        said["opinion"] = gettext(verdicts.OPINIONS[_whole(said["passes"])])
    if code.startswith("rule_") and said.get("threshold") == "":
        return say(verdicts.WITHOUT_THRESHOLD, said)
    return _word(verdicts.TRACE, code, said)


def _figure(value: object) -> object:
    """An exact figure for a reader: «29,5»; one without a finite decimal as «29 2/3»."""
    if not isinstance(value, str):
        return value
    try:
        exact = Fraction(value)
    except (ValueError, ZeroDivisionError):
        return value
    if "/" not in value:
        return format_decimal(value, "#,##0.######")
    whole, rest = divmod(abs(exact.numerator), exact.denominator)
    part = f"{rest}/{exact.denominator}"
    return f"{'−' if exact < 0 else ''}{f'{whole} ' if whole else ''}{part}"


def missing(item: Any, titles: Mapping[str, str] | None = None) -> str:
    """What a score sheet still lacks (an item of rubric.sheet.missing)."""
    title = (titles or {}).get(item.criterion_id, item.criterion_id)
    return _word(refusals.MISSING, f"missing_{item.what}", {"criterion": title})


#: What every template may call by name.
WORDERS: dict[str, Any] = {
    worder.__name__: worder
    for worder in (
        action_label,
        action_done,
        expert_label,
        skip_label,
        refusal,
        reasons,
        fault,
        upload_refusal,
        upload_parts,
        file_note,
        rubric_fault,
        trace_line,
        missing,
    )
} | {
    "hat_label": hat_label,
    "state_label": state_label,
    "state_hint": state_hint,
    "author_hint": author_hint,
    "direction_label": direction_label,
    "level_label": level_label,
    "card_field_label": card_field_label,
    "form_label": form_label,
    "financing_label": financing_label,
    "type_label": type_label,
    "health_label": health_label,
    "remark_level_label": remark_level_label,
    "remark_status_label": remark_status_label,
    "audience_label": audience_label,
    "letter_audience": letter_audience,
    "seat_label": seat_label,
    "outcome_label": outcome_label,
    "badge_label": badge_label,
    "letter_state_label": letter_state_label,
    "letter_label": letter_label,
}
