"""Score sheets of one review from a JSON file, as `znachok verdict` takes them.

The file is a list of {"expert", "marks": {criterion id: {"value", "remark"?, "skip"?}}, "third"?,
"weight"?}. A value is a number, "yes"/"no" (true/false) on a yes-no scale, or the words of a level;
`skip`, where the criterion allows it, is "not_applicable" or "not_competent" and stands for one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from rubric.criteria import BinaryScale, Rubric
from rubric.faults import Fault, RubricFaults, fault, refuse
from rubric.figures import read_decimal, read_fraction
from rubric.outcomes import Sheet
from rubric.scales import MOST_VALUES, Scale
from rubric.sheet import Mark, refuse_off_scale

MOST_SHEETS = 100
_YES = frozenset({"yes", "да", "true"})
_NO = frozenset({"no", "нет", "false"})


@dataclass(frozen=True)
class Review:
    """The sheets in the order of their places (1, 2, ...), and each expert's name by place."""

    sheets: tuple[Sheet, ...]
    names: Mapping[int, str]


def read_review(rubric: Rubric, text: str) -> Review:
    """Read the sheets of one review against their rubric.

    A sheet beyond the number the rubric asks for is the third one where the rubric knows of a
    third expert; `"third": true` says so by hand. Raises RubricFaults naming every fault.
    """
    rows = _rows(text)
    sheets = tuple(_sheet(rubric, place, row) for place, row in enumerate(rows, start=1))
    names = {place: _name(row, place) for place, row in enumerate(rows, start=1)}
    twice = sorted({name for name in names.values() if list(names.values()).count(name) > 1})
    refuse(fault("expert_twice", f"expert {name}", value=name) for name in twice)
    for sheet in sheets:
        refuse_off_scale(rubric, sheet.marks)
    return Review(sheets, names)


def _rows(text: str) -> Sequence[Mapping[str, object]]:
    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=str)
    except (ValueError, RecursionError) as error:
        problem = str(error)[:200]
        raise RubricFaults([fault("json_broken", "sheets", problem=problem)]) from error
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise RubricFaults([fault("not_a_list", "sheets")])
    if len(data) > MOST_SHEETS:
        raise RubricFaults([fault("too_many_sheets", "sheets", limit=MOST_SHEETS)])
    return data


def _name(row: Mapping[str, object], place: int) -> str:
    said = row.get("expert", place)
    if isinstance(said, bool) or not isinstance(said, (str, int)):
        raise RubricFaults([fault("not_text", f"sheets[{place - 1}].expert")])
    return str(said)


def _sheet(rubric: Rubric, place: int, row: Mapping[str, object]) -> Sheet:
    marks = row.get("marks", {})
    if not isinstance(marks, Mapping):
        raise RubricFaults([fault("not_a_mapping", f"sheets[{place - 1}].marks")])
    by_count = rubric.verdict.third is not None and place == rubric.verdict.experts + 1
    return Sheet(
        place=place,
        marks={str(key): _mark(rubric, place, str(key), told) for key, told in marks.items()},
        is_third=bool(row.get("third", by_count)),
        weight=_weight(row.get("weight"), place),
    )


def _weight(told: object, place: int) -> Fraction | None:
    if told is None:
        return None
    weight = None if isinstance(told, bool) else read_fraction(str(told))
    if weight is None or weight < 0:
        raise RubricFaults(
            [fault("not_a_number", f"sheets[{place - 1}].weight", value=str(told)[:40])]
        )
    return weight


def _mark(rubric: Rubric, place: int, criterion_id: str, told: object) -> Mark:
    path = f"sheets[{place - 1}].marks.{criterion_id}"
    if not isinstance(told, Mapping):
        told = {"value": told}
    remark = told.get("remark") or ""
    if not isinstance(remark, str):
        raise RubricFaults([fault("not_text", f"{path}.remark")])
    value, criterion = told.get("value"), rubric.by_id.get(criterion_id)
    skip = told.get("skip") or ""
    if not isinstance(skip, str):
        raise RubricFaults([fault("not_text", f"{path}.skip")])
    if value is None or criterion is None:
        return Mark(None, remark, skip)
    points = _points(criterion.scale, value)
    if points is None:
        raise RubricFaults([_no_number(path, value)])
    return Mark(points, remark, skip)


def _no_number(path: str, value: object) -> Fault:
    return fault("points_not_a_number", path, value=str(value)[:40])


def _points(scale: Scale, value: object) -> Decimal | None:
    """A value as points of the scale; None when it is no value at all."""
    said = str(value).strip()
    if isinstance(scale, BinaryScale) and said.casefold() in _YES | _NO:
        return scale.maximum if said.casefold() in _YES else scale.minimum
    if isinstance(value, bool):
        return None
    return read_decimal(said) if read_decimal(said) is not None else _by_words(scale, said)


def _by_words(scale: Scale, said: str) -> Decimal | None:
    found = [
        value
        for value in (scale.values() or ())[:MOST_VALUES]
        if (words := scale.words(value)) and said.casefold() in _both(words.ru, words.en)
    ]
    return found[0] if len(found) == 1 else None


def _both(*texts: str) -> set[str]:
    return {text.strip().casefold() for text in texts}
