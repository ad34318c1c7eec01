"""What to do about each fault a track file may have."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

REMEDIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "not_yaml": "correct the spelling of the file at this line",
        "too_large": "keep the file under 200 kB",
        "no_aliases": "write the value out instead of using & and *",
        "too_deep": "nest the lines less deeply",
        "double_key": "keep one of the two keys",
        "not_a_mapping": "write it as lines of key: value",
        "not_a_list": "write it as a list",
        "not_a_word": "write one word here",
        "missing_key": "add the key",
        "unknown_key": "remove the key or use a known one",
        "unknown_value": "use a known word",
        "administrator_moves": "give the step to another role",
        "empty": "write something here",
        "no_draft_first": "let the list of stages begin with draft",
        "double_stage": "keep one stage for each state",
        "no_holder": "say which role holds the stage, or mark it kind: rest",
        "idle_holder": "remove the holder, or mark the stage kind: work",
        "half_duty": "give both until and before, or neither",
        "unknown_guard": "use a known guard",
        "unknown_choice": "use a known choice",
        "unknown_need": "use a known need",
        "unknown_letter": "use a known letter",
        "unknown_effect": "use a known effect",
        "unknown_days": "use a known row of the table of working days",
        "state_without_stage": "add a stage for the state, or correct the name",
        "double_transition": "remove one of the two equal steps",
        "variant_after_default": "move the variant before the one without when and guards",
        "no_default_variant": "let the last variant of the action stand without when",
        "unreachable": "add a step that leads here, or remove the stage",
        "no_exit": "add a step that leads on, or mark the stage kind: final",
        "final_with_exit": "remove the steps that leave it, or mark the stage kind: rest",
        "powerless_holder": "give the holder a step from this stage",
        "no_assignment": "add a step with the action assign",
        "stray_verdict": "put the effect verdict on every step to a decision and on no other",
        "loose_verdict": "let the system decide from a review, with all_sheets_in and the outcome",
        "badge_without_pass": "let badge_active be reached only from decided_passed",
        "stray_return": "put the effect returned on every desk's step to in_revision, no other",
        "stray_round": "put the effect new_round only on the teacher's steps from in_revision",
    }
)
