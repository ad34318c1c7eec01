"""Scores the facts read out of a document against those a person read (tests/documents/truth)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from review.documents.facts import Facts
from review.documents.labels import fold

PLAIN = (
    "direction", "level", "age_min", "age_max", "duration_years", "hours_total", "year",
)  # fmt: skip
WORDS = ("title", "organisation")


def score_facts(truth: Mapping[str, Any], facts: Facts) -> dict[str, bool]:
    """For each fact the truth speaks of, whether it was read exactly; `truth` is its `facts:`.

    Titles and organisations are compared without case, quotes, spaces and «ё»; authors by
    number and by the hashes of their names.
    """
    scores = {}
    for name in PLAIN:
        if name in truth:
            fact = getattr(facts, name)
            scores[name] = (None if fact is None else fact.value) == truth[name]
    for name in WORDS:
        if name in truth:
            fact = getattr(facts, name)
            scores[name] = same_words("" if fact is None else fact.value, truth[name] or "")
    if "authors" in truth:
        scores["authors"] = _authors_agree(truth, facts)
    return scores


def same_words(one: str, other: str) -> bool:
    """The same letters and digits in the same order."""
    return _letters(one) == _letters(other)


def name_hash(name: str) -> str:
    """How truth files name a person: 12 hex digits of the letters' sha256."""
    letters = re.sub(r"[^a-zа-я]", "", name.lower().replace("ё", "е"))
    return hashlib.sha256(letters.encode()).hexdigest()[:12]


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", fold(text))


def _authors_agree(truth: Mapping[str, Any], facts: Facts) -> bool:
    names = [fact.value for fact in facts.authors]
    if len(names) != (truth["authors"] or 0):
        return False
    if "authors_names" in truth:
        return sorted(map(name_hash, names)) == sorted(map(name_hash, truth["authors_names"]))
    return sorted(map(name_hash, names)) == sorted(truth.get("authors_sha256") or [])
