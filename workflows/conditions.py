"""Conditions of the access policy: what each may look at, and one small question each."""

from collections.abc import Callable
from dataclasses import dataclass

from workflows import visibility
from workflows.roles import Actor, Role
from workflows.situation import AT_MODERATION, FINAL, WAITING_FOR_AUTHOR, WITH_EXPERTS, State
from workflows.visibility import BLIND, Blindness


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the policy may look at, whatever the object is. Left out means unknown, so denied.

    submitted          the author has sent it at least once
    expert_ids         panels of all rounds; panel_ids: the panel of the current round
    subject_person_id  whose sheet, remark or letter it is
    sheet_submitted    that sheet has been handed in
    by_expert          the remark comes from the panel, not from a moderation desk
    released           the remark was handed to the author
    verdict_given      the round the sheet or remark belongs to has its verdict
    disputed           the finding was disputed by the author, so that desks may read it
    panel_keeper       the hat that seats experts on this track
    """

    organisation_id: int | None = None
    municipality_id: int | None = None
    author_ids: frozenset[int] = frozenset()
    expert_ids: frozenset[int] = frozenset()
    panel_ids: frozenset[int] = frozenset()
    state: State | None = None
    submitted: bool = False
    subject_person_id: int | None = None
    sheet_submitted: bool = False
    by_expert: bool = False
    released: bool = False
    verdict_given: bool = False
    disputed: bool = False
    published: bool = False
    panel_keeper: Role = Role.RMC
    blindness: Blindness = BLIND


Condition = Callable[[Actor, Facts], bool]


def _wears(role: Role) -> Condition:
    def condition(actor: Actor, facts: Facts) -> bool:
        return actor.role is role

    condition.__name__ = f"is_{role}"
    return condition


is_teacher, is_internal, is_moc = map(_wears, (Role.TEACHER, Role.INTERNAL_EXPERT, Role.MOC))
is_rmc, is_expert = _wears(Role.RMC), _wears(Role.EXPERT)
is_administrator, is_system = _wears(Role.ADMINISTRATOR), _wears(Role.SYSTEM)


def own_organisation(actor: Actor, facts: Facts) -> bool:
    """The object belongs to the organisation the hat is worn in."""
    return actor.organisation_id is not None and actor.organisation_id == facts.organisation_id


def own_municipality(actor: Actor, facts: Facts) -> bool:
    """The object belongs to the municipality the hat is worn in."""
    return actor.municipality_id is not None and actor.municipality_id == facts.municipality_id


def wrote_it(actor: Actor, facts: Facts) -> bool:
    """The person is an author of the programme."""
    return actor.person_id in facts.author_ids


def not_author(actor: Actor, facts: Facts) -> bool:
    """The person is no author of it: nobody judges the own programme in another hat."""
    return actor.person_id not in facts.author_ids


def submitted(actor: Actor, facts: Facts) -> bool:
    """It has left the author's desk at least once."""
    return facts.submitted


def sat_on_it(actor: Actor, facts: Facts) -> bool:
    """The person has a chair in some round of it."""
    return actor.person_id in facts.expert_ids


def sits_on_it(actor: Actor, facts: Facts) -> bool:
    """The person has a chair in the current round."""
    return actor.person_id in facts.panel_ids


def is_subject(actor: Actor, facts: Facts) -> bool:
    """The sheet, remark or letter is the person's own."""
    return actor.person_id is not None and actor.person_id == facts.subject_person_id


def disputed(actor: Actor, facts: Facts) -> bool:
    """The author asks to look at the finding, be it still a draft."""
    return facts.disputed


def before_review(actor: Actor, facts: Facts) -> bool:
    """With the author or at a desk, so that a finding still decides something."""
    return facts.state in WAITING_FOR_AUTHOR or facts.state in AT_MODERATION


def with_author(actor: Actor, facts: Facts) -> bool:
    """The author may change card and text."""
    return facts.state in {State.DRAFT, State.IN_REVISION}


def under_way(actor: Actor, facts: Facts) -> bool:
    """Its road has not ended: neither withdrawn, closed, nor out of force."""
    return facts.state is not None and facts.state not in FINAL


def in_revision(actor: Actor, facts: Facts) -> bool:
    """It was returned and waits for the author."""
    return facts.state is State.IN_REVISION


def with_experts(actor: Actor, facts: Facts) -> bool:
    """The panel is at work."""
    return facts.state in WITH_EXPERTS


def assignable(actor: Actor, facts: Facts) -> bool:
    """Chairs may be filled or changed."""
    return facts.state in WITH_EXPERTS or facts.state is State.EXPERT_ASSIGNMENT


def sheet_open(actor: Actor, facts: Facts) -> bool:
    """The sheet has not been handed in."""
    return not facts.sheet_submitted


def keeps_panel(actor: Actor, facts: Facts) -> bool:
    """The hat seats experts on this track, within its own place."""
    return actor.role is facts.panel_keeper and (
        actor.role is Role.RMC or own_municipality(actor, facts)
    )


def at_own_desk(actor: Actor, facts: Facts) -> bool:
    """It lies on the desk of this hat, so remarks may be written there."""
    desks = {
        Role.INTERNAL_EXPERT: State.INTERNAL_CHECK,
        Role.MOC: State.MOC_MODERATION,
        Role.RMC: State.RMC_MODERATION,
    }
    keeper = facts.panel_keeper is Role.MOC and facts.state is State.EXPERT_ASSIGNMENT
    return facts.state is not None and (
        desks.get(actor.role) is facts.state or (keeper and actor.role is Role.MOC)
    )


def reads_remark(actor: Actor, facts: Facts) -> bool:
    """The remark is for this hat by now (visibility.remark_audience)."""
    return actor.role in visibility.remark_audience(
        by_expert=facts.by_expert,
        released=facts.released,
        verdict_given=facts.verdict_given,
        blindness=facts.blindness,
    )


def reads_sheet(actor: Actor, facts: Facts) -> bool:
    """The sheet is for this hat by now (visibility.sheet_audience)."""
    return actor.role in visibility.sheet_audience(
        verdict_given=facts.verdict_given, blindness=facts.blindness
    )


def sits_apart(actor: Actor, facts: Facts) -> bool:
    """The person has no chair in the current round, or it has its verdict: an expert who also
    moderates must not read the fellow expert's marks in the other hat."""
    return facts.verdict_given or actor.person_id not in facts.panel_ids


def reads_fairly(actor: Actor, facts: Facts) -> bool:
    """A desk's remark, or a panel's one read by somebody who sits apart from it."""
    return not facts.by_expert or sits_apart(actor, facts)


def authors_shown(actor: Actor, facts: Facts) -> bool:
    """The blind mode lets experts read the authors' names."""
    return facts.blindness.expert_sees_author


def organisation_shown(actor: Actor, facts: Facts) -> bool:
    """The blind mode lets experts read the organisation's name."""
    return facts.blindness.expert_sees_organisation


def names_shown(actor: Actor, facts: Facts) -> bool:
    """The blind mode lets authors read experts' names by now."""
    return visibility.shows_expert_names(actor.role, facts.blindness, facts.verdict_given)
