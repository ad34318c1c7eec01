"""A review taken home: the answers that a packet brings back, checked before any is written."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from review.faults import Conflict, Invalid
from review.models.scoring import ScoreSheet
from review.profiles import get_rubric
from review.scoring import sheets
from review.scoring.forms import MarkForm, SummaryForm
from workflows.roles import Actor

KIND: Final = "znachok-sheet-1"
#: Bytes of a packet at most: a few hundred criteria with long remarks.
LARGEST: Final = 1_000_000
SUMMARY: Final = "summary"


@dataclass(frozen=True)
class Trouble:
    """An answer that cannot simply be written: its words, why, and what is stored instead."""

    where: str
    points: str
    remark: str
    error: Conflict | Invalid

    @property
    def choice(self) -> bool:
        """Whether it could be written in place of what is stored."""
        return isinstance(self.error, Conflict)


@dataclass
class Brought:
    """What a packet did to the sheet: how many answers it wrote, and which need a decision."""

    written: int = 0
    troubles: list[Trouble] = field(default_factory=list)


def head_of(sheet: ScoreSheet) -> dict[str, Any]:
    """What a packet must name to be taken back: the sheet, its rubric, the versions it was over."""
    versions = {row.criterion_id: row.version for row in sheet.marks}
    return {
        "kind": KIND,
        "number": sheet.seat.submission.number,
        "sheet": sheet.id,
        "rubric": get_rubric(sheet.rubric_version_id).content_hash,
        "versions": versions | {SUMMARY: sheets.summary_version(sheet)},
    }


def read(data: bytes, sheet: ScoreSheet) -> dict[str, Any]:
    """The packet as plain values; raises Invalid when it is none, or one of another sheet."""
    if len(data) > LARGEST:
        raise Invalid("packet_unreadable", "file")
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Invalid("packet_unreadable", "file") from error
    if not isinstance(found, dict) or found.get("kind") != KIND or not _sound(found):
        raise Invalid("packet_unreadable", "file")
    head = head_of(sheet)
    if found.get("number") != head["number"]:
        raise Invalid("packet_of_another", "file", number=str(found.get("number"))[:40])
    if found.get("sheet") != head["sheet"] or found.get("rubric") != head["rubric"]:
        raise Invalid("packet_of_another_round", "file")
    return found


def bring_in(
    sheet: ScoreSheet,
    actor: Actor,
    packet: Mapping[str, Any],
    chosen: Collection[str] | None = None,
) -> Brought:
    """Write every answer of the packet to the sheet; what cannot be written is told apart.

    Without `chosen` an answer stored meanwhile stays and becomes a trouble; with it (the
    criteria whose packet's answer is to win) nothing is asked again. The caller writes all or
    nothing. Raises Refused when the sheet is in already.
    """
    done = Brought()
    for where, answer in packet["answers"].items():
        form = _form(where, answer)
        version = None if where in (chosen or ()) else packet["versions"].get(where, 0)
        try:
            done.written += _write(sheet, actor, where, form, version)
        except (Conflict, Invalid) as error:
            if chosen is None:
                said = answer.get(SUMMARY) or answer.get("remark", "")
                done.troubles.append(Trouble(where, answer.get("points", ""), said, error))
    return done


def _form(where: str, answer: Mapping[str, str]) -> MarkForm | SummaryForm:
    return (SummaryForm if where == SUMMARY else MarkForm)(formdata=MultiDict(answer))


def _write(
    sheet: ScoreSheet, actor: Actor, where: str, form: MarkForm | SummaryForm, version: int | None
) -> bool:
    """Write one answer; False where the sheet says the same already."""
    if not form.validate():
        raise Invalid("packet_answer")
    if isinstance(form, SummaryForm):
        text = form.summary.data or ""
        sheets.save_summary(sheet, actor, text, version)
        return bool(text)
    if where not in get_rubric(sheet.rubric_version_id).by_id:
        raise Invalid("packet_answer")
    row = next((one for one in sheet.marks if one.criterion_id == where), None)
    said = (form.value(), form.skip(), form.remark.data or "")
    if said == ((row.points, row.skip, row.remark) if row else (None, "", "")):
        return False
    sheets.save_mark(sheet, actor, where, said[0], said[2], skip=said[1], expected_version=version)
    return True


def _sound(found: Mapping[str, Any]) -> bool:
    """Whether answers and versions have the shape a packet gives them."""
    answers, versions = found.get("answers"), found.get("versions")
    if not isinstance(answers, dict) or not isinstance(versions, dict) or len(answers) > 1000:
        return False
    fields = all(
        isinstance(one, dict) and all(isinstance(text, str) for text in one.values())
        for one in answers.values()
    )
    return fields and all(type(number) is int for number in versions.values())
