"""The passport of a text in words: canonical sections, facts, tables of hours, weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from review.languages import N_

SECTIONS: Final[Mapping[str, str]] = {
    "title_page": N_("Title page"),
    "toc": N_("Contents"),
    "passport": N_("Passport of the programme"),
    "complex_1": N_("Main characteristics"),
    "explanatory_note": N_("Explanatory note"),
    "normative_basis": N_("Normative basis"),
    "direction": N_("Direction"),
    "level": N_("Level of mastery"),
    "relevance": N_("Relevance"),
    "novelty_features": N_("Distinctive features"),
    "pedagogical_expediency": N_("Pedagogical expediency"),
    "addressee": N_("Addressee of the programme"),
    "volume_term": N_("Volume and term"),
    "forms": N_("Forms of study"),
    "organisation": N_("Organisation of the process"),
    "schedule_regime": N_("Regime of lessons"),
    "goal": N_("Goal"),
    "tasks": N_("Tasks"),
    "planned_results": N_("Planned results"),
    "curriculum_plan": N_("Curriculum plan"),
    "plan_content": N_("Content of the curriculum plan"),
    "complex_2": N_("Organisational conditions"),
    "calendar_schedule": N_("Calendar schedule"),
    "conditions_material": N_("Material conditions"),
    "conditions_info": N_("Information resources"),
    "conditions_staff": N_("Staff"),
    "attestation_forms": N_("Forms of attestation"),
    "assessment_materials": N_("Assessment materials"),
    "methodical_materials": N_("Methodical materials"),
    "education_work": N_("Upbringing"),
    "education_calendar": N_("Calendar plan of upbringing"),
    "work_programmes": N_("Work programmes of modules"),
    "accessibility_adaptation": N_("Adaptation for children with special needs"),
    "network_addendum": N_("Network form"),
    "distance_addendum": N_("Distance technologies"),
    "literature": N_("Literature"),
    "appendices": N_("Appendices"),
    "": N_("The document as a whole"),
    "all": N_("The document as a whole"),
}

WEIGHTS: Final[Mapping[str, str]] = {
    "block": N_("Hinders submitting"),
    "warn": N_("Warning"),
    "note": N_("For your notice"),
}

#: Facts compared with the card: the fact's name, the field of the card it belongs to.
CARD_FACTS: Final[Mapping[str, str]] = {
    "title": "title",
    "direction": "direction",
    "level": "level",
    "age_min": "age_from",
    "age_max": "age_to",
    "duration_years": "duration_months",
    "hours_total": "hours",
}

#: What facts compared with the card are called: without the units of the card's fields.
FACTS: Final[Mapping[str, str]] = {
    "title": N_("Title of the programme"),
    "direction": N_("Direction"),
    "level": N_("Level"),
    "age_min": N_("Age from"),
    "age_max": N_("Age to"),
    "duration_years": N_("Term of the programme"),
    "hours_total": N_("Volume"),
    "organisation": N_("Organisation"),
    "authors": N_("Authors"),
}

#: Facts a check speaks against, by the check's id, unless it compares with the card.
FAULTS: Final[Mapping[str, tuple[str, ...]]] = {
    "H4": ("hours_total",),
    "H7": ("hours_total",),
    "H11": ("hours_total",),
    "C7": ("age_min", "age_max"),
}

#: Facts that have no field on the card.
OTHER_FACTS: Final[Mapping[str, str]] = {
    "year": N_("Year"),
    "hours_per_week": N_("Hours a week"),
    "weeks": N_("Weeks a year"),
}

TABLES: Final[Mapping[str, str]] = {
    "curriculum": N_("Curriculum plan"),
    "calendar": N_("Calendar schedule"),
}

#: Columns of a table of hours whose totals are shown; the others keep their own names.
COLUMNS: Final[Mapping[str, str]] = {
    "total": N_("All hours"),
    "theory": N_("Theory"),
    "practice": N_("Practice"),
    "weeks": N_("Weeks"),
    "self_study": N_("Self-study"),
}
