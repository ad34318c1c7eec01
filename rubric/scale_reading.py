"""Reading the scale of a rubric file: range, percent, binary, ladder, labelled levels, bands."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from rubric.figures import read_decimal
from rubric.reading import Node, Reading, joined
from rubric.scales import (
    MOST_VALUES,
    BinaryScale,
    LabelledScale,
    LadderScale,
    Level,
    RangeScale,
    Scale,
)
from rubric.yamltree import Plain

TYPES = ("integer", "number", "percent", "binary", "ladder", "labelled")
_RANGE_KEYS = ("type", "min", "max", "step", "levels", "bands")
_KEYS = {
    "integer": _RANGE_KEYS,
    "number": _RANGE_KEYS,
    "percent": _RANGE_KEYS,
    "binary": ("type", "values", "default"),
    "ladder": ("type", "values", "levels"),
    "labelled": ("type", "levels"),
}


def read_scale(reading: Reading, value: Plain, path: str) -> Scale | None:
    """Read a scale; None (with faults noted) if it cannot be one."""
    if not isinstance(value, dict):
        reading.blame("not_a_mapping", path)
        return None
    kind = reading.text(value, path, "type")
    if kind is None:
        return None
    if kind not in TYPES:
        place = joined(path, "type")
        reading.blame("scale_type_unknown", place, value=kind, known=", ".join(TYPES))
        return None
    node = reading.group(value, path, _KEYS[kind])
    if kind == "binary":
        return _binary(reading, node, path)
    if kind in ("ladder", "labelled"):
        return _steps(reading, node, path, kind)
    return _range(reading, node, path, kind)


def _binary(reading: Reading, node: Node, path: str) -> Scale | None:
    if node.get("values") is None:
        return BinaryScale()
    place = joined(path, "values")
    named = {"no": "false", "yes": "true"}
    known = ("true", "false", "yes", "no")
    values = reading.group(node["values"], place, known)
    words = {}
    for key, value in values.items():
        words[named.get(key, key)] = reading.either_words(value, joined(place, key))
    no, yes = words.get("false"), words.get("true")
    return BinaryScale(no=no or BinaryScale().no, yes=yes or BinaryScale().yes)


def _range(reading: Reading, node: Node, path: str, kind: str) -> Scale | None:
    numbers = {key: reading.number(node, path, key) for key in ("min", "max", "step")}
    high, low, step = numbers["max"], numbers["min"] or Decimal(0), numbers["step"]
    if high is None:
        if node.get("max") is None:
            reading.blame("key_missing", joined(path, "max"), key="max")
        return None
    if kind == "integer":
        _refuse_fractions(reading, numbers, path)
    if "step" not in node:
        step = Decimal(1)
    unsorted = [*_levels(reading, node, path), *_bands(reading, node, path, low, high, step)]
    levels = tuple(sorted(unsorted, key=_value))
    unit: Literal["points", "percent"] = "percent" if kind == "percent" else "points"
    return reading.make(path, lambda: RangeScale(low, high, step, levels, unit))


def _refuse_fractions(reading: Reading, numbers: dict[str, Decimal | None], path: str) -> None:
    for key, number in numbers.items():
        if number is not None and number != int(number):
            reading.blame("scale_not_whole", joined(path, key), value=str(number))


def _levels(reading: Reading, node: Node, path: str) -> tuple[Level, ...]:
    """Read levels written as {0: words, 1: words} or as [{value, ru, en}]."""
    found, place = node.get("levels"), joined(path, "levels")
    if found is None:
        return ()
    if isinstance(found, dict):
        return tuple(_keyed_levels(reading, found, place))
    items = enumerate(reading.items(node, path, "levels"))
    levels = [_listed_level(reading, item, f"{place}[{number}]") for number, item in items]
    return tuple(level for level in levels if level is not None)


def _keyed_levels(reading: Reading, node: Node, path: str) -> list[Level]:
    levels = []
    for key, value in node.items():
        number = read_decimal(key)
        if number is None:
            reading.blame("not_a_number", joined(path, key), value=key)
        else:
            words = reading.either_words(value, joined(path, key))
            levels.append(Level(number, words))
    return levels


def _listed_level(reading: Reading, item: Plain, path: str) -> Level | None:
    node = reading.group(item, path, ("value", "ru", "en"))
    number = reading.number(node, path, "value")
    if number is None:
        reading.blame("key_missing", path, key="value")
        return None
    given = node.get("ru") is not None
    return Level(number, reading.words(node["ru"], node.get("en"), path) if given else None)


def _bands(
    reading: Reading, node: Node, path: str, low: Decimal, high: Decimal, step: Decimal | None
) -> list[Level]:
    """Read bands [{from, to, label_ru, label_en}]: each mark of a band shares its words."""
    levels = []
    for number, item in enumerate(reading.items(node, path, "bands")):
        place = f"{joined(path, 'bands')}[{number}]"
        band = reading.group(item, place, ("from", "to", "label_ru", "label_en"))
        start, end = reading.number(band, place, "from"), reading.number(band, place, "to")
        words = reading.words(band.get("label_ru"), band.get("label_en"), place)
        marks = _marks_between(start, end, step)
        if not marks or marks[0] < low or marks[-1] > high:
            reading.blame("scale_band_bad", place, start=str(start), end=str(end))
        levels += [Level(mark, words) for mark in marks]
    return levels


def _marks_between(
    start: Decimal | None, end: Decimal | None, step: Decimal | None
) -> list[Decimal]:
    """Return the marks of a band; none if it is not a sound band."""
    if start is None or end is None or step is None or step <= 0 or start > end:
        return []
    count = int((end - start) / step)
    sound = count < MOST_VALUES and start + step * count == end
    return [start + step * number for number in range(count + 1)] if sound else []


def _value(level: Level) -> Decimal:
    return level.value


def _steps(reading: Reading, node: Node, path: str, kind: str) -> Scale | None:
    levels = tuple(sorted(_levels(reading, node, path), key=_value))
    if node.get("values") is not None:
        levels = _ladder(reading, node, path, {level.value: level for level in levels})
    maker = LabelledScale if kind == "labelled" else LadderScale
    return reading.make(path, lambda: maker(levels))


def _ladder(
    reading: Reading, node: Node, path: str, worded: dict[Decimal, Level]
) -> tuple[Level, ...]:
    place = joined(path, "values")
    listed = enumerate(reading.items(node, path, "values"))
    numbers = [reading.as_number(item, f"{place}[{count}]") for count, item in listed]
    values = [number for number in numbers if number is not None]
    for value in worded:
        if value not in values:
            reading.blame("scale_level_off", joined(path, "levels"), value=str(value))
    return tuple(worded.get(value, Level(value)) for value in values)
