"""`znachok verdict` as a script runs it: every rule gives its result, faults are one line each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from review.cli import main
from rubric.loading import DATA, load_shipped

SAMPLE = DATA / "znachok_default_40.yaml"
RULES = """
rubric_id: small
status: sample
title_ru: Проба
title_en: Trial
scale: {type: integer, min: 0, max: 10}
criteria:
  - {id: a, title_ru: Первый, title_en: First}
  - {id: b, title_ru: Второй, title_en: Second}
verdict: %s
"""


def verdict(folder: Path, rubric: Path | str, sheets: Any, *more: str) -> Result:
    if isinstance(rubric, str):
        path = folder / "rubric.yaml"
        path.write_text(RULES % rubric, encoding="utf-8")
        rubric = path
    asked = folder / "sheets.json"
    text = sheets if isinstance(sheets, str) else json.dumps(sheets, ensure_ascii=False)
    asked.write_text(text, encoding="utf-8")
    words = ["verdict", "--rubric", str(rubric), "--sheets", str(asked), *more]
    return CliRunner().invoke(main, words, prog_name="znachok")


def told(folder: Path, rubric: Path | str, sheets: Any) -> dict[str, Any]:
    result = verdict(folder, rubric, sheets, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def sheet(expert: str, a: Any, b: Any, **more: Any) -> dict[str, Any]:
    return {"expert": expert, "marks": {"a": {"value": a}, "b": {"value": b}}, **more}


def sample_sheet(expert: str, points: int) -> dict[str, Any]:
    marks = {one.id: {"value": points} for one in load_shipped("znachok_default_40").criteria}
    return {"expert": expert, "marks": marks}


@pytest.mark.parametrize(
    ("rule", "totals", "result", "score"),
    [
        ("{combine: sum_threshold, threshold: 12, experts: 2}", [(6, 6), (7, 7)], "passed", 12),
        ("{combine: mean, threshold: 12, experts: 2}", [(6, 6), (5, 6)], "failed", 11.5),
        ("{combine: mean, threshold: 12, experts: 2}", [(6, 6), (6, 6)], "passed", 12),
        ("{combine: median, threshold: 12, experts: 3}", [(1, 1), (6, 6), (9, 9)], "passed", 12),
        ("{combine: weighted_mean, threshold: 12, experts: 2, weights: [3, 1]}",
         [(8, 8), (0, 0)], "passed", 12),
        ("{combine: each_below_fails, threshold: 12, experts: 3}",
         [(1, 1), (1, 1), (6, 6)], "passed", 12),
        ("{combine: vote, threshold: 12, experts: 3}", [(6, 6), (6, 6), (0, 0)], "passed", 2),
        ("{combine: unanimous_n, threshold: 12, experts: 3}",
         [(6, 6), (6, 6), (0, 0)], "failed", 2),
        ("{combine: mean, experts: 2}", [(6, 6), (5, 6)], "scored", 11.5),
    ],
)  # fmt: skip
def test_every_rule_gives_its_result(
    tmp_path: Path, rule: str, totals: list[tuple[int, int]], result: str, score: float
) -> None:
    sheets = [sheet(f"Э{place}", *pair) for place, pair in enumerate(totals, start=1)]
    found = told(tmp_path, rule, sheets)
    assert (found["result"], found["score"]) == (result, score)
    assert found["trace"][-1]["text"]


def test_a_score_without_a_finite_decimal_is_told_exactly_too(tmp_path: Path) -> None:
    rule = "{combine: mean, threshold: 10, experts: 3}"
    found = told(tmp_path, rule, [sheet("x", 5, 5), sheet("y", 5, 5), sheet("z", 4, 5)])
    assert found["score_exact"] == "29/3"
    assert found["score"] == pytest.approx(29 / 3)
    assert found["result"] == "failed"


def test_a_split_calls_for_a_third_expert_whose_sheet_then_decides(tmp_path: Path) -> None:
    pair = [sample_sheet("Э1", 2), sample_sheet("Э2", 1)]
    first = told(tmp_path, SAMPLE, pair)
    assert (first["result"], first["reason"], first["score"]) == ("third_expert", "abs_diff", None)
    last = told(tmp_path, SAMPLE, [*pair, sample_sheet("Э3", 2)])
    assert (last["result"], last["score"]) == ("passed", 40)
    assert "third_total" in [line["code"] for line in last["trace"]]


def test_a_third_sheet_named_by_hand_is_heard_where_no_rule_called_it(tmp_path: Path) -> None:
    rule = "{combine: mean, threshold: 12, experts: 2}"
    sheets = [sheet("x", 6, 6), sheet("y", 6, 6), sheet("z", 0, 1, third=True)]
    found = told(tmp_path, rule, sheets)
    assert (found["result"], found["score"]) == ("failed", 1)


def test_an_unmarked_criterion_leaves_the_review_incomplete_and_is_named(tmp_path: Path) -> None:
    rule = "{combine: mean, threshold: 12, experts: 2}"
    found = told(tmp_path, rule, [sheet("Первая", 6, 6), sheet("Вторая", 6, None)])
    assert found["result"] == "incomplete"
    assert [(one["expert"], one["criterion"], one["what"]) for one in found["missing"]] == [
        ("Вторая", "b", "points")
    ]


def test_values_may_be_yes_and_no_words_of_a_level_and_decimal_commas(tmp_path: Path) -> None:
    rubric = tmp_path / "words.yaml"
    rubric.write_text(
        """
