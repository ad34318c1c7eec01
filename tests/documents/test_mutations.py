"""Spoiled files go through the whole examination: each is read or refused in words.

The suite takes a sample; `./dev bench documents mutants` takes thousands.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.documents.mutants import spoil, spoiled, take
from tests.run import REPOSITORY

DEMO = sorted((REPOSITORY / "review" / "demo" / "programmes").glob("*.docx"))
WORKERS = 2


def answers(files: list[Path], count: int, seed: int):
    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(take, spoiled(files, count, seed)))


def faults(found):
    return [answer for answer in found if answer.fault]


def test_spoiled_programmes_are_read_or_refused_in_words():
    found = answers(DEMO, 90, seed=1)
    assert faults(found) == []
    codes = Counter(answer.code for answer in found)
    assert codes["read"] > 20
    assert len(codes) > 2


@pytest.mark.parametrize("folder", ["programmes", "odd", "hostile"])
def test_spoiled_real_files_are_read_or_refused_in_words(corpus, folder):
    files = sorted(
        path
        for path in (corpus / folder).iterdir()
        if path.suffix in {".docx", ".pdf"} and 0 < path.stat().st_size < 150_000
    )
    assert faults(answers(files, 50, seed=2)) == []


def test_the_same_seed_spoils_alike():
    first, second = (next(spoiled(DEMO, 1, seed=3)) for _ in range(2))
    assert first == second
    assert first.data != DEMO[0].read_bytes()


def test_every_way_of_spoiling_is_tried():
    import random

    data = DEMO[0].read_bytes()
    ways = {spoil("a.docx", data, random.Random(n)).how for n in range(150)}
    assert {"flip", "cut", "part_lost", "parts_swapped", "part_spoiled", "xml_spoiled"} <= ways
