"""The policy: a declared matrix of hats and permissions, and the edges between them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows import world as w
from workflows import access, conditions
from workflows.access import PERMISSIONS, Facts, Permission, Reach, Scope, may, scope_of
from workflows.roles import SYSTEM, Actor, Role
from workflows.situation import State
from workflows.visibility import Blindness, EachOther, Naming

P = Permission
SEATED, OTHER_SEATED, FORMER, OUTSIDER = w.EXPERTS[:4]
HATS = {
    "author": w.AUTHOR,
    "colleague": w.COLLEAGUE,
    "author elsewhere": w.AUTHOR_ELSEWHERE,
    "internal": w.INTERNAL,
    "foreign internal": w.FOREIGN_INTERNAL,
    "moc": w.MOC,
    "foreign moc": w.FOREIGN_MOC,
    "rmc": w.RMC,
    "expert": SEATED,
    "other expert": OTHER_SEATED,
    "former expert": FORMER,
    "outsider": OUTSIDER,
    "administrator": w.ADMINISTRATOR,
    "system": SYSTEM,
    "nobody": None,
}
STAFF = {"internal", "moc", "rmc"}
PANEL = {"expert", "other expert"}
READERS = {"author"} | STAFF


def facts(**more: object) -> Facts:
    """A submission with its panel, changed by `more`. The sheet or remark is the first
    expert's, the one called "expert" here."""
    known = Facts(
        organisation_id=w.ORGANISATION,
        municipality_id=w.MUNICIPALITY,
        author_ids=frozenset({1, 2}),
        expert_ids=frozenset({30, 31, 32}),
        panel_ids=frozenset({30, 31}),
        state=State.IN_REVIEW,
        submitted=True,
        subject_person_id=30,
        by_expert=True,
    )
    return replace(known, **more)  # type: ignore[arg-type]


def allowed(permission: Permission, known: Facts | None) -> set[str]:
    """Hats that may."""
    return {name for name, hat in HATS.items() if may(hat, permission, known)}


DRAFT = facts(state=State.DRAFT, submitted=False, expert_ids=frozenset(), panel_ids=frozenset())
REVISION = facts(state=State.IN_REVISION)
DECIDED = facts(state=State.IN_REVISION, verdict_given=True, released=True, sheet_submitted=True)
DESK_REMARK = facts(by_expert=False, subject_person_id=6)
MUNICIPAL = facts(state=State.EXPERT_ASSIGNMENT, panel_keeper=Role.MOC)
OPEN_EYES = Blindness(True, True, EachOther.ALWAYS, Naming.NAMES)
SIGHTED = facts(blindness=OPEN_EYES)
SHUT = Blindness(experts_see_each_other=EachOther.NEVER)

