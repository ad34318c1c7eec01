"""States of a submission and the Situation: the facts guards may look at.

States and outside status names follow docs/domain, section 9.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class State(StrEnum):
    """Where a submission lies."""

    DRAFT = "draft"
    INTERNAL_CHECK = "internal_check"
    MOC_MODERATION = "moc_moderation"
    RMC_MODERATION = "rmc_moderation"
    EXPERT_ASSIGNMENT = "expert_assignment"
    IN_REVIEW = "in_review"
    THIRD_REVIEW = "third_review"
    DECIDED_PASSED = "decided_passed"
    DECIDED_FAILED = "decided_failed"
    IN_REVISION = "in_revision"
    BADGE_ACTIVE = "badge_active"
    BADGE_EXPIRED = "badge_expired"
    BADGE_REVOKED = "badge_revoked"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"


WAITING_FOR_AUTHOR: Final = frozenset({State.DRAFT, State.IN_REVISION})
AT_MODERATION: Final = frozenset({State.INTERNAL_CHECK, State.MOC_MODERATION, State.RMC_MODERATION})
WITH_EXPERTS: Final = frozenset({State.IN_REVIEW, State.THIRD_REVIEW})
DECIDED: Final = frozenset({State.DECIDED_PASSED, State.DECIDED_FAILED})
BADGED: Final = frozenset({State.BADGE_ACTIVE, State.BADGE_EXPIRED, State.BADGE_REVOKED})
PUBLIC: Final = BADGED
FINAL: Final = frozenset(
    {State.BADGE_EXPIRED, State.BADGE_REVOKED, State.ARCHIVED, State.WITHDRAWN}
)
UNDER_WAY: Final = frozenset(
    AT_MODERATION | WITH_EXPERTS | DECIDED | {State.EXPERT_ASSIGNMENT, State.IN_REVISION}
)
LOCKED: Final = frozenset(set(State) - WAITING_FOR_AUTHOR)

NAVIGATOR_STATUS: Final[Mapping[State, str]] = MappingProxyType(
    {
        State.DRAFT: "initial",
        State.MOC_MODERATION: "moderating",
        State.RMC_MODERATION: "moderating",
        State.IN_REVISION: "wait_for_editing",
        State.BADGE_ACTIVE: "published",
        State.ARCHIVED: "archive",
    }
)
PFDO_STATUS: Final[Mapping[State, int]] = MappingProxyType(
    {
        State.INTERNAL_CHECK: 0,
        State.MOC_MODERATION: 0,
        State.RMC_MODERATION: 0,
        State.EXPERT_ASSIGNMENT: 0,
        State.IN_REVIEW: 1,
        State.THIRD_REVIEW: 1,
        State.BADGE_ACTIVE: 2,
        State.DECIDED_FAILED: 3,
        State.DRAFT: 5,
        State.ARCHIVED: 10,
    }
)
KOIRO_STATUS: Final[Mapping[State, str]] = MappingProxyType(
    {
        State.DRAFT: "draft",
        State.EXPERT_ASSIGNMENT: "submitted",
        State.IN_REVIEW: "in_review",
        State.THIRD_REVIEW: "in_review",
        State.IN_REVISION: "needs_revision",
        State.DECIDED_PASSED: "approved",
        State.DECIDED_FAILED: "rejected",
        State.ARCHIVED: "archived",
    }
)

OUTCOMES: Final = ("passed", "failed", "third_needed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything a guard may know about one submission at one moment.

    author_ids       people who wrote the programme
    expert_ids       the panel of the current round
    submitted_ids    members of that panel whose sheet is in
    round            number of the expert review, from 1; grows after a failed verdict only
    revision         number of the last uploaded version, 0 when none
    new_revision     a version was uploaded since the last return
    unanswered_musts released remarks marked "must" that the author has not answered
    blocking_findings findings of the checks that block and that no desk has waived
    desk_remarks     remarks the present desk has written and not yet handed over
    resubmissions    times the author sent it again after a failed verdict
    returned_by      the desk that returned it; None after a failed verdict
    experts_required seats of the panel, without the third expert
    outcome          "passed", "failed", "third_needed"; None while sheets are missing
    reason_given     the person acting has written a reason
    validity_over    the badge's last day has gone by
    """

    state: State
    organisation_id: int
    municipality_id: int
    author_ids: frozenset[int]
    expert_ids: frozenset[int] = frozenset()
    submitted_ids: frozenset[int] = frozenset()
    round: int = 1
    revision: int = 0
    card_complete: bool = False
    file_present: bool = False
    new_revision: bool = False
    unanswered_musts: int = 0
    blocking_findings: int = 0
    desk_remarks: int = 0
    season_open: bool = False
    resubmissions: int = 0
    resubmissions_max: int | None = None
    returned_by: State | None = None
    panel_size: int = 0
    experts_required: int = 2
    sheets_submitted: int = 0
    outcome: str | None = None
    reason_given: bool = False
    validity_over: bool = False

    @property
    def seats(self) -> int:
        """Chairs the present stage has: the panel, and one more during the third review."""
        return self.experts_required + (1 if self.state is State.THIRD_REVIEW else 0)
