"""Words of the office: acts of the journal, stages with a deadline, faults of a track file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from review.languages import N_

#: Acts that the journal keeps.
ACTS: Final[Mapping[str, str]] = {
    "signed_in": N_("Signed in"),
    "signed_out": N_("Signed out"),
    "sign_in_failed": N_("Failed to sign in"),
    "password_changed": N_("Changed the password"),
    "sessions_ended": N_("Ended other sessions"),
    "link_used": N_("Set a password by a link"),
    "person_added": N_("Added a person"),
    "person_changed": N_("Changed a person"),
    "person_invited": N_("Invited a person"),
    "person_blocked": N_("Blocked an account"),
    "person_unblocked": N_("Unblocked an account"),
    "role_given": N_("Gave a role"),
    "role_taken": N_("Took a role away"),
    "municipality_saved": N_("Saved a municipality"),
    "organisation_saved": N_("Saved an organisation"),
    "profile_published": N_("Published a new profile"),
    "rubric_stored": N_("Stored a rubric"),
    "track_stored": N_("Stored a track"),
    "season_saved": N_("Saved a season"),
    "results_exported": N_("Exported results"),
    "finding_waive": N_("Let a finding pass"),
    "finding_uphold": N_("Upheld a finding"),
}

#: Rows of the table of working days.
DAYS: Final[Mapping[str, str]] = {
    "internal": N_("Internal check"),
    "moc": N_("Municipal moderation"),
    "rmc": N_("Regional moderation"),
    "expert_assign": N_("Choosing experts"),
    "expert": N_("An expert's review"),
    "third": N_("The third expert's review"),
    "author_revision": N_("Revision by the author"),
    "publish": N_("Publishing"),
}

#: How a rubric puts the sheets together (rubric.rules).
RULES: Final[Mapping[str, str]] = {
    "sum_threshold": N_("the sum of the points reaches the threshold"),
    "mean": N_("the mean of the experts' totals reaches the threshold"),
    "weighted_mean": N_("the weighted mean of the experts' totals reaches the threshold"),
    "median": N_("the median of the experts' totals reaches the threshold"),
    "each_below_fails": N_("at least one expert's total reaches the threshold"),
    "all_yes": N_("not one “no” on any sheet"),
    "unanimous_n": N_("all experts are for"),
    "vote": N_("enough experts are for"),
}

#: Conflicts a profile may keep off a panel; each gives way before a queue is left without experts.
CONFLICTS: Final = (
    ("same_municipality", _l("From the municipality of the programme")),
    ("previous_round", _l("Judged it in an earlier round")),
    ("other_direction", _l("Judges other directions")),
    ("over_load", _l("Has as many open sheets as allowed")),
)

#: What is wrong with a track file and what to do (codes of workflows.remedies).
TRACK_FAULTS: Final[Mapping[str, str]] = {
    "not_yaml": N_("This line is not YAML. Correct its spelling and indentation."),
    "too_large": N_("The file is too large. Keep it under 200 kB."),
    "no_aliases": N_("Aliases are not read. Write the value out instead of using & and *."),
    "too_deep": N_("The lines are nested too deeply. Nest them less."),
    "double_key": N_("A key is written twice. Keep one of the two."),
    "not_a_mapping": N_("Lines of “key: value” are expected here."),
    "not_a_list": N_("A list is expected here."),
    "not_a_word": N_("One word is expected here."),
    "missing_key": N_("A key is missing. Add it."),
    "unknown_key": N_("This key is unknown. Remove it or use a known one."),
    "unknown_value": N_("This word is unknown. Use a known one."),
    "administrator_moves": N_(
        "An administrator never moves a review. Give the step to another role."
    ),
    "empty": N_("Something must be written here."),
    "no_draft_first": N_("The list of stages must begin with draft."),
    "double_stage": N_("A state has two stages. Keep one."),
    "no_holder": N_("Nobody holds this stage. Name the role, or mark it kind: rest."),
    "idle_holder": N_("A resting stage has a holder. Remove the holder, or mark it kind: work."),
    "half_duty": N_("Give both until and before, or neither."),
    "unknown_guard": N_("This guard is unknown. Use a known one."),
    "unknown_choice": N_("This choice is unknown. Use a known one."),
    "unknown_need": N_("This need is unknown. Use a known one."),
    "unknown_letter": N_("This letter is unknown. Use a known one."),
    "unknown_effect": N_("This effect is unknown. Use a known one."),
    "unknown_days": N_("This row of working days is unknown. Use a known one."),
    "state_without_stage": N_("This state has no stage. Add a stage, or correct the name."),
    "double_transition": N_("Two steps are equal. Remove one."),
    "variant_after_default": N_(
        "A variant stands after the one without conditions. Move it before that one."
    ),
    "no_default_variant": N_("The last variant of an action must stand without when."),
    "unreachable": N_("No step leads to this stage. Add one, or remove the stage."),
    "no_exit": N_("No step leads on from here. Add one, or mark the stage kind: final."),
    "final_with_exit": N_(
        "A final stage has steps that leave it. Remove them, or mark it kind: rest."
    ),
    "powerless_holder": N_("The holder of this stage has no step from it. Give the role a step."),
    "no_assignment": N_("Nobody seats experts. Add a step with the action assign."),
    "stray_verdict": N_("The effect verdict belongs on every step to a decision and on no other."),
    "loose_verdict": N_(
        "Only the system decides, from a review, with all_sheets_in and the outcome."
    ),
    "badge_without_pass": N_("A badge may be reached only from decided_passed."),
    "stray_return": N_(
        "The effect returned belongs on every desk's step to in_revision and on no other."
    ),
    "stray_round": N_("The effect new_round belongs only on the teacher's steps from in_revision."),
}


def act_label(action: str) -> str:
    """An act of the journal in words; an unknown one shows itself."""
    words = ACTS.get(action)
    return str(gettext(words)) if words else action


def rule_label(mode: str) -> str:
    """How a rubric decides, in words; an unknown rule shows itself."""
    words = RULES.get(mode)
    return str(gettext(words)) if words else mode


def days_label(code: str) -> str:
    """A row of the table of working days in words."""
    return str(gettext(DAYS[code]))


def track_fault(code: str, params: Mapping[str, object]) -> str:
    """What is wrong with a track file and what to do, with the words it is about."""
    words = TRACK_FAULTS.get(code)
    said = str(gettext(words)) if words else code
    figures = [str(value) for value in params.values() if value not in (None, "")]
    return f"{said} ({', '.join(figures)})" if figures else said
