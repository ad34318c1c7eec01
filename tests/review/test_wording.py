"""Every code the product can say has a sentence, with its figures, in both languages."""

from __future__ import annotations

import ast
import logging
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import force_locale

from review import wording
from review.documents.refusals import FOUND, NOTES, PARTS
from review.documents.refusals import REFUSALS as UPLOADS
from review.faults import Conflict, Invalid, Refused, TooMany
from review.languages import LANGUAGES, Counted
from review.models.moderation import Audience, RemarkLevel, RemarkStatus
from review.models.outbox import LetterState
from review.models.programmes import Direction, Financing, Form, Health, Level, ProgrammeType
from review.models.registry import BadgeState
from review.models.scoring import Outcome, SeatState
from review.words import cards, refusals, roads, verdicts
from rubric.faults import CATALOGUE, fault
from rubric.sheet import Missing
from rubric.trace import TRACE_CODES
from tests.run import REPOSITORY
from workflows.letters import LETTERS, OTHERS
from workflows.panel import HARD, RELAXABLE
from workflows.roles import Role
from workflows.situation import State
from workflows.tracks import shipped

CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
#: Codes that a module computes, with their figures; elsewhere a fault's code is written out.
COMPUTED: dict[str, dict[str, set[str]]] = {
    "review/office/service.py": {
        "inn_wrong": set(),
        "ogrn_wrong": set(),
        "inn_taken": {"name"},
        "ogrn_taken": {"name"},
    },
    "review/accounts/service.py": {
        "password_short": {"shortest"},
        "password_long": {"shortest"},
        "password_common": {"shortest"},
        "password_personal": {"shortest"},
    },
    "review/anchoring.py": {
        "place_not_found": set(),
        "quote_not_found": set(),
        "quote_ambiguous": set(),
        "selection_too_long": set(),
    },
}
COMPUTED_FAULTS = {
    module: [(code, module, frozenset(figures)) for code, figures in codes.items()]
    for module, codes in COMPUTED.items()
}
FAULTS = {"Refused", "Conflict", "Invalid", "TooMany", "Fault"}


@pytest.fixture(autouse=True, params=LANGUAGES)
def language(request: pytest.FixtureRequest, app: Flask) -> Iterator[str]:
    """Each sentence is asked for in each language; an unworded code fails the test."""
    with app.app_context(), force_locale(request.param):
        yield request.param