MATRIX = [
    (P.SEE_SUBMISSION, DRAFT, {"author"}),
    (P.SEE_SUBMISSION, facts(), READERS | PANEL | {"former expert"}),
    (P.SEE_SUBMISSION, None, set()),
    (P.SEE_DOCUMENT, DRAFT, {"author"}),
    (P.SEE_DOCUMENT, facts(), READERS | PANEL | {"former expert"}),
    (P.DOWNLOAD_ORIGINAL, DRAFT, {"author"}),
    (P.DOWNLOAD_ORIGINAL, facts(), READERS),
    (P.DOWNLOAD_CLEANED, facts(), READERS | PANEL | {"former expert"}),
    (P.EDIT_CARD, DRAFT, {"author"}),
    (P.EDIT_CARD, REVISION, {"author"}),
    (P.EDIT_CARD, facts(), set()),
    (P.UPLOAD_REVISION, REVISION, {"author"}),
    (P.UPLOAD_REVISION, facts(state=State.INTERNAL_CHECK), set()),
    (P.WRITE_REMARK, facts(state=State.INTERNAL_CHECK), {"internal"}),
    (P.WRITE_REMARK, facts(state=State.MOC_MODERATION), {"moc"}),
    (P.WRITE_REMARK, facts(state=State.RMC_MODERATION), {"rmc"}),
    (P.WRITE_REMARK, facts(), PANEL),
    (P.WRITE_REMARK, facts(state=State.EXPERT_ASSIGNMENT), set()),
    (P.WRITE_REMARK, MUNICIPAL, {"moc"}),
    (P.WRITE_REMARK, facts(state=None), set()),
    (P.SEE_FINDINGS, DRAFT, {"author"}),
    (P.SEE_FINDINGS, facts(), READERS),
    (P.DISPUTE_FINDING, DRAFT, {"author"}),
    (P.DISPUTE_FINDING, REVISION, {"author"}),
    (P.DISPUTE_FINDING, facts(), set()),
    (P.WAIVE_FINDING, DRAFT, set()),
    (P.WAIVE_FINDING, replace(DRAFT, disputed=True), STAFF),
    (P.WAIVE_FINDING, REVISION, STAFF),
    (P.WAIVE_FINDING, facts(state=State.MOC_MODERATION), STAFF),
    (P.WAIVE_FINDING, facts(disputed=True), set()),
    (P.SEE_REMARKS, facts(), {"rmc", "expert"}),
    (P.SEE_REMARKS, DECIDED, READERS | PANEL | {"former expert"}),
    (P.SEE_REMARKS, DESK_REMARK, STAFF),
    (P.SEE_REMARKS, replace(DESK_REMARK, released=True), READERS),
    (P.SEE_REMARKS, SIGHTED, {"rmc", "former expert"} | PANEL),
    (P.ANSWER_REMARK, DECIDED, {"author"}),
    (P.ANSWER_REMARK, REVISION, set()),
    (P.ANSWER_REMARK, facts(released=True), set()),
    (P.SEE_AUTHORS, facts(), READERS),
    (P.SEE_AUTHORS, SIGHTED, READERS | PANEL | {"former expert"}),
    (P.SEE_ORGANISATION, facts(), READERS),
    (P.SEE_ORGANISATION, SIGHTED, READERS | PANEL | {"former expert"}),
    (P.ASSIGN_EXPERTS, facts(state=State.EXPERT_ASSIGNMENT), {"rmc"}),
    (P.ASSIGN_EXPERTS, facts(state=State.THIRD_REVIEW), {"rmc"}),
    (P.ASSIGN_EXPERTS, REVISION, set()),
    (P.ASSIGN_EXPERTS, MUNICIPAL, {"moc"}),
    (P.SCORE, facts(), {"expert"}),
    (P.SCORE, facts(state=State.THIRD_REVIEW), {"expert"}),
    (P.SCORE, facts(sheet_submitted=True), set()),
    (P.SCORE, REVISION, set()),
    (P.SCORE, facts(subject_person_id=32), set()),
    (P.SEE_SHEET, facts(), {"expert", "rmc"}),
    (P.SEE_SHEET, DECIDED, {"author", "moc", "rmc", "former expert"} | PANEL),
    (P.SEE_SHEET, replace(DECIDED, blindness=SHUT), {"author", "moc", "rmc", "expert"}),
    (P.SEE_SHEET, SIGHTED, {"rmc", "former expert"} | PANEL),
    (P.SEE_SHEET, MUNICIPAL, {"moc", "rmc", "expert"}),
    (P.SEE_EXPERT_NAMES, facts(), {"rmc"}),
    (P.SEE_EXPERT_NAMES, DECIDED, {"rmc"}),
    (P.SEE_EXPERT_NAMES, SIGHTED, {"rmc"}),
    (P.SEE_EXPERT_NAMES, replace(SIGHTED, verdict_given=True), {"rmc", "author"}),
    (P.SEE_EXPERT_NAMES, MUNICIPAL, {"moc", "rmc"}),
    (P.EXPORT_RESULTS, None, {"rmc"}),
    (P.EXPORT_RESULTS, Facts(municipality_id=w.MUNICIPALITY), {"rmc", "moc"}),
    (P.SEE_TIMELINE, facts(), READERS),
    (P.SEE_TIMELINE, DRAFT, {"author"}),
    (P.SEE_LETTERS, facts(), {"rmc"}),
    (P.SEE_SIMILAR, facts(), STAFF),
    (P.SEE_SIMILAR, DRAFT, set()),
    (P.SEE_TALK, facts(), READERS),
    (P.SEE_TALK, facts(state=State.WITHDRAWN), READERS),
    (P.SEE_TALK, DRAFT, set()),
    (P.SEE_STAFF_TALK, facts(), STAFF),
    (P.SEE_STAFF_TALK, DRAFT, set()),
    (P.WRITE_TALK, facts(), READERS),
    (P.WRITE_TALK, facts(state=State.BADGE_ACTIVE), READERS),
    (P.WRITE_TALK, facts(state=State.WITHDRAWN), set()),
    (P.WRITE_TALK, facts(state=None), set()),
    (P.WRITE_TALK, DRAFT, set()),
    (
        P.USE_BANK,
        None,
        {"internal", "foreign internal", "moc", "foreign moc", "rmc"}
        | PANEL
        | {"former expert", "outsider"},
    ),
    (P.KEEP_SHARED_BANK, None, {"rmc"}),
    (P.CREATE_SUBMISSION, None, {"author", "colleague", "author elsewhere"}),
    (P.MANAGE_PEOPLE, None, {"administrator"}),
    (P.MANAGE_PLACES, None, {"administrator"}),
    (P.MANAGE_PROFILE, None, {"administrator"}),
    (P.SEE_JOURNAL, None, {"administrator"}),
    (P.SEE_REGISTRY, None, set(HATS)),
    (P.SEE_REGISTRY, facts(), set(HATS)),
    (P.ENTER_TEACHER_DESK, None, {"author", "colleague", "author elsewhere"}),
    (P.ENTER_INTERNAL_DESK, None, {"internal", "foreign internal"}),
    (P.ENTER_MOC_DESK, None, {"moc", "foreign moc"}),
    (P.ENTER_RMC_DESK, None, {"rmc"}),
    (P.ENTER_EXPERT_DESK, None, PANEL | {"former expert", "outsider"}),
    (P.ENTER_OFFICE, None, {"administrator"}),
]


