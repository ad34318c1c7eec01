"""Rubric, sections and criteria: frozen values that refuse to be born wrong."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from rubric.faults import Fault, RubricFaults, fault, refuse
from rubric.figures import figure
from rubric.questions import Criterion, Section, identifier_faults
from rubric.rules import CommentRule, ThirdRule, VerdictRule
from rubric.scales import (
    BinaryScale,
    Data,
    LabelledScale,
    LadderScale,
    Level,
    RangeScale,
    Scale,
    Words,
)

__all__ = [
    "BinaryScale",
    "CommentRule",
    "Criterion",
    "LabelledScale",
    "LadderScale",
    "Level",
    "RangeScale",
    "Rubric",
    "RubricFaults",
    "Scale",
    "Section",
    "ThirdRule",
    "VerdictRule",
    "Words",
]

STATUSES = ("real", "proposed", "sample")
MOST_CRITERIA = 200
# With these faults sums would be guesswork, so they are not looked at.
SHAPELESS = ("rubric_empty", "id_twice", "section_unknown")


@dataclass(frozen=True)
class Rubric:
    """A whole rubric: what is asked, when a remark is due, how the verdict follows."""

    id: str
    status: str
    title: Words
    criteria: tuple[Criterion, ...]
    verdict: VerdictRule
    sections: tuple[Section, ...] = ()
    comment_rule: CommentRule | None = None

    def __post_init__(self) -> None:
        naming = tuple(self._naming_faults())
        sums = () if any(each.code in SHAPELESS for each in naming) else tuple(self._sum_faults())
        refuse(naming + sums)

    def _naming_faults(self) -> Iterator[Fault]:
        yield from identifier_faults("rubric_id", self.id)
        if self.status not in STATUSES:
            yield fault("status_unknown", "status", value=self.status, known=", ".join(STATUSES))
        if not self.criteria:
            yield fault("rubric_empty", "criteria")
        if len(self.criteria) > MOST_CRITERIA:
            yield fault("rubric_too_long", "criteria", limit=MOST_CRITERIA)
        yield from _double_faults("criteria", [criterion.id for criterion in self.criteria])
        yield from _double_faults("sections", [section.id for section in self.sections])
        known = {section.id for section in self.sections} or {""}
        for place, criterion in enumerate(self.criteria):
            if criterion.section not in known:
                path = f"criteria[{place}].section"
                yield fault("section_unknown", path, section=criterion.section or "—")
        used = {criterion.section for criterion in self.criteria}
        for place, section in enumerate(self.sections):
            if section.id not in used:
                yield fault("section_empty", f"sections[{place}]", section=section.id)

    def _sum_faults(self) -> Iterator[Fault]:
        for place, section in enumerate(self.sections):
            yield from _section_faults(f"sections[{place}].max", section, self.raw_sum(section))
        if self.minimum == self.maximum:
            yield fault("rubric_flat", "criteria")
        threshold = self.verdict.threshold
        if threshold is not None and not self.minimum <= threshold <= self.maximum:
            bounds = {"minimum": figure(self.minimum), "maximum": figure(self.maximum)}
            path = "verdict.threshold"
            yield fault("threshold_outside", path, threshold=figure(threshold), **bounds)
        yield from self._answer_faults()

    def _answer_faults(self) -> Iterator[Fault]:
        if not self.verdict.asks_yes:
            return
        counted = self.counted_for_yes()
        if not counted:
            yield fault("needs_gates", "verdict")
        for criterion in counted:
            if criterion.scale.kind != BinaryScale.kind:
                mode = self.verdict.mode
                yield fault("needs_yes_no", "verdict", mode=mode, id=criterion.id)

    def counted_for_yes(self) -> tuple[Criterion, ...]:
        """Return the criteria that a rule of yes answers looks at: all, or the gates only."""
        only = self.verdict.gates_only
        return tuple(criterion for criterion in self.criteria if criterion.gate or not only)

    def raw_sum(self, section: Section) -> Fraction:
        """Return the most points the section's criteria give before any cap."""
        return sum((one.maximum for one in self.criteria_of(section.id)), Fraction(0))

    @cached_property
    def by_id(self) -> Mapping[str, Criterion]:
        """Criteria by their ids."""
        return {criterion.id: criterion for criterion in self.criteria}

    def criterion(self, criterion_id: str) -> Criterion:
        """Return a criterion by id. Raises RubricFaults (criterion_unknown) if there is none."""
        found = self.by_id.get(criterion_id)
        if found is None:
            raise RubricFaults([fault("criterion_unknown", criterion=criterion_id)])
        return found

    def criteria_of(self, section_id: str) -> tuple[Criterion, ...]:
        """Return the criteria of a section in the rubric's order."""
        return tuple(one for one in self.criteria if one.section == section_id)

    def groups(self) -> tuple[tuple[Section | None, tuple[Criterion, ...]], ...]:
        """Return sections with their criteria; one group without a section if there are none."""
        if not self.sections:
            return ((None, self.criteria),)
        return tuple((section, self.criteria_of(section.id)) for section in self.sections)

    def fold(self, points: Mapping[str, Fraction]) -> Fraction:
        """Sum weighted points by criterion id over sections, caps respected."""
        total = Fraction(0)
        for section, criteria in self.groups():
            raw = sum((points.get(one.id, Fraction(0)) for one in criteria), Fraction(0))
            total += section.limit(raw) if section else raw
        return total

    @cached_property
    def minimum(self) -> Fraction:
        """The lowest total of a complete sheet."""
        return self.fold({criterion.id: criterion.minimum for criterion in self.criteria})

    @cached_property
    def maximum(self) -> Fraction:
        """The highest total of a complete sheet."""
        return self.fold({criterion.id: criterion.maximum for criterion in self.criteria})

    def for_stage(self, stage: str) -> Rubric:
        """Return the checklist as one moderation stage sees it.

        Raises RubricFaults (rubric_empty) if the stage asks nothing.
        """
        kept = tuple(one for one in self.criteria if not one.stages or stage in one.stages)
        used = {criterion.section for criterion in kept}
        sections = tuple(
            each if each.cap else replace(each, maximum=None)
            for each in self.sections
            if each.id in used
        )
        return replace(self, criteria=kept, sections=sections)

    def as_data(self) -> Data:
        """Return the canonical data: same keys as a rubric file, so that `load` reads it back."""
        data: Data = {"rubric_id": self.id, "status": self.status}
        data |= {"title_ru": self.title.ru, "title_en": self.title.en}
        data["criteria"] = [criterion.as_data() for criterion in self.criteria]
        data["verdict"] = self.verdict.as_data()
        if self.sections:
            data["sections"] = [section.as_data() for section in self.sections]
        if self.comment_rule:
            data["comment_rule"] = self.comment_rule.as_data()
        return data

    @cached_property
    def canonical(self) -> str:
        """The canonical JSON text of the rubric: sorted keys, exact figures as text."""
        return json.dumps(self.as_data(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of the canonical text: the name of this version of the rubric."""
        return hashlib.sha256(self.canonical.encode("utf-8")).hexdigest()


def _double_faults(path: str, ids: list[str]) -> Iterator[Fault]:
    for each, count in Counter(ids).items():
        if count > 1:
            last = len(ids) - 1 - ids[::-1].index(each)
            yield fault("id_twice", f"{path}[{last}].id", id=each)


def _section_faults(path: str, section: Section, reachable: Fraction) -> Iterator[Fault]:
    if section.maximum is None or section.maximum == reachable:
        return
    params = {"maximum": figure(section.maximum), "sum": figure(reachable)}
    if section.maximum > reachable:
        yield fault("section_maximum_high", path, **params)
    elif not section.cap:
        yield fault("section_maximum_low", path, **params)
