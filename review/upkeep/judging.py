"""`znachok verdict`: sheets and a rubric in, the verdict and its reasons out; no server needed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import click

from review import languages
from review.languages import N_, Counted, Text
from review.words import refusals, verdicts
from rubric import loading
from rubric.criteria import Rubric
from rubric.faults import RubricFaults
from rubric.figures import figure
from rubric.outcomes import Decided, Outcome, Scored, Sheet, ThirdNeeded
from rubric.sheet import missing
from rubric.sheet_file import Review, read_review
from rubric.trace import TraceLine
from rubric.verdict import settle

DONE: Final = 0
WRONG: Final = 2
MAX_BYTES: Final = 4 << 20

PASSED, FAILED, THIRD, INCOMPLETE, SCORED = (
    "passed",
    "failed",
    "third_expert",
    "incomplete",
    "scored",
)
_RESULTS: Final = {
    PASSED: N_("Passed"),
    FAILED: N_("Not passed"),
    THIRD: N_("A third expert is to be called"),
    INCOMPLETE: N_("Not all marks are in"),
    SCORED: N_("Scored; this rubric has no pass mark"),
}


def run(rubric_file: Path, sheets_file: Path, language: str, as_json: bool) -> int:
    """Print the verdict and its trace, give the exit code; one clear line for each fault."""
    try:
        rubric = loading.load(_text(rubric_file))
        review = read_review(rubric, _text(sheets_file))
        outcome = settle(rubric, review.sheets)
    except RubricFaults as error:
        for fault in error.faults:
            click.echo(f"znachok: {fault}", err=True)
        return WRONG
    except (OSError, ValueError) as error:
        click.echo(f"znachok: {error}", err=True)
        return WRONG
    told = _told(rubric, review, outcome, language)
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else _page(told, language))
    return DONE


def _text(path: Path) -> str:
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(f"{path}: larger than {MAX_BYTES >> 20} MB")
    return path.read_text(encoding="utf-8-sig")


def _told(rubric: Rubric, review: Review, outcome: Outcome, language: str) -> dict[str, Any]:
    """The answer as JSON values; exact figures where a decimal would round them."""
    score = outcome.score if isinstance(outcome, (Decided, Scored)) else None
    threshold = rubric.verdict.threshold
    if isinstance(outcome, Decided):
        threshold = outcome.threshold
    return {
        "result": _result(outcome),
        "score": _number(score),
        "score_exact": None if score is None else figure(score),
        "threshold": None if threshold is None else _number(Fraction(threshold)),
        "reason": outcome.reason if isinstance(outcome, ThirdNeeded) else None,
        "missing": [
            line for sheet in review.sheets for line in _lacks(rubric, review, sheet, language)
        ],
        "trace": [_line(rubric, review, line, language) for line in outcome.trace],
    }


def _result(outcome: Outcome) -> str:
    if isinstance(outcome, Decided):
        return PASSED if outcome.passed else FAILED
    if isinstance(outcome, ThirdNeeded):
        return THIRD
    return SCORED if isinstance(outcome, Scored) else INCOMPLETE


def _number(value: Fraction | None) -> int | float | None:
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else float(value)


def _lacks(rubric: Rubric, review: Review, sheet: Sheet, language: str) -> list[dict[str, str]]:
    return [
        {
            "expert": review.names[sheet.place],
            "criterion": one.criterion_id,
            "what": one.what,
            "text": _say(
                refusals.MISSING[f"missing_{one.what}"],
                {"criterion": _title(rubric, one.criterion_id, language)},
                language,
            ),
        }
        for one in missing(rubric, sheet.marks)
    ]


def _title(rubric: Rubric, criterion_id: str, language: str) -> str:
    return str(getattr(rubric.criterion(criterion_id).title, language))


def _line(rubric: Rubric, review: Review, line: TraceLine, language: str) -> dict[str, Any]:
    said: dict[str, object] = dict(line.params)
    if "criterion" in said:
        said["criterion"] = _title(rubric, str(said["criterion"]), language)
    if "passes" in said:
        said["opinion"] = _say(verdicts.OPINIONS[int(str(said["passes"]))], {}, language)
    text = verdicts.TRACE[line.code]
    if line.code.startswith("rule_") and said.get("threshold") == "":
        text = verdicts.WITHOUT_THRESHOLD
    told: dict[str, Any] = {"code": line.code, "params": dict(line.params)}
    if "place" in line.params:
        told["expert"] = review.names[int(line.params["place"])]
    return told | {"text": _say(text, said, language)}


def _say(text: Text, params: Mapping[str, object], language: str) -> str:
    words = languages.translations(language)
    if isinstance(text, Counted):
        number = int(str(params[text.by]))
        return str(words.ungettext(text.singular, text.plural, number) % dict(params))
    return str(words.ugettext(text) % dict(params))


def _page(told: Mapping[str, Any], language: str) -> str:
    shown = [f"{_say(_RESULTS[told['result']], {}, language)}"]
    if told["score_exact"] is not None and told["threshold"] is not None:
        shown[0] += f": {told['score_exact']} / {told['threshold']}"
    shown += [f"  {line['text']}" for line in told["trace"]]
    shown += [f"  {line['expert']}: {line['text']}" for line in told["missing"]]
    return "\n".join(shown)
