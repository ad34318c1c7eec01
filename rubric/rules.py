"""When a remark is required, and by which rule sheets become a verdict (domain brief, 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rubric.faults import Fault, fault, refuse
from rubric.figures import figure, is_sane
from rubric.scales import Data, Scale

MOST_EXPERTS = 9

SUM_THRESHOLD = "sum_threshold"
MEAN = "mean"
WEIGHTED_MEAN = "weighted_mean"
MEDIAN = "median"
ALL_YES = "all_yes"
UNANIMOUS_N = "unanimous_n"
EACH_BELOW_FAILS = "each_below_fails"
VOTE = "vote"
MODES = (SUM_THRESHOLD, MEAN, WEIGHTED_MEAN, MEDIAN, ALL_YES, UNANIMOUS_N, EACH_BELOW_FAILS, VOTE)
COUNTING_MODES = (UNANIMOUS_N, VOTE)

THIRD_FINAL = "third_final"
MEAN_OF_NEAREST_TWO = "mean_of_nearest_two"
MEAN_OF_ALL = "mean_of_all"
THIRD_RULES = (THIRD_FINAL, MEAN_OF_NEAREST_TWO, MEAN_OF_ALL)

OPERATORS = ("<", "<=", "==")


@dataclass(frozen=True)
class CommentRule:
    """A remark is required where `points operator bound` holds; bound may be "max" or "min"."""

    operator: str
    bound: str | Decimal

    def __post_init__(self) -> None:
        known = self.bound in ("max", "min") or isinstance(self.bound, Decimal)
        if self.operator not in OPERATORS or not known:
            refuse([fault("comment_rule_bad", "when", value=f"{self.operator} {self.bound}")])

    def asks(self, scale: Scale, points: Decimal) -> bool:
        """Say whether a mark of `points` on `scale` needs a remark."""
        ends = {"max": scale.maximum, "min": scale.minimum}
        bound = self.bound if isinstance(self.bound, Decimal) else ends[self.bound]
        if self.operator == "<":
            return points < bound
        return points <= bound if self.operator == "<=" else points == bound

    def as_data(self) -> Data:
        """Return the canonical data of the rule."""
        bound = figure(self.bound) if isinstance(self.bound, Decimal) else self.bound
        return {"when": f"value {self.operator} {bound}"}


@dataclass(frozen=True)
class ThirdRule:
    """When one more expert is called, and what the extra sheet then does.

    `abs_diff` is in points of the total, `rel_diff` a share of the larger total (0.2 is 20 %),
    `criterion_diff` in points of one criterion, `near_threshold` the half-width in points of the
    band around the threshold. Every limit is reached at equality. Called by hand needs no rule.
    """

    abs_diff: Decimal | None = None
    rel_diff: Decimal | None = None
    criterion_diff: Decimal | None = None
    near_threshold: Decimal | None = None
    verdict_split: bool = False
    resolution: str = THIRD_FINAL

    def __post_init__(self) -> None:
        refuse(self._faults())

    def limits(self) -> dict[str, Decimal | None]:
        """Return the numeric conditions by their names in a rubric file."""
        return {
            "abs_diff_gte": self.abs_diff,
            "rel_diff_gte": self.rel_diff,
            "criterion_diff_gte": self.criterion_diff,
            "near_threshold": self.near_threshold,
        }

    def _faults(self) -> Iterator[Fault]:
        limits = {name: limit for name, limit in self.limits().items() if limit is not None}
        if not limits and not self.verdict_split:
            yield fault("third_empty", "third_expert_if")
        for name, limit in limits.items():
            if not is_sane(limit) or limit <= 0:
                path = f"third_expert_if.{name}"
                yield fault("third_limit_bad", path, value=str(limit), condition=name)
        if self.resolution not in THIRD_RULES:
            known = ", ".join(THIRD_RULES)
            yield fault("third_rule_unknown", "third_rule", value=self.resolution, known=known)

    def as_data(self) -> Data:
        """Return the canonical data: the conditions and the resolution."""
        conditions: Data = {
            name: figure(limit) for name, limit in self.limits().items() if limit is not None
        }
        if self.verdict_split:
            conditions["verdict_split"] = True
        return {"third_expert_if": conditions, "third_rule": self.resolution}


@dataclass(frozen=True)
class VerdictRule:
    """How complete sheets become one verdict; a score reaching the threshold passes.

    sum_threshold: every expert's total reaches the threshold. mean, weighted_mean, median: of the
    experts' totals. each_below_fails: fails only if every total is below. all_yes: no "no" on any
    sheet (`gates_only`: on any gate). unanimous_n and vote count positive experts, where positive
    means the threshold is reached or, without one, all answers are yes. Without a threshold the
    total-based rules give a score and no verdict.
    """

    mode: str
    threshold: Decimal | None = None
    experts: int = 1
    third: ThirdRule | None = None
    gates_only: bool = False
    weights: tuple[Fraction, ...] = ()

    def __post_init__(self) -> None:
        refuse(self._faults())

    @property
    def asks_yes(self) -> bool:
        """Say whether an expert is positive by yes answers rather than by a total."""
        return self.mode == ALL_YES or (self.counts_experts and self.threshold is None)

    @property
    def counts_experts(self) -> bool:
        """Say whether the score is a number of positive experts."""
        return self.mode in COUNTING_MODES

    @property
    def decides(self) -> bool:
        """Say whether the rule gives a verdict, not only a score for ranking."""
        return self.asks_yes or self.threshold is not None

    def weight_of(self, place: int) -> Fraction:
        """Return the weight of the expert at `place` (1, 2, ...); 1 where none is set."""
        return self.weights[place - 1] if 0 < place <= len(self.weights) else Fraction(1)

    def _faults(self) -> Iterator[Fault]:
        if self.mode not in MODES:
            yield fault("verdict_mode_unknown", "combine", value=self.mode, known=", ".join(MODES))
        if not 1 <= self.experts <= MOST_EXPERTS:
            yield fault("experts_bad", "experts", value=self.experts, limit=MOST_EXPERTS)
        if self.mode == ALL_YES and self.threshold is not None:
            yield fault("threshold_needless", "threshold", mode=self.mode)
        if self.threshold is not None and not is_sane(self.threshold):
            yield fault("number_absurd", "threshold", value=str(self.threshold))
        yield from self._weight_faults()
        yield from self._third_faults()

    def _weight_faults(self) -> Iterator[Fault]:
        if self.weights and self.mode != WEIGHTED_MEAN:
            yield fault("expert_weights_needless", "weights")
        if self.weights and (min(self.weights) < 0 or not any(self.weights)):
            yield fault("expert_weights_bad", "weights")

    def _third_faults(self) -> Iterator[Fault]:
        if self.third is None:
            return
        if self.third.verdict_split and not self.decides:
            path = "third_expert_if.verdict_split"
            yield fault("third_needs_threshold", path, condition="verdict_split")
        if self.third.near_threshold is not None and self.threshold is None:
            path = "third_expert_if.near_threshold"
            yield fault("third_needs_threshold", path, condition="near_threshold")

    def as_data(self) -> Data:
        """Return the canonical data of the rule."""
        data: Data = {"combine": self.mode, "experts": str(self.experts)}
        if self.threshold is not None:
            data["threshold"] = figure(self.threshold)
        if self.gates_only:
            data["gates_only"] = True
        if self.weights:
            data["weights"] = [figure(weight) for weight in self.weights]
        return data | (self.third.as_data() if self.third else {})
