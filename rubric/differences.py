"""What one rubric changes against another: words only, or what marks and verdicts come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rubric.criteria import Rubric
from rubric.scales import Data

#: Keys that hold words for people; they change no points and no verdict.
_WORDS = frozenset({"title_ru", "title_en", "ru", "en", "no", "evidence", "auto_suggest"})


@dataclass(frozen=True)
class Difference:
    """One change: `what` (rubric, verdict, comment_rule, order, section, criterion), its id,
    `how` (added, removed, meaning, words)."""

    what: str
    id: str
    how: str


def differences(old: Rubric, new: Rubric) -> tuple[Difference, ...]:
    """Return every difference, those of meaning and those of words; () for equal rubrics."""
    before, after = old.as_data(), new.as_data()
    found = [*_whole(before, after)]
    for what, key in (("section", "sections"), ("criterion", "criteria")):
        found += _listed(what, _by_id(before.get(key)), _by_id(after.get(key)))
    return tuple(found)


def is_words_only(found: Sequence[Difference]) -> bool:
    """Say whether nothing that marks or verdicts come from has changed."""
    return all(each.how == "words" for each in found)


def _whole(before: Data, after: Data) -> list[Difference]:
    found = []
    if before["rubric_id"] != after["rubric_id"] or before["status"] != after["status"]:
        found.append(Difference("rubric", "", "meaning"))
    if any(before[key] != after[key] for key in ("title_ru", "title_en")):
        found.append(Difference("rubric", "", "words"))
    changed = [key for key in ("verdict", "comment_rule") if before.get(key) != after.get(key)]
    found += [Difference(key, "", "meaning") for key in changed]
    orders = [[*_by_id(data["criteria"])] for data in (before, after)]
    if orders[0] != orders[1] and sorted(orders[0]) == sorted(orders[1]):
        found.append(Difference("order", "", "words"))
    return found


def _listed(
    what: str, before: Mapping[str, object], after: Mapping[str, object]
) -> list[Difference]:
    found = [Difference(what, key, "removed") for key in before if key not in after]
    for key, value in after.items():
        if key not in before:
            found.append(Difference(what, key, "added"))
        elif _meaning(before[key]) != _meaning(value):
            found.append(Difference(what, key, "meaning"))
        elif before[key] != value:
            found.append(Difference(what, key, "words"))
    return found


def _by_id(rows: object) -> dict[str, object]:
    listed = rows if isinstance(rows, list) else []
    return {str(row["id"]): row for row in listed}


def _meaning(value: object) -> object:
    """The value without its words; levels that say nothing but words fall away by themselves."""
    if isinstance(value, dict):
        return {key: _meaning(each) for key, each in value.items() if key not in _WORDS}
    if isinstance(value, list):
        return [_meaning(each) for each in value]
    return value
