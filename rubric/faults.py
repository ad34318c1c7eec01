"""What can be wrong with a rubric or a mark: codes with parameters, a message, a remedy.

The texts here are plain English for the command line; the web layer words the same codes in
two languages from `code` and `params`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

Param = str | int

# code -> (message, remedy); both are format strings over the fault's params.
CATALOGUE: Mapping[str, tuple[str, str]] = {
    "yaml_broken": (
        "The file is not valid YAML: {problem}.",
        "Mend the indentation or quotes on this line.",
    ),
    "yaml_too_long": ("The file is longer than {limit} characters.", "Keep one rubric in a file."),
    "yaml_too_deep": (
        "The file is nested too deeply.",
        "A rubric needs at most {limit} levels of nesting.",
    ),
    "yaml_alias": ("Anchors and aliases (& and *) are not read.", "Write the value out in full."),
    "yaml_empty": ("The file is empty.", "Start from one of the shipped rubrics."),
    "key_twice": ("The key {key} is written twice.", "Keep one of the two."),
    "key_unknown": ("The key {key} is not known here.", "Remove it, or write one of: {known}."),
    "key_missing": ("The key {key} is missing.", "Add {key}."),
    "not_a_mapping": (
        "A group of keys with values is expected here.",
        "Write it as `key: value` lines.",
    ),
    "not_a_list": ("A list is expected here.", "Write it as `- item` lines or as [a, b]."),
    "not_text": (
        "A text is expected here.",
        "Write a short text; put a number, yes or no in quotes.",
    ),
    "not_a_number": ("{value} is not a number.", "Write a plain number such as 2 or 0.5."),
    "not_a_whole_number": ("{value} is not a whole number.", "Write a whole number such as 2."),
    "not_yes_or_no": ("true or false is expected here.", "Write true or false without quotes."),
    "id_bad": (
        "{value} cannot be a name.",
        "Use Latin letters, digits, - and _, at most 64, a letter first.",
    ),
    "id_twice": ("The name {id} is used twice.", "Give each criterion and section its own name."),
    "words_empty": ("The text is empty.", "Write it in Russian, and in English where you can."),
    "words_too_long": ("The text is longer than {limit} characters.", "Shorten it."),
    "words_unprintable": (
        "The text has an unprintable character.",
        "Type the text anew, without pasted marks.",
    ),
    "number_absurd": (
        "{value} is too large or too fine.",
        "Use numbers up to a million, six decimals at most.",
    ),
    "scale_missing": (
        "No scale is given for {id}.",
        "Add a scale to the criterion or to the whole rubric.",
    ),
    "scale_type_unknown": ("The scale type {value} is not known.", "Write one of: {known}."),
    "scale_bounds": (
        "The lowest mark {minimum} is not below the highest {maximum}.",
        "Swap or mend min and max.",
    ),
    "scale_step_bad": (
        "The step {step} does not lead from {minimum} to {maximum}.",
        "Choose a step that fits exactly.",
    ),
    "scale_not_whole": (
        "An integer scale has the fraction {value}.",
        "Use whole numbers or type: number.",
    ),
    "scale_too_few": ("A scale needs at least two values.", "Add the missing values."),
    "scale_order": (
        "The values are not in rising order or repeat.",
        "Write each value once, from low to high.",
    ),
    "scale_level_off": (
        "There is a text for {value}, which is not on the scale.",
        "Remove it or mend the value.",
    ),
    "scale_level_wordless": (
        "The level {value} has no text.",
        "Every level of a labelled scale needs its words.",
    ),
    "scale_band_bad": (
        "The band {start}..{end} runs backwards or is not on the scale.",
        "Mend from and to.",
    ),
    "scale_band_overlap": (
        "Two texts claim the mark {value}.",
        "Let bands follow each other without overlap.",
    ),
    "status_unknown": ("The status {value} is not known.", "Write one of: {known}."),
    "rubric_empty": ("The rubric has no criteria.", "Add at least one criterion."),
    "rubric_too_long": (
        "The rubric has more than {limit} criteria.",
        "Split it into several rubrics.",
    ),
    "rubric_flat": (
        "Every sheet would get the same total.",
        "Give at least one criterion a weight above zero.",
    ),
    "weight_bad": (
        "The weight {value} is not a number from 0 to {limit}.",
        "Write the weight your region has set.",
    ),
    "floor_off_scale": (
        "The floor {value} is outside the scale {minimum}..{maximum}.",
        "Choose a mark on the scale.",
    ),
    "section_unknown": (
        "There is no section {section}.",
        "Add it under sections or mend the name.",
    ),
    "section_empty": (
        "The section {section} has no criteria.",
        "Remove it or put criteria into it.",
    ),
    "section_maximum_high": (
        "The section maximum {maximum} cannot be reached: criteria give {sum}.",
        "Write {sum}.",
    ),
    "section_maximum_low": (
        "The section maximum {maximum} is below what its criteria give, {sum}.",
        "Write {sum}, or add `cap: true` if points above the maximum must not count.",
    ),
    "total_disagrees": (
        "The stated total {stated} is not what the criteria give, {computed}.",
        "Write {computed}.",
    ),
    "comment_rule_bad": (
        "The condition {value} is not understood.",
        "Write always, never or `value < max`: <, <=, == with max, min, true, false or a number.",
    ),
    "verdict_mode_unknown": ("The verdict rule {value} is not known.", "Write one of: {known}."),
    "verdict_mode_missing": (
        "It is not said how the sheets are put together.",
        "Add `combine:` with one of: {known}.",
    ),
    "verdict_phrase_unknown": ("The phrase {value} is not understood.", "Write one of: {known}."),
    "threshold_outside": (
        "The threshold {threshold} is outside the possible totals {minimum}..{maximum}.",
        "Choose a threshold between them.",
    ),
    "threshold_needless": (
        "The rule {mode} takes no threshold.",
        "Remove the threshold or choose another rule.",
    ),
    "needs_yes_no": (
        "The rule {mode} needs yes/no criteria; {id} has another scale.",
        "Use a binary scale or a threshold.",
    ),
    "needs_gates": (
        "The rule asks for gates, but no criterion is a gate.",
        "Mark criteria with `gate: true`.",
    ),
    "experts_bad": (
        "The number of experts {value} is not from 1 to {limit}.",
        "Write how many experts judge.",
    ),
    "compare_unknown": (
        "The comparison {value} is not supported.",
        'Write ">=": reaching the threshold passes.',
    ),
    "rounding_unknown": (
        "The rounding {value} is not supported.",
        "Write none: scores are compared unrounded.",
    ),
    "third_empty": (
        "It is not said when a third expert is called.",
        "Name at least one condition.",
    ),
    "third_limit_bad": (
        "The limit {value} for {condition} must be above zero.",
        "Write a number above zero.",
    ),
    "third_rule_unknown": (
        "The third expert's rule {value} is not known.",
        "Write one of: {known}.",
    ),
    "third_needs_threshold": (
        "{condition} needs a threshold.",
        "Add a threshold or remove the condition.",
    ),
    "expert_weights_bad": (
        "Experts' weights must be zero or more, not all zero.",
        "Mend the weights.",
    ),
    "expert_weights_needless": (
        "Only weighted_mean uses experts' weights.",
        "Remove weights or change the rule.",
    ),
    "criterion_unknown": (
        "There is no criterion {criterion} in this rubric.",
        "Reload the page: the sheet has changed.",
    ),
    "points_not_a_number": ("{value} is not a number.", "Write a number such as 2 or 1,5."),
    "points_off_scale": (
        "{points} is not on the scale of {criterion}.",
        "Choose a mark from {minimum} to {maximum}.",
    ),
    "skip_unknown": ("{value} cannot stand instead of points.", "Write one of: {known}."),
    "skip_on_gate": (
        "{id} is a gate or has a floor, so it cannot be skipped.",
        "Remove skips, or remove gate and floor.",
    ),
    "skip_not_allowed": ("{criterion} cannot be skipped so.", "Give points."),
    "skip_with_points": (
        "{criterion} has points and is skipped too.",
        "Keep the points or the skip.",
    ),
    "remark_needed": (
        "The mark for {criterion} needs a remark.",
        "Write what is missing and where.",
    ),
    "remark_too_long": (
        "The remark for {criterion} is longer than {limit} characters.",
        "Shorten it.",
    ),
    "place_twice": ("Two sheets stand at the place {place}.", "Give every expert an own place."),
    "third_twice": ("There are two sheets of a third expert.", "Keep one."),
    "json_broken": ("The file is not valid JSON: {problem}.", "Mend this place."),
    "too_many_sheets": ("There are more than {limit} sheets.", "Give the sheets of one review."),
    "expert_twice": ("The expert {value} has two sheets.", "Keep one sheet for each expert."),
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where (`path`, 1-based `line`, 0 if unknown) and which (`code`)."""

    code: str
    path: str = ""
    line: int = 0
    params: Mapping[str, Param] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if self.code not in CATALOGUE:
            raise KeyError(self.code)

    @property
    def message(self) -> str:
        """What is wrong, in plain English."""
        return CATALOGUE[self.code][0].format(**self.params)

    @property
    def remedy(self) -> str:
        """What to do about it, in plain English."""
        return CATALOGUE[self.code][1].format(**self.params)

    def under(self, prefix: str) -> Fault:
        """Return the same fault seen from the thing that holds this one at `prefix`."""
        joint = "." if self.path and prefix and not self.path.startswith("[") else ""
        return replace(self, path=f"{prefix}{joint}{self.path}")

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        return f"{place}{self.path or 'rubric'}: {self.message} {self.remedy}"


def fault(code: str, path: str = "", **params: Param) -> Fault:
    """Make a fault of a known code; `params` fill its message and remedy."""
    return Fault(code=code, path=path, params=params)


class RubricError(Exception):
    """Base of everything this package refuses."""

    status = 422


class RubricFaults(RubricError):
    """A rubric, sheet or mark is refused; `faults` lists every reason at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(each) for each in self.faults))


def refuse(faults: Iterable[Fault]) -> None:
    """Raise `RubricFaults` if there is any fault, else do nothing."""
    found = tuple(faults)
    if found:
        raise RubricFaults(found)