@pytest.mark.parametrize(("permission", "known", "hats"), MATRIX)
def test_matrix(permission: Permission, known: Facts | None, hats: set[str]) -> None:
    assert allowed(permission, known) == hats


def test_every_permission_is_in_the_table_and_in_the_matrix() -> None:
    assert set(PERMISSIONS) == set(Permission) == {row[0] for row in MATRIX}


def test_what_is_not_in_the_table_is_denied() -> None:
    assert not may(w.RMC, "unheard_of", facts())  # type: ignore[arg-type]
    assert not may(None, "unheard_of")  # type: ignore[arg-type]


JUDGING = (
    P.WAIVE_FINDING,
    P.WRITE_REMARK,
    P.SEE_REMARKS,
    P.ASSIGN_EXPERTS,
    P.SCORE,
    P.SEE_SHEET,
    P.SEE_EXPERT_NAMES,
    P.SEE_LETTERS,
    P.SEE_SIMILAR,
    P.SEE_TALK,
    P.SEE_STAFF_TALK,
    P.WRITE_TALK,
)
OTHER_HATS = (
    w.AUTHOR_AS_INTERNAL,
    w.AUTHOR_AS_MOC,
    w.AUTHOR_AS_RMC,
    Actor(1, Role.EXPERT),
)


@pytest.mark.parametrize("state", list(State))
def test_an_author_learns_and_judges_nothing_in_another_hat(state: State) -> None:
    known = facts(
        state=state, expert_ids=frozenset({1, 31}), panel_ids=frozenset({1, 31}), released=True
    )
    for keeper in (Role.RMC, Role.MOC):
        for subject in (1, 31):
            for given_facts in (
                replace(known, panel_keeper=keeper, subject_person_id=subject, verdict_given=True),
                replace(known, panel_keeper=keeper, subject_person_id=subject),
            ):
                for hat in OTHER_HATS:
                    assert not [p for p in JUDGING if may(hat, p, given_facts)], hat