@pytest.fixture(autouse=True)
def nothing_unworded(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A code without words is logged; no test here may leave such a line unless it says so."""
    caplog.set_level(logging.ERROR, "review.wording")
    yield
    assert [record.getMessage() for record in caplog.records] == []


def is_sentence(text: str, language: str) -> bool:
    """Whether it is words of the language with all figures filled in."""
    right_letters = bool(CYRILLIC.search(text)) is (language == "ru")
    return bool(text.strip()) and right_letters and "%(" not in text and "{" not in text


ENUMERATIONS = {
    "hat_label": Role,
    "state_label": State,
    "state_hint": State,
    "direction_label": Direction,
    "level_label": Level,
    "form_label": Form,
    "financing_label": Financing,
    "type_label": ProgrammeType,
    "health_label": Health,
    "remark_level_label": RemarkLevel,
    "remark_status_label": RemarkStatus,
    "audience_label": Audience,
    "seat_label": SeatState,
    "outcome_label": Outcome,
    "badge_label": BadgeState,
    "letter_state_label": LetterState,
}


def test_every_word_of_an_enumeration(language: str) -> None:
    for label, kind in ENUMERATIONS.items():
        for code in (form for member in kind for form in (member, member.value)):
            assert is_sentence(wording.WORDERS[label](code), language), code


def test_every_letter_has_a_name(language: str) -> None:
    for kind in (*LETTERS, *OTHERS):
        assert is_sentence(wording.letter_label(kind), language), kind
    assert set(cards.LETTERS) == {*LETTERS, *OTHERS}


def test_every_step_of_every_track(language: str) -> None:
    for step in (step for track in shipped() for step in track.transitions):
        for target in (step.target, str(step.target), None):
            assert is_sentence(wording.action_label(step.action, target), language), step
            assert is_sentence(wording.action_done(step.action, target), language), step


def test_the_first_event_of_a_card(language: str) -> None:
    from review.steps import OPENED

    assert is_sentence(wording.action_done(OPENED), language)


def test_a_step_names_the_desk_it_leads_to(language: str) -> None:
    said = wording.action_label("pass_on", State.MOC_MODERATION)
    assert said == {"ru": "Передать в МОЦ", "en": "Pass on to the municipal centre"}[language]


def codes_said(folder: str, call: str) -> dict[str, set[str]]:
    """First arguments of `call(...)` written out below a folder: code -> names of its figures."""
    found: dict[str, set[str]] = {}
    for path in (REPOSITORY / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == call:
                for code in re.findall(r"'(\w+)'", ast.unparse(node.args[0])):
                    figures = ast.unparse(node.args[1]) if len(node.args) > 1 else ""
                    found.setdefault(code, set()).update(re.findall(r"'(\w+)':", figures))
    return found


FIGURES = {"state": State.IN_REVIEW, "desk": State.MOC_MODERATION, "role": Role.MOC}


def test_every_refusal_of_the_road(language: str) -> None:
    said = codes_said("workflows", "Refusal")
    assert {"card_incomplete", "not_yours", "not_now", "own_programme"} <= set(said)
    for code, names in said.items():
        for number in (1, 2, 5):
            params = {name: FIGURES.get(name, number) for name in names}
            assert is_sentence(wording.refusal(code, params), language), code


def test_every_conflict_of_a_panel(language: str) -> None:
    for code in (*HARD, *RELAXABLE, "already_seated"):
        text = wording.refusal(code, {"active": 3, "limit": 3, "direction": Direction.ARTS})
        assert is_sentence(text, language), code


def is_fault(call: ast.Call) -> bool:
    """Whether a call makes a fault, or a kind of fault names its code."""
    made = ast.unparse(call.func)
    named = made == "super().__init__" and call.args and isinstance(call.args[0], ast.Constant)
    return made.split(".")[-1] in FAULTS or bool(named)


def faults_raised() -> list[tuple[str, str, frozenset[str]]]:
    """(code, module, names of figures) of every fault the rooms raise."""
    found = []
    for path in sorted((REPOSITORY / "review").rglob("*.py")):
        module = str(path.relative_to(REPOSITORY))
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and is_fault(node):
                figures = frozenset(word.arg or "" for word in node.keywords)
                codes = re.findall(r"'(\w+)'", ast.unparse(node.args[0])) if node.args else []
                found += [(code, module, figures) for code in codes]
                if not codes:
                    found += COMPUTED_FAULTS.get(module, [("?", module, figures)])
    return found


def test_every_fault_of_every_room(language: str) -> None:
    raised = faults_raised()
    assert raised
    for code, module, figures in raised:
        params = {name: FIGURES.get(name, 5) for name in figures - {"reasons", "retry_after"}}
        error = Invalid(code, **params) if "retry_after" not in figures else TooMany(code, 90)
        assert wording.knows(code), f"{module} raises {code}, which has no words"
        assert is_sentence(wording.fault(error), language), code


def test_no_idle_words_for_faults() -> None:
    raised = {code for code, _module, _figures in faults_raised()}
    raised |= set(codes_said("review/documents", "super().__init__"))
    assert set(refusals.FAULTS) - raised == set()


def test_every_fault_of_a_rubric(language: str) -> None:
    for code, texts in CATALOGUE.items():
        params = dict.fromkeys(re.findall(r"\{(\w+)\}", " ".join(texts)), "2")
        assert is_sentence(wording.rubric_fault(code, params), language), code
        assert fault(code, **params).message


def test_every_line_of_a_trace(language: str) -> None:
    figures = {"count": 3, "passes": 1, "criterion": "c1", "place": 2}
    titles = {"c1": {"ru": "Цель", "en": "Goal"}[language]}
    for code, names in TRACE_CODES.items():
        text = wording.trace_line(code, {name: figures.get(name, "89/3") for name in names}, titles)
        assert is_sentence(text, language), code
        assert "c1" not in text
        if set(names) & {"score", "total", "margin", "difference", "distance"}:
            assert "29 2/3" in text


def test_a_rule_without_a_pass_mark(language: str) -> None:
    text = wording.trace_line("rule_mean", {"score": "29.5", "threshold": "", "count": 2})
    assert is_sentence(text, language)
    assert {"ru": "29,5", "en": "29.5"}[language] in text


def test_exact_figures(language: str) -> None:
    said = {"30": "30", "29.5": "29,5", "89/3": "29 2/3", "-4/3": "−1 1/3", "-1/3": "−1/3"}
    for figure, russian in said.items():
        text = wording.trace_line("scored", {"score": figure})
        assert f" {russian.replace(',', ',' if language == 'ru' else '.')}." in text


def test_every_refusal_of_a_file(language: str) -> None:
    kinds = {"found": "rtf", "part": "dde"}
    for code, refusal in UPLOADS.items():
        params = {name: kinds.get(name, 20) for name in refusal.params}
        parts = wording.upload_parts(code, params)
        assert len(parts) == 2
        assert all(is_sentence(part, language) for part in parts), code
        assert wording.upload_refusal(code, params).startswith(" ".join(parts))


def test_kinds_of_files_and_notes(language: str) -> None:
    for code in FOUND:
        assert is_sentence(wording.upload_refusal("not_a_document", {"found": code}), language)
    for code in PARTS:
        assert is_sentence(wording.upload_refusal("dangerous_part", {"part": code}), language)
    for code in NOTES:
        assert is_sentence(wording.file_note(code, {"count": 3}), language)


@pytest.mark.parametrize("what", ["points", "remark"])
def test_what_a_sheet_lacks(what: str, language: str) -> None:
    title = {"ru": "Цель", "en": "Goal"}[language]
    text = wording.missing(Missing("c1", what), {"c1": title})
    assert is_sentence(text, language)
    assert title in text


def test_a_refusal_with_reasons_says_them_when_it_has_no_words_itself(language: str) -> None:
    error = Refused("no such code", [("file_missing", {}), ("unanswered_musts", {"count": 2})])
    assert wording.fault(error) == " ".join(wording.reasons(error.reasons))
    assert is_sentence(wording.fault(error), language)


def test_a_step_that_was_overtaken_names_the_new_state(language: str) -> None:
    text = wording.fault(Conflict("submission_moved", state=State.IN_REVISION))
    assert {"ru": "На доработке", "en": "In revision"}[language] in text


def test_lists_of_choices_are_lazy(app: Flask, language: str) -> None:
    labels = dict(wording.DIRECTIONS)
    assert str(labels["hudozhestvennoe"]) == {"ru": "Художественная", "en": "Arts"}[language]


def test_nothing_is_said_of_nothing() -> None:
    assert wording.direction_label(None) == ""
    assert wording.state_label("") == ""


@pytest.mark.parametrize(
    "say",
    [
        lambda: wording.refusal("unheard_of"),
        lambda: wording.state_label("unheard_of"),
        lambda: wording.fault(Invalid("unheard_of")),
        lambda: wording.upload_refusal("unheard_of"),
        lambda: wording.rubric_fault("unheard_of"),
        lambda: wording.trace_line("unheard_of", {"score": "1"}),
        lambda: wording.action_label("unheard_of", State.DRAFT),
    ],
)
def test_an_unknown_code_shows_itself_and_is_logged(say, caplog) -> None:
    assert say() == "unheard_of"
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    caplog.clear()


@pytest.mark.parametrize(
    "say",
    [
        lambda: wording.refusal("unanswered_musts"),
        lambda: wording.refusal("unanswered_musts", {"count": "many"}),
        lambda: wording.refusal("already_reviewed", {"other": 1}),
    ],
)
def test_figures_that_do_not_fit_break_no_page(say, caplog) -> None:
    assert say() in ("unanswered_musts", "already_reviewed")
    assert caplog.records
    caplog.clear()


def test_dictionaries_hold_known_codes_only() -> None:
    assert set(verdicts.TRACE) == set(TRACE_CODES)
    assert set(roads.STATES) == set(roads.HINTS) == set(State)
    assert set(refusals.REFUSALS) == set(codes_said("workflows", "Refusal"))
    assert all(isinstance(text, str | Counted) for text in refusals.REFUSALS.values())
