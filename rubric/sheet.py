"""One expert's marks against one rubric: bounds, completeness, required remarks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from rubric.criteria import CommentRule, Criterion, Rubric
from rubric.faults import Fault, RubricFaults, fault, refuse
from rubric.figures import figure, read_decimal
from rubric.questions import NOT_APPLICABLE

LONGEST_REMARK = 10_000


@dataclass(frozen=True)
class Mark:
    """Points given for one criterion (None: not marked yet) and the remark that goes with them.

    `skip` is what is said instead of points (rubric.questions.SKIPS), empty for nothing.
    """

    points: Decimal | None
    remark: str = ""
    skip: str = ""

    @property
    def answered(self) -> bool:
        """Whether there are points, or a word instead of them."""
        return self.points is not None or self.skip != ""


@dataclass(frozen=True)
class Missing:
    """What a sheet still lacks for a criterion: `what` is "points" or "remark"."""

    criterion_id: str
    what: str


Marks = Mapping[str, Mark]


def parse_points(text: str) -> Decimal:
    """Read points typed by a person; a decimal comma is as good as a point.

    Raises RubricFaults (points_not_a_number) for anything else, "1e5" and "NaN" included.
    """
    points = read_decimal(text)
    if points is None:
        raise RubricFaults([fault("points_not_a_number", "points", value=text.strip()[:40])])
    return points


def check_mark(
    criterion: Criterion, mark: Mark, comment_rule: CommentRule | None
) -> tuple[Fault, ...]:
    """Return what is wrong with a mark; an unmarked criterion is not wrong, only missing.

    Codes: points_off_scale, skip_not_allowed, skip_with_points, remark_needed, remark_too_long.
    An autosave may keep a mark whose only fault is remark_needed; a submitted sheet may not.
    """
    return tuple(_mark_faults(criterion, mark, comment_rule))


def _mark_faults(
    criterion: Criterion, mark: Mark, comment_rule: CommentRule | None
) -> Iterator[Fault]:
    if len(mark.remark) > LONGEST_REMARK:
        yield fault("remark_too_long", "remark", criterion=criterion.id, limit=LONGEST_REMARK)
    if mark.skip and mark.skip not in criterion.skips:
        yield fault("skip_not_allowed", "skip", criterion=criterion.id)
    elif mark.skip and mark.points is not None:
        yield fault("skip_with_points", "skip", criterion=criterion.id)
    if mark.points is not None and not criterion.scale.accepts(mark.points):
        yield fault(
            "points_off_scale",
            "points",
            points=_shown(mark.points),
            criterion=criterion.id,
            minimum=figure(criterion.scale.minimum),
            maximum=figure(criterion.scale.maximum),
        )
    elif owes_remark(criterion, mark, comment_rule):
        yield fault("remark_needed", "remark", criterion=criterion.id)


def _shown(points: Decimal) -> str:
    return str(points)[:40]


def needs_remark(criterion: Criterion, points: Decimal, comment_rule: CommentRule | None) -> bool:
    """Say whether the rubric asks for a remark beside these points."""
    return comment_rule is not None and comment_rule.asks(criterion.scale, points)


def owes_remark(criterion: Criterion, mark: Mark, comment_rule: CommentRule | None) -> bool:
    """Say whether a mark lacks the remark it needs; what does not apply needs a reason too."""
    if mark.remark.strip():
        return False
    if mark.points is None:
        return comment_rule is not None and mark.skip == NOT_APPLICABLE
    return needs_remark(criterion, mark.points, comment_rule)


def missing(rubric: Rubric, marks: Marks) -> tuple[Missing, ...]:
    """Return what the sheet still lacks, in the rubric's order.

    A sheet that skips everything of weight says nothing: its first skipped criterion lacks points.
    Raises RubricFaults (criterion_unknown) if a mark belongs to no criterion.
    """
    refuse_unknown(rubric, marks)
    lacks = []
    for criterion in rubric.criteria:
        mark = marks.get(criterion.id)
        if mark is None or not mark.answered:
            lacks.append(Missing(criterion.id, "points"))
        elif owes_remark(criterion, mark, rubric.comment_rule):
            lacks.append(Missing(criterion.id, "remark"))
    if all(lack.what == "remark" for lack in lacks) and not _weighs(rubric, marks):
        first = next(one.id for one in rubric.criteria if marks[one.id].skip)
        lacks.insert(0, Missing(first, "points"))
    return tuple(lacks)


def _weighs(rubric: Rubric, marks: Marks) -> bool:
    """Say whether points were given for anything that moves the total."""
    given = (one for one in rubric.criteria if marks[one.id].points is not None)
    return any(one.minimum != one.maximum for one in given)


def check_sheet(rubric: Rubric, marks: Marks) -> tuple[Fault, ...]:
    """Return every fault of every mark, with the criterion's id as path.

    Raises RubricFaults (criterion_unknown) if a mark belongs to no criterion.
    """
    refuse_unknown(rubric, marks)
    return tuple(
        each.under(criterion.id)
        for criterion in rubric.criteria
        if criterion.id in marks
        for each in check_mark(criterion, marks[criterion.id], rubric.comment_rule)
    )


def has_all_points(rubric: Rubric, marks: Marks) -> bool:
    """Say whether every criterion is answered, remarks aside."""
    return all(lack.what != "points" for lack in missing(rubric, marks))


def refuse_unknown(rubric: Rubric, marks: Marks) -> None:
    """Raise RubricFaults (criterion_unknown) naming every mark that belongs to no criterion."""
    unknown = sorted(set(marks) - set(rubric.by_id))
    refuse(fault("criterion_unknown", each, criterion=each) for each in unknown)


def refuse_off_scale(rubric: Rubric, marks: Marks) -> None:
    """Raise RubricFaults if any mark is unknown or off its scale; lacking remarks are let be."""
    impossible = ("points_off_scale", "skip_not_allowed", "skip_with_points")
    refuse(each for each in check_sheet(rubric, marks) if each.code in impossible)
