"""From a YAML file to a Rubric, with every fault at once; shipped rubrics by name.

The keys are those of docs/rubrics; the canonical JSON of a rubric is itself a readable file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from rubric.criteria import STATUSES, Criterion, Rubric, Section
from rubric.faults import RubricFaults
from rubric.figures import figure
from rubric.reading import Node, Reading, joined
from rubric.rules import MEAN, VerdictRule
from rubric.scale_reading import read_scale
from rubric.scales import Scale, Words
from rubric.verdict_reading import read_comment_rule, read_verdict
from rubric.yamltree import Plain, read_tree

DATA = Path(__file__).parent / "data"

# Told about the source and its procedure; kept in the file, of no bearing on points.
_TOLD = (
    "completeness", "rationale", "jurisdiction", "object_of_review", "relevance", "source",
    "procedure", "signature", "header_fields", "columns", "engine_note", "records", "caution",
)  # fmt: skip
_RUBRIC_KEYS = (
    "rubric_id", "status", "title_ru", "title_en", "scale", "comment_rule", "sections",
    "criteria", "totals", "verdict", *_TOLD,
)  # fmt: skip
_SECTION_KEYS = ("id", "title_ru", "title_en", "short_en", "max", "cap")
_CRITERION_KEYS = (
    "id", "no", "section", "weight", "title_ru", "title_en", "short_en", "evidence", "gate",
    "floor", "scale", "levels", "auto_suggest", "stages", "auto", "fields", "dpp_only", "unread",
    "skips",
)  # fmt: skip
_LISTS = ("evidence", "auto_suggest", "stages", "skips")
_TOTAL_KEYS = ("formula", "min", "max", "max_per_criterion")
_FORMULAS = ("sum", "count(true)", "sum(weight*score)")


def load(text: str) -> Rubric:
    """Return the rubric written in `text`.

    Raises RubricFaults with every fault found, each with its line, path and remedy.
    """
    tree = read_tree(text)
    reading = Reading(tree)
    node = reading.group(tree.value, "", _RUBRIC_KEYS)
    rubric = _rubric(reading, node)
    if rubric is not None and not reading.faults:
        _check_totals(reading, node, rubric)
    if rubric is None or reading.faults:
        raise RubricFaults(sorted(reading.faults, key=lambda each: each.line))
    return rubric


def canonical(rubric: Rubric) -> str:
    """Return the canonical JSON text; `load` reads it back to an equal rubric."""
    return rubric.canonical


def shipped() -> dict[str, Path]:
    """Return the rubrics that come with the product: name -> file, examples included."""
    return {path.stem: path for path in sorted(DATA.rglob("*.yaml"))}


def load_shipped(name: str) -> Rubric:
    """Return a shipped rubric by name. Raises KeyError if there is none."""
    return load(shipped()[name].read_text(encoding="utf-8"))


class _Numbered(NamedTuple):
    """A criterion with its place in the file: places shift when a neighbour is unreadable."""

    place: int
    criterion: Criterion


def _rubric(reading: Reading, node: Node) -> Rubric | None:
    """Read every part, then the whole; parts that failed are stood in for to find more faults."""
    rubric_id = reading.text(node, "", "rubric_id") or "unread"
    status = reading.text(node, "", "status") or STATUSES[0]
    title = _title(reading, node, "") or Words("-", "-")
    comment_rule = read_comment_rule(reading, node.get("comment_rule"), "comment_rule")
    sections = _sections(reading, node)
    verdict = _verdict(reading, node) or VerdictRule(MEAN)
    numbered = _criteria(reading, node)
    criteria = tuple(each.criterion for each in numbered)
    certain = _certain_codes(reading, node, sections)
    try:
        return Rubric(rubric_id, status, title, criteria, verdict, sections, comment_rule)
    except RubricFaults as refused:
        for each in refused.faults:
            if certain is None or each.code in certain:
                path = _place_in_file(each.path, numbered)
                reading.blame(each.code, path, **each.params)
        return None


def _certain_codes(reading: Reading, node: Node, sections: tuple[Section, ...]) -> set[str] | None:
    """Return the faults of the whole that hold although parts are unread; None: all hold."""
    if not reading.faults:
        return None
    codes = {"id_twice", "status_unknown", "id_bad"}
    if len(sections) == len(reading.items(node, "", "sections")):
        codes.add("section_unknown")
    return codes if node.get("criteria") else codes | {"rubric_empty"}


def _place_in_file(path: str, numbered: Sequence[_Numbered]) -> str:
    found = re.fullmatch(r"criteria\[(\d+)\](.*)", path)
    return f"criteria[{numbered[int(found[1])].place}]{found[2]}" if found else path


def _verdict(reading: Reading, node: Node) -> VerdictRule | None:
    if node.get("verdict") is not None:
        return read_verdict(reading, node["verdict"], "verdict")
    reading.blame("key_missing", "verdict", key="verdict")
    return None


def _title(reading: Reading, node: Node, path: str) -> Words | None:
    place = joined(path, "title_ru")
    if node.get("title_ru") is None:
        reading.blame("key_missing", place, key="title_ru")
        return None
    english = node.get("title_en")
    return reading.words(node["title_ru"], english or node.get("short_en"), place)


def _sections(reading: Reading, node: Node) -> tuple[Section, ...]:
    listed = enumerate(reading.items(node, "", "sections"))
    found = [_section(reading, item, f"sections[{place}]") for place, item in listed]
    return tuple(section for section in found if section is not None)


def _section(reading: Reading, item: Plain, path: str) -> Section | None:
    node = reading.group(item, path, _SECTION_KEYS)
    section_id = reading.text(node, path, "id")
    title = _title(reading, node, path)
    most = node.get("max")
    maximum = None if most is None else reading.fraction(most, joined(path, "max"))
    cap = reading.flag(node, path, "cap")
    if section_id is None or title is None:
        return None
    return reading.make(path, lambda: Section(section_id, title, maximum, cap))


def _criteria(reading: Reading, node: Node) -> list[_Numbered]:
    scale = None if node.get("scale") is None else read_scale(reading, node["scale"], "scale")
    found = []
    for place, item in enumerate(reading.items(node, "", "criteria")):
        criterion = _criterion(reading, item, f"criteria[{place}]", node, scale)
        if criterion is not None:
            found.append(_Numbered(place, criterion))
    return found


def _criterion(
    reading: Reading, item: Plain, path: str, whole: Node, common: Scale | None
) -> Criterion | None:
    node = reading.group(item, path, _CRITERION_KEYS)
    criterion_id = reading.text(node, path, "id")
    title = _title(reading, node, path)
    scale = _own_scale(reading, node, path, whole, common)
    weight = reading.fraction(node.get("weight", Decimal(1)), joined(path, "weight"))
    number = reading.text(node, path, "no", default="")
    section = reading.text(node, path, "section", default="")
    floor = reading.number(node, path, "floor")
    lists = {key: reading.names(node, path, key) for key in _LISTS}
    gate, auto = reading.flag(node, path, "gate"), _auto(node)
    if criterion_id is None or title is None or scale is None or weight is None:
        return None
    return reading.make(
        path,
        lambda: Criterion(
            id=criterion_id,
            title=title,
            scale=scale,
            section=section or "",
            number=number or "",
            weight=weight,
            gate=gate,
            floor=floor,
            auto=auto,
            **lists,
        ),
    )


def _own_scale(
    reading: Reading, node: Node, path: str, whole: Node, common: Scale | None
) -> Scale | None:
    if node.get("scale") is not None:
        return read_scale(reading, node["scale"], joined(path, "scale"))
    if whole.get("scale") is None:
        reading.blame("scale_missing", path, id=str(node.get("id")))
    shared = whole.get("scale")
    if common is None or node.get("levels") is None or not isinstance(shared, dict):
        return common
    # The common scale with this criterion's own words for its marks.
    return read_scale(reading, {**shared, "levels": node["levels"]}, path)


def _auto(node: Node) -> str:
    """Read `auto: true` as "auto", absent or false as nothing, a word as it stands."""
    value = node.get("auto")
    if isinstance(value, bool) or value is None:
        return "auto" if value else ""
    return str(value)


def _check_totals(reading: Reading, node: Node, rubric: Rubric) -> None:
    """Compare the totals a file states with what its criteria give."""
    if node.get("totals") is None:
        return
    stated = reading.group(node["totals"], "totals", _TOTAL_KEYS)
    formula = stated.get("formula")
    if formula is not None and formula not in _FORMULAS:
        known = ", ".join(_FORMULAS)
        place = "totals.formula"
        reading.blame("verdict_phrase_unknown", place, value=str(formula), known=known)
    largest = max(criterion.maximum for criterion in rubric.criteria)
    computed = {"min": rubric.minimum, "max": rubric.maximum, "max_per_criterion": largest}
    for key, value in computed.items():
        found = reading.number(stated, "totals", key)
        if found is not None and found != value:
            figures = {"stated": figure(found), "computed": figure(value)}
            reading.blame("total_disagrees", f"totals.{key}", **figures)
