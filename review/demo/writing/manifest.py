"""The manifest of the programme files: what each is, what is wrong in it, what is true of it."""

from typing import Any

import yaml

from review.demo.writing.hands import HANDS
from review.demo.writing.sources import Source

CARD_FIELDS = (
    "title quality direction level types age_from age_to months hours weeks form financing year"
).split()
ORDER = (
    "title_page toc passport complex_1 explanatory_note normative_basis direction level relevance "
    "novelty_features pedagogical_expediency addressee volume_term forms organisation "
    "schedule_regime goal tasks planned_results curriculum_plan plan_content complex_2 "
    "calendar_schedule conditions_material conditions_info conditions_staff attestation_forms "
    "assessment_materials methodical_materials education_work education_calendar work_programmes "
    "accessibility_adaptation network_addendum distance_addendum literature appendices"
).split()
HEAD = (
    "# Made by `python -m review.demo.writing`; do not edit by hand.\n"
    "# People, organisations and the books cited in the programmes are invented; acts and sites\n"
    "# are real. Mistake and rule ids are those of docs/domain, sections 7 and 8.\n"
)


def sections_of(source: Source) -> list[str]:
    """Canonical ids of the sections that the document really holds, in canonical order.

    Raises ValueError when the text names an id that the domain does not know.
    """
    found = {"title_page"} | ({"toc"} if HANDS[source.card["hand"]].toc else set())
    for block in source.blocks:
        found.update(block.section)
    unknown = found - set(ORDER)
    if unknown:
        raise ValueError(f"{source.slug}: unknown sections {sorted(unknown)}")
    return [name for name in ORDER if name in found]


def _curriculum(source: Source) -> dict[str, Any]:
    card = source.card
    parts = []
    for part in source.plan:
        row = {"name": part.name, "total": part.hours("total"), "theory": part.hours("theory")}
        row["practice"] = part.hours("practice")
        if part.stated is not None:
            row["printed_total"] = part.stated
        parts.append(row)
    totals = {name: source.hours(name) for name in ("total", "theory", "practice")}
    if card.get("stated_total"):
        totals["printed_total"] = card["stated_total"]
    return {**totals, "topics": sum(len(part.topics) for part in source.plan), "sections": parts}


def _entry(source: Source) -> dict[str, Any]:
    card, hand = source.card, HANDS[source.card["hand"]]
    entry: dict[str, Any] = {"file": f"{source.slug}.docx"}
    entry |= {name: card[name] for name in CARD_FIELDS}
    entry["organisation"] = card["organisation"]
    entry["authors"] = card["authors"]
    entry["approval"] = card.get("approval")
    entry["hand"] = {"id": hand.key, "about": hand.about}
    if card.get("revision", 1) > 1:
        entry["revision"] = card["revision"]
        entry["revision_of"] = source.slug.rsplit("_r", 1)[0] + ".docx"
    entry["mistakes"] = card["mistakes"]
    entry["truth"] = {
        "sections": sections_of(source),
        "stated_without_heading": card.get("unlabelled", []),
        "curriculum": _curriculum(source),
    }
    return entry


def manifest_text(sources: list[Source]) -> str:
    """The manifest as YAML text, entries in the order given."""
    body = yaml.safe_dump(
        {"programmes": [_entry(source) for source in sources]},
        allow_unicode=True,
        sort_keys=False,
        width=100,
    )
    return HEAD + body
