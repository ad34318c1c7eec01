"""The published schema of a rubric file knows exactly the keys and words that the loader knows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rubric import loading, questions, rules, scale_reading, verdict_reading
from rubric.yamltree import read_tree
from tests.run import REPOSITORY

SCHEMA: dict[str, Any] = json.loads(
    (REPOSITORY / "docs" / "rubric.schema.json").read_text(encoding="utf-8")
)
PARTS = SCHEMA["properties"]
CRITERION = SCHEMA["$defs"]["criterion"]
VERDICT = PARTS["verdict"]


def keys(schema: dict[str, Any]) -> set[str]:
    """The keys a part may have; nothing beside them."""
    assert schema["additionalProperties"] is False
    return set(schema["properties"])


def test_every_part_has_the_keys_the_loader_reads() -> None:
    assert keys(SCHEMA) == set(loading._RUBRIC_KEYS)
    assert keys(PARTS["sections"]["items"]) == set(loading._SECTION_KEYS)
    assert keys(CRITERION) == set(loading._CRITERION_KEYS)
    assert keys(PARTS["totals"]) == set(loading._TOTAL_KEYS)
    assert keys(VERDICT) == set(verdict_reading._KEYS)
    third = VERDICT["properties"]["third_expert_if"]
    assert keys(third) == set(verdict_reading._THIRD_KEYS)


def test_every_kind_of_scale_has_its_own_keys() -> None:
    scales = SCHEMA["$defs"]["scale"]["oneOf"]
    found = {one["properties"]["type"]["const"]: keys(one) for one in scales}
    assert found == {kind: set(known) for kind, known in scale_reading._KEYS.items()}


def test_words_with_a_meaning_are_the_cores() -> None:
    assert PARTS["status"]["enum"] == list(loading.STATUSES)
    assert VERDICT["properties"]["combine"]["enum"] == list(rules.MODES)
    assert VERDICT["properties"]["third_rule"]["enum"] == list(rules.THIRD_RULES)
    assert CRITERION["properties"]["skips"]["items"]["enum"] == list(questions.SKIPS)


@pytest.mark.parametrize("name", loading.shipped())
def test_what_the_schema_requires_stands_in_every_shipped_rubric(name: str) -> None:
    whole = read_tree(loading.shipped()[name].read_text(encoding="utf-8")).value
    assert isinstance(whole, dict) and isinstance(whole["criteria"], list)
    assert set(SCHEMA["required"]) <= set(whole) <= keys(SCHEMA)
    for one in whole["criteria"]:
        assert isinstance(one, dict)
        assert set(CRITERION["required"]) <= set(one) <= keys(CRITERION)
