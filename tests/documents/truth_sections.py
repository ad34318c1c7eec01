"""Compares the sections found in a document with those a careful reader found in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from review.documents.structure import Structure


def score_sections(
    truth: Mapping[str, Any], structure: Structure
) -> tuple[set[str], set[str], set[str]]:
    """Section ids found rightly, found falsely, and missed.

    `truth` holds `sections` and `doubtful`, sections two careful readers could differ on, which
    are counted neither way. Precision is hits / (hits + false), recall hits / (hits + missed).
    """
    doubtful = set(truth.get("doubtful") or ())
    present = set(truth.get("sections") or ()) - doubtful
    found = set(structure.sections) - doubtful
    return found & present, found - present, present - found
