"""Who may see and do what besides moving a review: any of (all of) named conditions.

Default deny: no actor, no facts where facts are needed, no rule: no. The table is data, so the
documentation and the generated access test read the same rules the pages obey.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from workflows import conditions as on
from workflows.conditions import Condition, Facts
from workflows.roles import Actor, Role

__all__ = ["PERMISSIONS", "Facts", "Permission", "Reach", "Scope", "may", "scope_of"]


class Permission(StrEnum):
    """Everything that is allowed or not, besides the steps of a track."""

    SEE_SUBMISSION = "see_submission"
    SEE_DOCUMENT = "see_document"
    DOWNLOAD_ORIGINAL = "download_original"
    DOWNLOAD_CLEANED = "download_cleaned"
    EDIT_CARD = "edit_card"
    UPLOAD_REVISION = "upload_revision"
    WRITE_REMARK = "write_remark"
    SEE_FINDINGS = "see_findings"
    DISPUTE_FINDING = "dispute_finding"
    WAIVE_FINDING = "waive_finding"
    SEE_REMARKS = "see_remarks"
    ANSWER_REMARK = "answer_remark"
    SEE_AUTHORS = "see_authors"
    SEE_ORGANISATION = "see_organisation"
    ASSIGN_EXPERTS = "assign_experts"
    SCORE = "score"
    SEE_SHEET = "see_sheet"
    SEE_EXPERT_NAMES = "see_expert_names"
    EXPORT_RESULTS = "export_results"
    SEE_TIMELINE = "see_timeline"
    SEE_LETTERS = "see_letters"
    SEE_SIMILAR = "see_similar"
    SEE_TALK = "see_talk"
    SEE_STAFF_TALK = "see_staff_talk"
    WRITE_TALK = "write_talk"
    USE_BANK = "use_bank"
    KEEP_SHARED_BANK = "keep_shared_bank"
    CREATE_SUBMISSION = "create_submission"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_PLACES = "manage_places"
    MANAGE_PROFILE = "manage_profile"
    SEE_JOURNAL = "see_journal"
    SEE_REGISTRY = "see_registry"
    ENTER_TEACHER_DESK = "enter_teacher_desk"
    ENTER_INTERNAL_DESK = "enter_internal_desk"
    ENTER_MOC_DESK = "enter_moc_desk"
    ENTER_RMC_DESK = "enter_rmc_desk"
    ENTER_EXPERT_DESK = "enter_expert_desk"
    ENTER_OFFICE = "enter_office"


Way = tuple[Condition, ...]
Rule = tuple[Way, ...]

AUTHOR: Final[Way] = (on.is_teacher, on.own_organisation, on.wrote_it)
INTERNAL: Final[Way] = (on.is_internal, on.own_organisation, on.submitted)
MOC: Final[Way] = (on.is_moc, on.own_municipality, on.submitted)
RMC: Final[Way] = (on.is_rmc, on.submitted)
EXPERT: Final[Way] = (on.is_expert, on.sat_on_it, on.not_author)
STAFF: Final[Rule] = (INTERNAL, MOC, RMC)
READERS: Final[Rule] = (AUTHOR, *STAFF)
EVERYBODY: Final[Rule] = ((),)


def _and(rule: Rule, *more: Condition) -> Rule:
    return tuple((*way, *more) for way in rule)


PERMISSIONS: Final[Mapping[Permission, Rule]] = MappingProxyType(
    {
        Permission.SEE_SUBMISSION: (*READERS, EXPERT),
        Permission.SEE_DOCUMENT: (*READERS, EXPERT),
        Permission.DOWNLOAD_ORIGINAL: READERS,
        Permission.DOWNLOAD_CLEANED: (*READERS, EXPERT),
        Permission.EDIT_CARD: ((*AUTHOR, on.with_author),),
        Permission.UPLOAD_REVISION: ((*AUTHOR, on.with_author),),
        Permission.WRITE_REMARK: (
            *_and(STAFF, on.at_own_desk, on.not_author),
            (*EXPERT, on.sits_on_it, on.with_experts),
        ),
        Permission.SEE_FINDINGS: READERS,
        Permission.DISPUTE_FINDING: ((*AUTHOR, on.with_author),),
        # Before the first sending a desk reads the disputed finding and nothing else.
        Permission.WAIVE_FINDING: (
            (on.is_internal, on.own_organisation, on.disputed, on.before_review, on.not_author),
            (on.is_moc, on.own_municipality, on.disputed, on.before_review, on.not_author),
            (on.is_rmc, on.disputed, on.before_review, on.not_author),
            *_and(STAFF, on.before_review, on.not_author),
        ),
        Permission.SEE_REMARKS: (
            (*AUTHOR, on.reads_remark),
            *_and(STAFF, on.reads_remark, on.reads_fairly, on.not_author),
            (*EXPERT, on.reads_remark),
            (*EXPERT, on.is_subject),
        ),
        Permission.ANSWER_REMARK: ((*AUTHOR, on.reads_remark, on.in_revision),),
        Permission.SEE_AUTHORS: (*READERS, (*EXPERT, on.authors_shown)),
        Permission.SEE_ORGANISATION: (*READERS, (*EXPERT, on.organisation_shown)),
        Permission.ASSIGN_EXPERTS: ((on.submitted, on.keeps_panel, on.assignable, on.not_author),),
        Permission.SCORE: (
            (*EXPERT, on.sits_on_it, on.is_subject, on.with_experts, on.sheet_open),
        ),
        Permission.SEE_SHEET: (
            (*AUTHOR, on.reads_sheet),
            (*MOC, on.reads_sheet, on.not_author, on.sits_apart),
            (*RMC, on.reads_sheet, on.not_author, on.sits_apart),
            (on.submitted, on.keeps_panel, on.not_author, on.sits_apart),
            (*EXPERT, on.reads_sheet),
            (*EXPERT, on.is_subject),
        ),
        Permission.SEE_EXPERT_NAMES: (
            (*AUTHOR, on.names_shown),
            (*RMC, on.not_author),
            (on.submitted, on.keeps_panel, on.not_author),
        ),
        Permission.EXPORT_RESULTS: ((on.is_rmc,), (on.is_moc, on.own_municipality)),
        Permission.SEE_TIMELINE: READERS,
        Permission.SEE_LETTERS: ((*RMC, on.not_author),),
        Permission.SEE_SIMILAR: _and(STAFF, on.not_author),
        # Experts take no part in talks: a chat would tell them whose programme it is.
        Permission.SEE_TALK: ((*AUTHOR, on.submitted), *_and(STAFF, on.not_author)),
        Permission.SEE_STAFF_TALK: _and(STAFF, on.not_author),
        Permission.WRITE_TALK: (
            (*AUTHOR, on.submitted, on.under_way),
            *_and(STAFF, on.not_author, on.under_way),
        ),
        Permission.USE_BANK: ((on.is_internal,), (on.is_moc,), (on.is_rmc,), (on.is_expert,)),
        Permission.KEEP_SHARED_BANK: ((on.is_rmc,),),
        Permission.CREATE_SUBMISSION: ((on.is_teacher,),),
        Permission.MANAGE_PEOPLE: ((on.is_administrator,),),
        Permission.MANAGE_PLACES: ((on.is_administrator,),),
        Permission.MANAGE_PROFILE: ((on.is_administrator,),),
        Permission.SEE_JOURNAL: ((on.is_administrator,),),
        Permission.SEE_REGISTRY: EVERYBODY,
        Permission.ENTER_TEACHER_DESK: ((on.is_teacher,),),
        Permission.ENTER_INTERNAL_DESK: ((on.is_internal,),),
        Permission.ENTER_MOC_DESK: ((on.is_moc,),),
        Permission.ENTER_RMC_DESK: ((on.is_rmc,),),
        Permission.ENTER_EXPERT_DESK: ((on.is_expert,),),
        Permission.ENTER_OFFICE: ((on.is_administrator,),),
    }
)

_NOTHING: Final = Facts()


def may(actor: Actor | None, permission: Permission, facts: Facts | None = None) -> bool:
    """Whether this hat (None: a visitor without account) may do it to an object with `facts`.

    Pages without an object pass no facts; every condition on an object then fails.
    """
    rule = PERMISSIONS.get(permission, ())
    if actor is None:
        return () in rule
    seen = _NOTHING if facts is None else facts
    return any(all(condition(actor, seen) for condition in way) for way in rule)


class Reach(StrEnum):
    """Which submissions a hat sees at all, for lists that must ask the database."""

    AUTHORED = "authored"
    ORGANISATION = "organisation"
    MUNICIPALITY = "municipality"
    REGION = "region"
    PANELS = "panels"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Scope:
    """The set of submissions a hat sees: kind, the place it is cut by, and the person.

    AUTHORED: own ones in the organisation, drafts too. ORGANISATION, MUNICIPALITY, REGION:
    submitted ones there. PANELS: those the person sat on in some round and did not write.
    It says the same as SEE_SUBMISSION, in a shape a query can be built from.
    """

    reach: Reach
    place_id: int | None = None
    person_id: int | None = None

    def holds(self, facts: Facts) -> bool:
        """Whether an object with these facts lies in the scope."""
        match self.reach:
            case Reach.AUTHORED:
                here = self.place_id == facts.organisation_id
                return here and self.person_id in facts.author_ids
            case Reach.ORGANISATION:
                return facts.submitted and self.place_id == facts.organisation_id
            case Reach.MUNICIPALITY:
                return facts.submitted and self.place_id == facts.municipality_id
            case Reach.REGION:
                return facts.submitted
            case Reach.PANELS:
                mine = self.person_id in facts.author_ids
                return self.person_id in facts.expert_ids and not mine
            case _:
                return False


def scope_of(actor: Actor) -> Scope:
    """The submissions this hat sees."""
    match actor.role:
        case Role.TEACHER:
            return Scope(Reach.AUTHORED, actor.organisation_id, actor.person_id)
        case Role.INTERNAL_EXPERT:
            return Scope(Reach.ORGANISATION, actor.organisation_id)
        case Role.MOC:
            return Scope(Reach.MUNICIPALITY, actor.municipality_id)
        case Role.RMC:
            return Scope(Reach.REGION)
        case Role.EXPERT:
            return Scope(Reach.PANELS, None, actor.person_id)
        case _:
            return Scope(Reach.NOTHING)
