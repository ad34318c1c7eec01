"""Enumerations of the ledger in words, in the order in which a list offers them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from review.languages import N_
from review.models.moderation import Audience, RemarkLevel, RemarkStatus
from review.models.outbox import LetterState
from review.models.programmes import (
    Direction,
    Financing,
    Form,
    Health,
    Level,
    ProgrammeType,
)
from review.models.registry import BadgeState
from review.models.scoring import Outcome, SeatState
from workflows.letters import Audience as Reader

DIRECTIONS: Final[Mapping[str, str]] = {
    Direction.TECHNICAL: N_("Technical"),
    Direction.SCIENCE: N_("Natural science"),
    Direction.ARTS: N_("Arts"),
    Direction.SPORT: N_("Physical culture and sport"),
    Direction.TOURISM: N_("Tourism and local lore"),
    Direction.SOCIAL: N_("Social and humanitarian"),
}

#: Fields of the programme card.
CARD_FIELDS: Final[Mapping[str, str]] = {
    "title": N_("Title of the programme"),
    "direction": N_("Direction"),
    "level": N_("Level"),
    "form": N_("Form of study"),
    "age_from": N_("Age from, years"),
    "age_to": N_("Age to, years"),
    "duration_months": N_("Duration, months"),
    "hours": N_("Volume, academic hours"),
    "financing": N_("Financing"),
    "authors": N_("Authors"),
}

LEVELS: Final[Mapping[str, str]] = {
    Level.INITIAL: N_("Initial"),
    Level.BASIC: N_("Basic"),
    Level.ADVANCED: N_("Advanced"),
}

FORMS: Final[Mapping[str, str]] = {
    Form.FULL_TIME: N_("Full-time"),
    Form.PART_TIME: N_("Part-time"),
    Form.EXTRAMURAL: N_("Extramural"),
}

FINANCING: Final[Mapping[str, str]] = {
    Financing.CERTIFICATE: N_("Personalised financing (certificate)"),
    Financing.BUDGET: N_("Budget"),
    Financing.PAID: N_("Paid by parents"),
}

TYPES: Final[Mapping[str, str]] = {
    ProgrammeType.MULTILEVEL: N_("Multilevel"),
    ProgrammeType.MODULAR: N_("Modular"),
    ProgrammeType.NETWORK: N_("Network"),
    ProgrammeType.DISTANCE: N_("Distance"),
    ProgrammeType.ADAPTED: N_("Adapted"),
    ProgrammeType.SHORT: N_("Short-term"),
    ProgrammeType.HOLIDAY: N_("Holiday"),
    ProgrammeType.EXTRAMURAL_SCHOOL: N_("Extramural school"),
    ProgrammeType.INTEGRATED: N_("Integrated"),
    ProgrammeType.GIFTED: N_("For gifted children"),
    ProgrammeType.HARDSHIP: N_("For children in hardship"),
}

HEALTH: Final[Mapping[str, str]] = {
    Health.NONE: N_("No limitations"),
    Health.DEAF: N_("Deaf children"),
    Health.HARD_OF_HEARING: N_("Children hard of hearing"),
    Health.BLIND: N_("Blind children"),
    Health.LOW_VISION: N_("Children with low vision"),
    Health.SPEECH: N_("Children with severe speech disorders"),
    Health.LOCOMOTOR: N_("Children with motor disorders"),
    Health.DELAY: N_("Children with delayed development"),
    Health.AUTISM: N_("Children with autism"),
    Health.INTELLECT: N_("Children with intellectual disability"),
}

REMARK_LEVELS: Final[Mapping[str, str]] = {
    RemarkLevel.MUST: N_("Must be mended"),
    RemarkLevel.IMPROVE: N_("Worth improving"),
    RemarkLevel.PRAISE: N_("Well done"),
}

REMARK_STATUSES: Final[Mapping[str, str]] = {
    RemarkStatus.OPEN: N_("Open"),
    RemarkStatus.MENDED: N_("Mended by the author"),
    RemarkStatus.OBJECTED: N_("The author objects"),
    RemarkStatus.VERIFIED: N_("Checked and closed"),
    RemarkStatus.WITHDRAWN: N_("Taken back"),
}

AUDIENCES: Final[Mapping[str, str]] = {
    Audience.AUTHOR: N_("For the author"),
    Audience.STAFF: N_("For the centres only"),
}

#: To whom a letter goes, as a line beside a button says it.
LETTER_READERS: Final[Mapping[str, str]] = {
    Reader.AUTHORS: N_("authors"),
    Reader.INTERNAL: N_("internal experts of the organisation"),
    Reader.MOC: N_("the municipal centre"),
    Reader.RMC: N_("the regional centre"),
    Reader.PANEL: N_("the panel"),
    Reader.KEEPER: N_("those who seat experts"),
    Reader.NEWCOMERS: N_("the experts seated"),
}

SEATS: Final[Mapping[str, str]] = {
    SeatState.HELD: N_("On the panel"),
    SeatState.DECLINED: N_("Declined"),
    SeatState.REPLACED: N_("Replaced"),
}

OUTCOMES: Final[Mapping[str, str]] = {
    Outcome.PASSED: N_("Passed"),
    Outcome.FAILED: N_("Not passed"),
}

BADGES: Final[Mapping[str, str]] = {
    BadgeState.ACTIVE: N_("In force"),
    BadgeState.REVOKED: N_("Revoked"),
    BadgeState.SUPERSEDED: N_("Replaced by a newer one"),
    "expired": N_("Expired"),
}

LETTER_STATES: Final[Mapping[str, str]] = {
    LetterState.QUEUED: N_("Waiting to be sent"),
    LetterState.SENT: N_("Sent"),
    LetterState.FAILED: N_("Could not be delivered"),
}

LETTERS: Final[Mapping[str, str]] = {
    "submitted": N_("The programme is submitted"),
    "moved_on": N_("The programme moved on"),
    "admitted": N_("The programme is admitted to the review"),
    "returned": N_("The programme is returned for revision"),
    "refused": N_("Admission to the review is refused"),
    "verdict_failed": N_("The review is not passed"),
    "badge_issued": N_("The badge is issued"),
    "badge_revoked": N_("The badge is revoked"),
    "badge_expired": N_("The badge has expired"),
    "withdrawn": N_("The programme is withdrawn"),
    "closed": N_("The work on the programme is closed"),
    "arrived_internal": N_("A programme to check"),
    "arrived_moc": N_("A programme at the municipal centre"),
    "arrived_rmc": N_("A programme at the regional centre"),
    "third_needed_rmc": N_("A third expert is needed"),
    "third_needed_moc": N_("A third expert is needed (municipal review)"),
    "expert_invited": N_("A programme to review"),
    "expert_declined": N_("An expert gave a review back"),
    "finding_waived": N_("A disputed finding is let pass"),
    "finding_upheld": N_("A disputed finding stands"),
    "called_into_talk": N_("A call into a talk"),
    "invitation": N_("An invitation to Znachok"),
    "password_reset": N_("A new password"),
}
