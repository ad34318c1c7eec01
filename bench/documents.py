"""`./dev bench documents`: how well and how fast programme documents are read and checked.

What is measured and how to read the tables: docs/bench.md.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bench import document_mutants, document_quality, document_speed
from bench.driving import ROOT

CORPUS = ROOT.parent / "shared" / "corpus"
PARTS = ("quality", "speed", "mutants")


def main(arguments: Sequence[str]) -> int:
    """The command; 1 when a sound table is said to be wrong or a file breaks the examination.

    A goal of speed that is missed does not count: a noisy machine proves nothing.
    """
    parser = argparse.ArgumentParser(prog="./dev bench documents", description=__doc__)
    parser.add_argument("parts", nargs="*", default=PARTS[:2], metavar="PART",
                        help="quality, speed, mutants; without a name the first two")  # fmt: skip
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="the folder of real documents")
    parser.add_argument("--runs", type=int, default=21, help="turns of each side in a comparison")
    parser.add_argument("--mutations", type=int, default=60, help="errors put into each table")
    parser.add_argument("--mutants", type=int, default=2_000, help="spoiled files to send")
    parser.add_argument("--seed", type=int, default=1, help="other ways of spoiling")
    parser.add_argument("--json", action="store_true", help="print figures for programs")
    given = parser.parse_args(arguments)
    if not set(given.parts) <= set(PARTS):
        parser.error(f"the parts are: {', '.join(PARTS)}")
    told: dict[str, object] = {}
    falsely = broken = 0
    if "quality" in given.parts:
        quality = document_quality.measure(given.corpus, given.mutations)
        told["quality"], falsely = asdict(quality), len(quality.false_blocks)
        if not given.json:
            document_quality.show(quality)
    if "speed" in given.parts:
        papers = given.corpus / "programmes"
        paces = document_speed.paces(given.runs, papers if papers.is_dir() else None)
        told["speed"] = [asdict(one) for one in paces]
        if not given.json:
            document_speed.show(paces)
    if "mutants" in given.parts:
        endured = document_mutants.measure(given.corpus, given.mutants, given.seed)
        told["mutants"], broken = asdict(endured), len(endured.faults)
        if not given.json:
            document_mutants.show(endured)
    if given.json:
        print(json.dumps(told, ensure_ascii=False, indent=1))
    return 1 if falsely or broken else 0