def test_an_expert_who_also_moderates_reads_no_fellow_marks_before_the_verdict() -> None:
    for keeper in (Role.RMC, Role.MOC):
        open_round = facts(panel_keeper=keeper, subject_person_id=31)
        for hat in (Actor(30, Role.RMC), Actor(30, Role.MOC, None, w.MUNICIPALITY)):
            assert not may(hat, P.SEE_SHEET, open_round)
            assert not may(hat, P.SEE_REMARKS, open_round)
            assert may(hat, P.SEE_SHEET, replace(open_round, verdict_given=True))
            assert may(hat, P.SEE_REMARKS, replace(open_round, by_expert=False))


ACTORS = st.sampled_from([hat for hat in HATS.values() if hat is not None] + list(OTHER_HATS))
IDS = st.frozensets(st.sampled_from([1, 2, 3, 30, 31, 32]), max_size=3)
ANY_FACTS = st.builds(
    Facts,
    organisation_id=st.sampled_from([None, w.ORGANISATION, w.OTHER_ORGANISATION]),
    municipality_id=st.sampled_from([None, w.MUNICIPALITY, w.OTHER_MUNICIPALITY]),
    author_ids=IDS,
    expert_ids=IDS,
    panel_ids=IDS,
    state=st.sampled_from([None, *State]),
    submitted=st.booleans(),
    subject_person_id=st.sampled_from([None, 1, 30, 31]),
    by_expert=st.booleans(),
    released=st.booleans(),
    verdict_given=st.booleans(),
    disputed=st.booleans(),
    panel_keeper=st.sampled_from([Role.RMC, Role.MOC]),
    blindness=st.sampled_from([Blindness(), SHUT, OPEN_EYES]),
)


@pytest.mark.parametrize("hat", [hat for hat in HATS.values() if hat is not None])
def test_lists_and_pages_agree_on_the_matrix(hat: Actor) -> None:
    for known in (DRAFT, facts(), DECIDED, MUNICIPAL, Facts()):
        assert scope_of(hat).holds(known) is may(hat, P.SEE_SUBMISSION, known)


@given(ACTORS, ANY_FACTS)
def test_lists_and_pages_agree(actor: Actor, known: Facts) -> None:
    assert scope_of(actor).holds(known) is may(actor, P.SEE_SUBMISSION, known)


@given(ACTORS, ANY_FACTS, st.sampled_from(Permission))
def test_nobody_without_account_gets_more_than_the_registry(
    actor: Actor, known: Facts, permission: Permission
) -> None:
    assert may(None, permission, known) is (permission is P.SEE_REGISTRY)
    if may(actor, permission, known):
        assert actor.role is not Role.SYSTEM or permission is P.SEE_REGISTRY


@given(ACTORS, ANY_FACTS)
def test_names_stay_hidden_from_blind_experts(actor: Actor, known: Facts) -> None:
    if actor.role is Role.EXPERT and not known.blindness.expert_sees_author:
        assert not may(actor, P.SEE_AUTHORS, known)
        assert not may(actor, P.DOWNLOAD_ORIGINAL, known)
        assert not may(actor, P.SEE_TIMELINE, known)
    if actor.role in {Role.EXPERT, Role.ADMINISTRATOR, Role.INTERNAL_EXPERT}:
        assert not may(actor, P.SEE_EXPERT_NAMES, known)


@pytest.mark.parametrize(
    ("actor", "scope"),
    [
        (w.AUTHOR, Scope(Reach.AUTHORED, w.ORGANISATION, 1)),
        (w.INTERNAL, Scope(Reach.ORGANISATION, w.ORGANISATION)),
        (w.MOC, Scope(Reach.MUNICIPALITY, w.MUNICIPALITY)),
        (w.RMC, Scope(Reach.REGION)),
        (SEATED, Scope(Reach.PANELS, None, 30)),
        (w.ADMINISTRATOR, Scope(Reach.NOTHING)),
        (SYSTEM, Scope(Reach.NOTHING)),
    ],
)
def test_scopes(actor: Actor, scope: Scope) -> None:
    assert scope_of(actor) == scope


def test_conditions_have_names_for_the_documentation() -> None:
    used = {condition for rule in PERMISSIONS.values() for way in rule for condition in way}
    names = {condition.__name__ for condition in used}
    assert len(names) == len(used)
    assert "is_rmc" in names
    assert access.Facts is conditions.Facts
