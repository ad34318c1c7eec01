"""The editor's fields as a tree: from a form, to the data of a rubric file, and back.

A field is named by its path in the rubric file, so that the loader's faults find their fields.
Everything stays as it was typed; only `data_of` reads it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

Content = dict[str, Any]
_PART: Final = re.compile(r"([a-z_]+)(?:\[(\d{1,4})\])?")
#: The only names a form may send: a field can never stand where a group does.
_NAME: Final = re.compile(
    r"rubric_id|status|title_ru|title_en|comment_rule\.when"
    r"|sections\[\d{1,4}\]\.[a-z_]+"
    r"|criteria\[\d{1,4}\]\.(scale\.[a-z_]+|(?!scale$)[a-z_]+)"
    r"|verdict\.(third_expert_if\.[a-z_]+|(?!third_expert_if$)[a-z_]+)"
)
_SILENT: Final = dict.fromkeys({*range(32), 127} - {9, 10})
_LISTS: Final = ("evidence", "auto_suggest", "stages")
_FLAGS: Final = ("gate", "cap", "gates_only", "verdict_split")
_RANGES: Final = ("integer", "number", "percent")
BLANK: Final[Content] = {
    "criteria": {"weight": "1", "scale": {"type": "integer", "min": "0", "max": "2"}},
    "sections": {},
}


def folded(fields: Iterable[tuple[str, list[str]]]) -> Content:
    """The tree of a form's fields; names that are no path are left out."""
    tree: Content = {}
    for name, values in fields:
        if _NAME.fullmatch(name):
            said = [trimmed(value) for value in values]
            _put(tree, list(_PART.finditer(name)), said if name.endswith(".skips") else said[-1])
    return {key: _in_order(value) for key, value in tree.items()}


def trimmed(value: str) -> str:
    """A typed text without blank ends and signs that no keyboard writes."""
    return value.replace("\r\n", "\n").translate(_SILENT).strip()


def _put(tree: Content, parts: list[re.Match[str]], value: Any) -> None:
    here: dict[Any, Any] = tree
    for part in parts[:-1]:
        here = here.setdefault(part[1], {})
        if part[2] is not None:
            here = here.setdefault(int(part[2]), {})
    here[parts[-1][0]] = value


def _in_order(value: Any) -> Any:
    if isinstance(value, dict) and value and all(isinstance(key, int) for key in value):
        return [value[key] for key in sorted(value)]
    return value


def moved(content: Content, act: str) -> Content:
    """The tree after a button: "criteria:2:up", down, remove, copy; "criteria:0:add" at the end."""
    told = re.fullmatch(r"(criteria|sections):(\d{1,4}):(up|down|remove|copy|add)", act)
    if told is None:
        return content
    key, place, how = told[1], int(told[2]), told[3]
    rows = list(content.get(key) or [])
    if how == "add":
        rows.append({**copy.deepcopy(BLANK[key]), "id": _free(rows, "C" if key[0] == "c" else "S")})
    elif place < len(rows):
        _shift(rows, place, how)
    return {**content, key: rows}


def _shift(rows: list[Any], place: int, how: str) -> None:
    row = rows.pop(place)
    if how == "copy":
        rows.insert(place, row)
        row = {**copy.deepcopy(row), "id": _free(rows, str(row.get("id") or "C"))}
        rows.insert(place + 1, row)
    elif how != "remove":
        rows.insert(max(0, place - 1) if how == "up" else place + 1, row)


def _free(rows: list[Any], stem: str) -> str:
    taken = {row.get("id") for row in rows}
    return next(name for n in range(1, len(rows) + 2) if (name := f"{stem}_{n}") not in taken)


def data_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a rubric file; what is empty is absent."""
    data = {key: content.get(key) for key in ("rubric_id", "status", "title_ru", "title_en")}
    when = (content.get("comment_rule") or {}).get("when")
    data["comment_rule"] = {"when": when} if when else None
    data["sections"] = [_row(row) for row in content.get("sections") or []]
    data["criteria"] = [_row(row) for row in content.get("criteria") or []]
    data["verdict"] = _verdict(content.get("verdict") or {})
    return _without_empty(data)


def _verdict(told: Mapping[str, Any]) -> dict[str, Any]:
    verdict = _row({key: value for key, value in told.items() if key != "weights"})
    conditions = _without_empty(_row(told.get("third_expert_if") or {}))
    verdict["third_expert_if"] = conditions
    if not conditions:
        verdict.pop("third_rule", None)
    return _without_empty({**verdict, "weights": _words(told.get("weights"))})


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(row)
    for key in _LISTS:
        if key in found:
            found[key] = _words(found[key])
    for key in _FLAGS:
        if key in found:
            found[key] = bool(found[key])
    if "scale" in found:
        found["scale"] = _scale(found["scale"])
    return _without_empty(found)


def _scale(told: Mapping[str, Any]) -> dict[str, Any]:
    kind, levels = told.get("type"), _levels(told.get("levels") or "")
    if kind == "binary":
        named = {{"0": "false", "1": "true"}.get(one["value"], one["value"]): one for one in levels}
        values = {key: {"ru": one.get("ru"), "en": one.get("en")} for key, one in named.items()}
        return {"type": kind, **({"values": values} if values else {})}
    scale: dict[str, Any] = {"type": kind}
    if kind in _RANGES:
        scale |= {key: told[key] for key in ("min", "max", "step") if told.get(key)}
        if kind != "integer" and not told.get("step"):
            scale["step"] = None
    return {**scale, **({"levels": levels} if levels else {})}


def _levels(text: str) -> list[dict[str, str]]:
    """Lines of «2 = полностью | fully»."""
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        value, _, words = line.partition("=")
        russian, _, english = words.partition("|")
        level = {"value": value.strip(), "ru": russian.strip(), "en": english.strip()}
        found.append({key: said for key, said in level.items() if said})
    return found


def _words(text: Any) -> list[str]:
    return [one for one in re.split(r"[,\s]+", str(text or "")) if one]


def _without_empty(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in (None, "", [], {}, False)}


def content_of(data: Mapping[str, Any]) -> Content:
    """The editor's tree of a rubric's canonical data."""
    content = copy.deepcopy(dict(data))
    for row in content["criteria"]:
        for key in _LISTS:
            row[key] = ", ".join(row.get(key, ()))
        row["scale"] = _scale_fields(row["scale"])
    weights = content["verdict"].get("weights", ())
    content["verdict"]["weights"] = ", ".join(weights)
    return content


def _scale_fields(scale: Mapping[str, Any]) -> dict[str, Any]:
    found = {key: scale[key] or "" for key in ("type", "min", "max", "step") if key in scale}
    levels = scale.get("levels", ())
    if scale["type"] == "binary":
        values = scale["values"]
        levels = [{"value": n, **values[k]} for n, k in (("0", "false"), ("1", "true"))]
    found["levels"] = "\n".join(_line(level) for level in levels)
    return found


def _line(level: Mapping[str, str]) -> str:
    words = level.get("ru", "").replace("\n", " ")
    english = level.get("en", "").replace("\n", " ")
    more = f" | {english}" if english and english != words else ""
    return f"{level['value']} = {words}{more}" if words else level["value"]
