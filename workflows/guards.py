"""Named predicates over a Situation: each answers None or the reason that stands in the way.

GUARDS    must hold before a transition may be taken; their reasons are shown on a grey button
CHOICES   choose between variants of one action; never shown
NEEDS     what the person must bring along (a reason, remarks); asked for when the step is taken
"""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from workflows.refusal import Refusal
from workflows.roles import Actor
from workflows.situation import Situation, State

Guard = Callable[[Situation, Actor], Refusal | None]


def card_complete(situation: Situation, actor: Actor) -> Refusal | None:
    """The card has every field the review needs (docs/domain, section 10)."""
    return None if situation.card_complete else Refusal("card_incomplete")


def file_present(situation: Situation, actor: Actor) -> Refusal | None:
    """A readable programme text is attached."""
    return None if situation.file_present else Refusal("file_missing")


def checks_clear(situation: Situation, actor: Actor) -> Refusal | None:
    """The checks of the text found nothing that blocks, or a desk has waived it."""
    count = situation.blocking_findings
    return Refusal("blocking_findings", {"count": count}) if count > 0 else None


def season_open(situation: Situation, actor: Actor) -> Refusal | None:
    """The season takes new programmes today."""
    return None if situation.season_open else Refusal("season_closed")


def season_over(situation: Situation, actor: Actor) -> Refusal | None:
    """The season takes no more, so what lies abandoned may be closed."""
    return Refusal("season_still_open") if situation.season_open else None


def new_revision(situation: Situation, actor: Actor) -> Refusal | None:
    """The author uploaded a version since the return."""
    return None if situation.new_revision else Refusal("no_new_revision")


def no_unanswered_musts(situation: Situation, actor: Actor) -> Refusal | None:
    """Every remark marked "must" has an answer."""
    count = situation.unanswered_musts
    return Refusal("unanswered_musts", {"count": count}) if count > 0 else None


def resubmissions_left(situation: Situation, actor: Actor) -> Refusal | None:
    """The profile's limit of attempts after failed verdicts is not used up."""
    limit = situation.resubmissions_max
    if limit is None or situation.resubmissions < limit:
        return None
    return Refusal("no_resubmissions_left", {"limit": limit})


def panel_full(situation: Situation, actor: Actor) -> Refusal | None:
    """Every chair of the present stage is taken."""
    missing = situation.seats - situation.panel_size
    return Refusal("panel_not_full", {"missing": missing}) if missing > 0 else None


def panel_short(situation: Situation, actor: Actor) -> Refusal | None:
    """A chair of the present stage is free."""
    return Refusal("panel_is_full") if situation.panel_size >= situation.seats else None


def panel_empty(situation: Situation, actor: Actor) -> Refusal | None:
    """Nobody has been asked to review yet."""
    seated = situation.panel_size
    return Refusal("experts_already_seated", {"count": seated}) if seated > 0 else None


def sheets_missing(situation: Situation, actor: Actor) -> Refusal | None:
    """Somebody of the panel has not handed in the sheet."""
    if situation.sheets_submitted < situation.panel_size:
        return None
    return Refusal("all_sheets_in")


def own_sheet_open(situation: Situation, actor: Actor) -> Refusal | None:
    """The acting expert has not handed in the sheet."""
    return Refusal("sheet_is_in") if actor.person_id in situation.submitted_ids else None


def not_awaiting_third(situation: Situation, actor: Actor) -> Refusal | None:
    """The free chair is one that was given back, not the third expert's."""
    third = situation.state is State.THIRD_REVIEW
    waits = third and situation.sheets_submitted >= situation.experts_required
    return Refusal("third_is_awaited") if waits else None


def all_sheets_in(situation: Situation, actor: Actor) -> Refusal | None:
    """Every chair has handed in its sheet."""
    missing = situation.seats - situation.sheets_submitted
    return Refusal("sheets_missing", {"missing": missing}) if missing > 0 else None


def _outcome(wanted: str, situation: Situation, actor: Actor) -> Refusal | None:
    if situation.outcome == wanted:
        return None
    return Refusal("other_outcome", {"wanted": wanted, "outcome": situation.outcome})


def validity_over(situation: Situation, actor: Actor) -> Refusal | None:
    """The badge's last day has gone by."""
    return None if situation.validity_over else Refusal("badge_still_valid")


def never_reviewed(situation: Situation, actor: Actor) -> Refusal | None:
    """No expert has ever been seated, so nothing would be lost by starting anew."""
    if situation.round == 1 and situation.panel_size == 0 and situation.outcome is None:
        return None
    return Refusal("already_reviewed", {"round": situation.round})


def _returned_by(desk: State, situation: Situation, actor: Actor) -> Refusal | None:
    if situation.returned_by is desk:
        return None
    return Refusal("returned_by_another_desk", {"desk": situation.returned_by})


def reason(situation: Situation, actor: Actor) -> Refusal | None:
    """A written reason comes along."""
    return None if situation.reason_given else Refusal("reason_missing")


def remarks_or_reason(situation: Situation, actor: Actor) -> Refusal | None:
    """The author is told what to mend: by remarks or by a reason."""
    if situation.desk_remarks > 0 or situation.reason_given:
        return None
    return Refusal("remarks_missing")


GUARDS: Final[Mapping[str, Guard]] = MappingProxyType(
    {
        "card_complete": card_complete,
        "file_present": file_present,
        "checks_clear": checks_clear,
        "season_open": season_open,
        "season_over": season_over,
        "new_revision": new_revision,
        "no_unanswered_musts": no_unanswered_musts,
        "resubmissions_left": resubmissions_left,
        "panel_full": panel_full,
        "panel_short": panel_short,
        "panel_empty": panel_empty,
        "sheets_missing": sheets_missing,
        "own_sheet_open": own_sheet_open,
        "not_awaiting_third": not_awaiting_third,
        "all_sheets_in": all_sheets_in,
        "outcome_passed": partial(_outcome, "passed"),
        "outcome_failed": partial(_outcome, "failed"),
        "outcome_third": partial(_outcome, "third_needed"),
        "validity_over": validity_over,
        "never_reviewed": never_reviewed,
    }
)

DESKS: Final = (
    State.INTERNAL_CHECK,
    State.MOC_MODERATION,
    State.RMC_MODERATION,
    State.EXPERT_ASSIGNMENT,
)
CHOICES: Final[Mapping[str, Guard]] = MappingProxyType(
    {f"returned_by_{desk}": partial(_returned_by, desk) for desk in DESKS}
)

NEEDS: Final[Mapping[str, Guard]] = MappingProxyType(
    {"reason": reason, "remarks_or_reason": remarks_or_reason}
)
