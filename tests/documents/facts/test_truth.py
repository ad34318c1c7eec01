"""Facts read out of real and demo documents against what a person read."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import yaml

from review.documents.facts import read_facts
from review.documents.reading import docx, pdf
from review.documents.structure import find
from tests.documents.facts.snippets import facts_of
from tests.documents.truth_facts import name_hash, same_words, score_facts

TRUTH = Path(__file__).parents[1] / "truth"
DEMO = Path(__file__).parents[3] / "review" / "demo" / "programmes"
#: What the project asks of reading facts.
GOAL = 0.90


def truths(demo: bool) -> list[dict]:
    read = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(TRUTH.glob("*.yaml"))]
    return [one for one in read if one["facts"] and one["file"].startswith("demo/") is demo]


def scored(truth: dict, path: Path) -> dict[str, bool]:
    data = path.read_bytes()
    model = pdf.read(data) if path.suffix == ".pdf" else docx.read(io.BytesIO(data))
    return score_facts(truth["facts"], read_facts(model, find(model)))


def test_facts_of_the_demo_programmes_are_read_exactly() -> None:
    wrong = [
        (truth["file"], name)
        for truth in truths(demo=True)
        for name, right in scored(truth, DEMO / Path(truth["file"]).name).items()
        if not right
    ]
    assert wrong == []


@pytest.mark.corpus
def test_facts_of_real_documents_are_read_as_often_as_asked(corpus: Path) -> None:
    folder = corpus / "programmes"
    readable = [one for one in truths(demo=False) if one["file"].endswith((".pdf", ".docx"))]
    marks = [
        right for truth in readable for right in scored(truth, folder / truth["file"]).values()
    ]
    assert len(marks) > 100
    assert sum(marks) / len(marks) >= GOAL


def test_the_scorer_tells_right_from_wrong() -> None:
    facts = facts_of(
        "Муниципальное учреждение «Дом творчества»",
        "Дополнительная общеразвивающая программа «Росток»",
        "Возраст: 7–10 лет",
        "Автор: Иванова М. П.",
    )
    truth = {"title": "РОСТОК", "age_min": 7, "age_max": 11, "year": None, "authors": 1}
    right = truth | {"authors_sha256": [name_hash("Иванова М.П.")]}
    assert score_facts(right, facts) == {
        "title": True,
        "age_min": True,
        "age_max": False,
        "year": True,
        "authors": True,
    }
    assert score_facts(truth | {"authors_names": ["Петрова А. А."]}, facts)["authors"] is False
    assert same_words("«Ёлка»", "елка")
    assert not same_words("Ёлка", "Ель")
