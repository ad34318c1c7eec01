"""Every rubric that comes with the product loads, scores and settles."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from rubric.loading import load, load_shipped, shipped
from rubric.scoring import maximum, minimum, total
from rubric.sheet import Mark, check_sheet
from rubric.verdict import Decided, Scored, Sheet, settle

NAMES = sorted(shipped())


def test_the_sample_the_checklist_and_the_examples_are_shipped() -> None:
    assert NAMES == [
        "baikal2020_expert_sheet",
        "kemerovo_1191r_2011",
        "koiro_dpp_pk_2025",
        "kostroma_award_2013",
        "pfdo_consumer_quality_2018",
        "znachok_default_40",
        "znachok_moderation",
    ]


def test_an_unknown_name_is_not_guessed() -> None:
    with pytest.raises(KeyError):
        load_shipped("znachok_default_50")


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_rubric_goes_by_its_file_name_and_reads_back(name: str) -> None:
    rubric = load_shipped(name)
    assert rubric.id == name
    assert load(rubric.canonical) == rubric
    assert load(rubric.canonical).content_hash == rubric.content_hash


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_rubric_speaks_two_languages(name: str) -> None:
    rubric = load_shipped(name)
    titles = [rubric.title, *(one.title for one in (*rubric.sections, *rubric.criteria))]
    assert all(title.en.isascii() for title in titles)
    assert not any(title.ru.isascii() for title in titles)


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_rubric_scores_from_its_lowest_to_its_highest(name: str) -> None:
    rubric = load_shipped(name)
    low = {one.id: Mark(one.scale.minimum, "Уточните") for one in rubric.criteria}
    high = {one.id: Mark(one.scale.maximum) for one in rubric.criteria}
    assert check_sheet(rubric, low) == check_sheet(rubric, high) == ()
    assert (total(rubric, low), total(rubric, high)) == (minimum(rubric), maximum(rubric))
    places = range(1, rubric.verdict.experts + 1)
    best = settle(rubric, [Sheet(place, high) for place in places])
    worst = settle(rubric, [Sheet(place, low) for place in places])
    if rubric.verdict.decides:
        assert isinstance(best, Decided)
        assert isinstance(worst, Decided)
        assert (best.passed, worst.passed) == (True, False)
    else:
        assert isinstance(best, Scored)
        assert isinstance(worst, Scored)
        assert best.score > worst.score


def test_the_sample_is_a_sample_of_forty_points_with_words_for_every_mark() -> None:
    sample = load_shipped("znachok_default_40")
    assert (sample.status, maximum(sample), sample.verdict.threshold) == ("sample", 40, 30)
    assert len(sample.criteria) == 20
    said = [one.scale.words(Decimal(mark)) for one in sample.criteria for mark in (0, 1, 2)]
    assert None not in said
    assert len(set(said)) == 60


def test_kemerovo_says_the_same_of_two_neighbouring_marks() -> None:
    scale = load_shipped("kemerovo_1191r_2011").criteria[0].scale
    assert scale.words(Decimal(7)) == scale.words(Decimal(8)) != scale.words(Decimal(9))


def test_pfdo_weighs_a_finished_contract_twice() -> None:
    rubric = load_shipped("pfdo_consumer_quality_2018")
    rated = [{one.id: Mark(Decimal(mark)) for one in rubric.criteria} for mark in (90, 60)]
    weighed = [
        Sheet(place, marks, weight=rubric.criteria[0].weight * place)
        for place, marks in enumerate(rated, start=1)
    ]
    outcome = settle(rubric, weighed, experts=2)
    assert isinstance(outcome, Scored)
    assert outcome.score == 70


def test_the_example_in_the_guide_is_a_sound_rubric() -> None:
    guide = Path(__file__).resolve().parents[2] / "docs" / "rubrics.md"
    found = re.search(r"```yaml\n(.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    assert load(found[1]).maximum == 4