rubric_id: words
status: sample
title_ru: Слова
title_en: Words
criteria:
  - {id: yes_no, title_ru: Есть, title_en: There, scale: {type: binary}}
  - id: level
    title_ru: Уровень
    title_en: Level
    scale: {type: labelled, levels: {0: {ru: Низкий, en: Low}, 1.5: {ru: Высокий, en: High}}}
  - {id: share, title_ru: Доля, title_en: Share, scale: {type: number, min: 0, max: 1, step: 0.5}}
verdict: {combine: sum_threshold, threshold: 3, experts: 1}
""",
        encoding="utf-8",
    )
    for yes, level, share in (("да", "высокий", "0,5"), (True, 1.5, 0.5), ("yes", "High", "0.5")):
        marks = {"yes_no": {"value": yes}, "level": {"value": level}, "share": share}
        found = told(tmp_path, rubric, [{"expert": "x", "marks": marks}])
        assert (found["result"], found["score"]) == ("passed", 3), (yes, level, share)


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ("{", "not valid JSON"),
        ("{}", "A list is expected"),
        ([{"expert": "x", "marks": []}], "A group of keys"),
        ([{"expert": {}, "marks": {}}], "A text is expected"),
        ([sheet("x", 11, 6), sheet("y", 6, 6)], "Choose a mark from 0 to 10"),
        ([sheet("x", "many", 6)], "Write a number"),
        ([sheet("x", True, 6)], "Write a number"),
        ([{"expert": "x", "marks": {"c": {"value": 1}}}], "no criterion c"),
        ([{"expert": "x", "marks": {"a": {"value": 1, "remark": 2}}}], "A text is expected"),
        ([sheet("x", 6, 6), sheet("x", 6, 6)], "has two sheets"),
        ([sheet("x", 6, 6, weight=-1)], "is not a number"),
        ([sheet(str(place), 6, 6) for place in range(101)], "more than 100 sheets"),
        ([sheet("x", 1, 1, third=True), sheet("y", 1, 1, third=True)], "two sheets of a third"),
        ('[{"expert": "x", "marks": {"a": {"value": NaN}}}]', "Write a number"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_a_wrong_sheet_is_one_clear_line_and_exit_code_2(
    tmp_path: Path, sheets: Any, said: str
) -> None:
    result = verdict(tmp_path, "{combine: mean, threshold: 12, experts: 2}", sheets)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_a_wrong_rubric_and_a_missing_file_are_told(tmp_path: Path) -> None:
    assert "line" in verdict(tmp_path, "{combine: guess}", []).stderr
    missing = verdict(tmp_path, tmp_path / "none.yaml", [])
    assert missing.exit_code == 2
    assert "none.yaml" in missing.stderr


@pytest.mark.parametrize(("language", "word"), [("ru", "Пройдено"), ("en", "Passed")])
def test_a_person_reads_the_verdict_and_its_reasons(
    tmp_path: Path, language: str, word: str
) -> None:
    pair = [sample_sheet("Э1", 2), sample_sheet("Э2", 2)]
    result = verdict(tmp_path, SAMPLE, pair, "--language", language)
    assert result.stdout.startswith(f"{word}: 40 / 30")
    assert "Э1" in result.stdout or "1" in result.stdout
    assert result.stdout.count("\n") > 5
