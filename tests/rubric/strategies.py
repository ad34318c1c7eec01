"""Generated rubrics and sheets: every scale, weights of all kinds, caps, gates, every rule."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from rubric.criteria import (
    BinaryScale,
    CommentRule,
    Criterion,
    LabelledScale,
    LadderScale,
    Level,
    RangeScale,
    Rubric,
    Scale,
    Section,
    ThirdRule,
    VerdictRule,
    Words,
)
from rubric.rules import MODES, THIRD_RULES, WEIGHTED_MEAN
from rubric.sheet import Mark, Marks
from rubric.verdict import Sheet

# Sixty examples a property; no deadline, since a busy machine is not a fault of the rules.
examined = settings(max_examples=60, deadline=None)

WEIGHTS = (Fraction(0), Fraction(1), Fraction(2), Fraction(1, 2), Fraction(1, 3), Fraction(5, 4))
TOTAL_MODES = ("sum_threshold", "mean", "weighted_mean", "median", "each_below_fails")

TEXTS = (
    Words("Цель ясна", "The goal is clear"),
    Words("Часы: сходятся", "1.5"),
    Words("«Да», но # не всё", '"quoted" - text'),
    Words("нет", "yes"),
)
words = st.sampled_from(TEXTS)
levelled = st.sampled_from([(0, 1, 3, 5), (1, 2, 3), (-2, 0, 2), (0, Decimal("0.5"), 1)])


@st.composite
def ranges(draw: st.DrawFn) -> RangeScale:
    """Draw a range by whole or fractional steps, some marks with words."""
    low = Decimal(draw(st.integers(-2, 2)))
    step = draw(st.sampled_from([Decimal(1), Decimal(2), Decimal("0.5"), Decimal(10)]))
    count = draw(st.integers(1, 10))
    worded = draw(st.sets(st.integers(0, count), max_size=2))
    levels = tuple(Level(low + step * number, draw(words)) for number in sorted(worded))
    unit = draw(st.sampled_from(["points", "percent"]))
    return RangeScale(low, low + step * count, step, levels, unit)


@st.composite
def ladders(draw: st.DrawFn) -> LadderScale:
    """Draw a ladder or a labelled scale."""
    values = [Decimal(value) for value in draw(levelled)]
    if draw(st.booleans()):
        return LabelledScale(tuple(Level(value, draw(words)) for value in values))
    return LadderScale(tuple(Level(value, draw(st.none() | words)) for value in values))


binaries = st.builds(BinaryScale, no=words, yes=words) | st.just(BinaryScale())
scales: st.SearchStrategy[Scale] = ranges() | ladders() | binaries

# A shelf of ready scales: within whole rubrics they cost far less to draw than fresh ones.
D = Decimal
YES_NO = (BinaryScale(), BinaryScale(TEXTS[3], TEXTS[2]))
READY: tuple[Scale, ...] = (
    *YES_NO,
    RangeScale(D(0), D(2), levels=(Level(D(1), TEXTS[0]), Level(D(2), TEXTS[1]))),
    RangeScale(D(1), D(5)),
    RangeScale(D(-1), D(2), D("0.5")),
    RangeScale(D(0), D(100), D(10), unit="percent"),
    LadderScale(tuple(Level(D(value)) for value in (0, 1, 3, 5))),
    LabelledScale(tuple(Level(D(place), text) for place, text in enumerate(TEXTS[:3], start=1))),
)
# What else a criterion may carry, in one draw.
CARRIED: tuple[dict[str, Any], ...] = (
    {},
    {"number": "1.1", "evidence": ("goal", "tasks")},
    {"gate": True, "auto": "auto"},
    {"gate": True, "auto": "semi", "stages": ("moc", "rmc")},
    {"auto_suggest": ("H1",)},
)


@st.composite
def third_rules(draw: st.DrawFn, decides: bool, threshold: bool) -> ThirdRule:
    """Draw conditions that a rule with or without a verdict may have."""
    limits = st.none() | st.sampled_from([Decimal("0.5"), Decimal(1), Decimal(3), Decimal(8)])
    split = decides and draw(st.booleans())
    near = draw(limits) if threshold else None
    limit = Decimal(2) if not split and near is None else draw(limits)
    return ThirdRule(
        abs_diff=limit,
        rel_diff=draw(st.none() | st.just(Decimal("0.2"))),
        criterion_diff=draw(limits),
        near_threshold=near,
        verdict_split=split,
        resolution=draw(st.sampled_from(THIRD_RULES)),
    )


@st.composite
def verdicts(draw: st.DrawFn, lowest: Fraction, highest: Fraction, yes_no: bool) -> VerdictRule:
    """Draw a rule that fits a rubric with these totals."""
    floor, ceiling = math.ceil(lowest), math.floor(highest)
    mode = draw(st.sampled_from(MODES if yes_no else TOTAL_MODES))
    threshold = None
    if mode != "all_yes" and floor <= ceiling and draw(st.booleans()):
        threshold = Decimal(draw(st.integers(floor, ceiling)))
    decides = threshold is not None or mode not in TOTAL_MODES
    third = draw(st.none() | third_rules(decides, threshold is not None))
    weighted = mode == WEIGHTED_MEAN and draw(st.booleans())
    weights = (Fraction(2), Fraction(1)) if weighted else ()
    return VerdictRule(mode, threshold, draw(st.integers(1, 3)), third, weights=weights)


@st.composite
def rubrics(draw: st.DrawFn) -> Rubric:
    """Draw a sound rubric of one to four criteria."""
    yes_no = draw(st.booleans())
    sectioned = draw(st.sampled_from([(), ("a",), ("a", "b")]))
    count = draw(st.integers(max(1, len(sectioned)), 4))
    criteria = tuple(
        Criterion(
            id=f"c{number}",
            title=TEXTS[number % len(TEXTS)],
            scale=draw(st.sampled_from(YES_NO if yes_no else READY)),
            section=sectioned[number % len(sectioned)] if sectioned else "",
            # One criterion of weight 1 keeps the rubric from being flat.
            weight=Fraction(1) if number == 0 else draw(st.sampled_from(WEIGHTS)),
            **draw(st.sampled_from(CARRIED)),
        )
        for number in range(count)
    )
    sections = tuple(Section(name, TEXTS[0]) for name in sectioned)
    comment_rule = draw(st.none() | st.just(CommentRule("<", "max")))
    plain = Rubric("generated", "sample", TEXTS[0], criteria, VerdictRule("mean"), sections)
    verdict = draw(verdicts(plain.minimum, plain.maximum, yes_no))
    return Rubric("generated", "sample", plain.title, criteria, verdict, sections, comment_rule)


@st.composite
def marks_of(draw: st.DrawFn, rubric: Rubric) -> Marks:
    """Draw a complete sheet."""
    remark = draw(st.sampled_from(["", "Уточните часы"]))
    return {
        one.id: Mark(draw(st.sampled_from(one.scale.values() or ())), remark)
        for one in rubric.criteria
    }


@st.composite
def reviews(draw: st.DrawFn, with_third: bool | None = None) -> tuple[Rubric, list[Sheet]]:
    """Draw a rubric with as many complete sheets as it needs, and perhaps a third one."""
    rubric = draw(rubrics())
    places = range(1, rubric.verdict.experts + 1)
    sheets = [Sheet(place, draw(marks_of(rubric))) for place in places]
    if draw(st.booleans()) if with_third is None else with_third:
        sheets.append(Sheet(len(sheets) + 1, draw(marks_of(rubric)), is_third=True))
    return rubric, sheets
