"""The lines of a verdict's trace in words: how the sheets became a decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from review.languages import N_, Text, counted

#: Endings of a line about one expert, by the parameter "passes".
OPINIONS: Final[Mapping[int, str]] = {1: N_("for"), 0: N_("against"), -1: N_("no pass mark")}

#: What an expert says instead of points (rubric.questions.SKIPS).
SKIPS: Final[Mapping[str, str]] = {
    "not_applicable": N_("does not apply"),
    "not_competent": N_("I cannot judge this"),
}

TRACE: Final[Mapping[str, Text]] = {
    "expert_total": N_("Expert %(place)s: %(total)s of %(maximum)s points — %(opinion)s."),
    "third_total": N_("Third expert: %(total)s of %(maximum)s points — %(opinion)s."),
    "expert_answers": N_("Expert %(place)s: “yes” %(yes)s times of %(asked)s — %(opinion)s."),
    "third_answers": N_("Third expert: “yes” %(yes)s times of %(asked)s — %(opinion)s."),
    "gate_shut": N_(
        "Expert %(place)s gave %(points)s for the obligatory criterion “%(criterion)s”."
    ),
    "skipped_not_applicable": N_(
        "Expert %(place)s found that “%(criterion)s” does not apply: it counts with the share that "
        "the rest of the sheet has."
    ),
    "skipped_not_competent": N_(
        "Expert %(place)s is not competent to judge “%(criterion)s”: it counts with the share that "
        "the rest of the sheet has."
    ),
    "third_called_abs_diff": N_(
        "The totals differ by %(difference)s; from %(limit)s on a third expert is called."
    ),
    "third_called_rel_diff": N_(
        "The totals differ by the share %(difference)s; from %(limit)s on a third expert is called."
    ),
    "third_called_criterion_diff": N_(
        "Points for “%(criterion)s” differ by %(difference)s; from %(limit)s on a third expert is "
        "called."
    ),
    "third_called_verdict_split": N_(
        "Experts for: %(positive)s, against: %(negative)s. They disagree, so a third is called."
    ),
    "third_called_near_threshold": N_(
        "The score is %(distance)s from the threshold; within %(limit)s a third expert is called."
    ),
    "third_called_by_hand": N_("The third expert was called by the centre."),
    "third_spared_abs_diff": N_(
        "The totals differ by %(difference)s, less than %(limit)s: no third expert."
    ),
    "third_spared_rel_diff": N_(
        "The totals differ by the share %(difference)s, less than %(limit)s: no third expert."
    ),
    "third_spared_criterion_diff": N_(
        "Points for “%(criterion)s” differ by %(difference)s, less than %(limit)s: no third expert."
    ),
    "third_spared_verdict_split": N_(
        "Experts for: %(positive)s, against: %(negative)s. They agree: no third expert."
    ),
    "third_spared_near_threshold": N_(
        "The score is %(distance)s from the threshold, more than %(limit)s: no third expert."
    ),
    "resolved_third_final": N_("The third expert's sheet decides."),
    "resolved_mean_of_nearest_two": N_(
        "The two nearest totals decide: those of experts %(first)s and %(second)s."
    ),
    "resolved_mean_of_nearest_tie": N_("The totals lie equally far apart, so all three count."),
    "resolved_mean_of_all": counted(
        "%(count)s sheet counts.", "All %(count)s sheets count.", by="count"
    ),
    "rule_sum_threshold": N_(
        "Rule: every expert's total must reach %(threshold)s. The lowest is %(score)s."
    ),
    "rule_mean": counted(
        "Rule: the total of one expert is %(score)s, and %(threshold)s is needed.",
        "Rule: the mean of %(count)s experts' totals is %(score)s, and %(threshold)s is needed.",
        by="count",
    ),
    "rule_weighted_mean": counted(
        "Rule: the weighted total of one expert is %(score)s, and %(threshold)s is needed.",
        "Rule: the weighted mean of %(count)s experts' totals is %(score)s, and %(threshold)s is "
        "needed.",
        by="count",
    ),
    "rule_median": counted(
        "Rule: the median of one expert's total is %(score)s, and %(threshold)s is needed.",
        "Rule: the median of %(count)s experts' totals is %(score)s, and %(threshold)s is needed.",
        by="count",
    ),
    "rule_each_below_fails": N_(
        "Rule: it is enough that one total reaches %(threshold)s. The highest is %(score)s."
    ),
    "rule_all_yes": N_("Rule: no “no” on any sheet. Answers “yes”: %(score)s of %(threshold)s."),
    "rule_unanimous_n": N_("Rule: all experts must be for. For: %(score)s, needed: %(threshold)s."),
    "rule_vote": counted(
        "Rule: the vote of one expert. For: %(score)s, needed: %(threshold)s.",
        "Rule: the vote of %(count)s experts. For: %(score)s, needed: %(threshold)s.",
        by="count",
    ),
    "margin_above": N_("That is %(margin)s above what is needed."),
    "margin_equal": N_("That is exactly what is needed."),
    "margin_below": N_("That is %(margin)s below what is needed."),
    "passed": N_("The review is passed: %(score)s with %(threshold)s needed."),
    "failed": N_("The review is not passed: %(score)s with %(threshold)s needed."),
    "failed_by_gate": N_(
        "The review is not passed: an obligatory criterion is not met, though %(score)s reaches "
        "%(threshold)s."
    ),
    "scored": N_("Score: %(score)s. This rubric has no pass mark."),
}

#: A rule without a pass mark says only the score.
WITHOUT_THRESHOLD: Final[str] = N_("Rule without a pass mark: the score is %(score)s.")
