"""A remark as a W3C Web Annotation (https://www.w3.org/TR/annotation-model/) in JSON-LD."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from review.documents.anchors import Anchor, TextPosition, TextQuote
from review.documents.passages import Place

CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"
#: Blocks are elements with these ids in the HTML form of a document.
FRAGMENTS: Final = "http://tools.ietf.org/rfc/rfc3236"


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said of a place. `id` and `source`, the document's address, are IRIs.

    `anchor` is None for a remark on the whole document. `author` is shown as given, so the name
    of a seat («Эксперт 1») stays one. `created` is aware.
    """

    id: str
    source: str
    text: str
    author: str
    created: datetime
    anchor: Anchor | None = None
    language: str = "ru"
    motivation: str = "commenting"


def to_json_ld(remark: Remark) -> dict[str, Any]:
    """The remark as one annotation. Raises ValueError when its moment is not aware."""
    if remark.created.tzinfo is None:
        raise ValueError("a remark's moment must be aware")
    return {
        "@context": CONTEXT,
        "id": remark.id,
        "type": "Annotation",
        "motivation": remark.motivation,
        "creator": {"type": "Person", "nickname": remark.author},
        "created": remark.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "body": {
            "type": "TextualBody",
            "value": remark.text,
            "format": "text/plain",
            "language": remark.language,
            "purpose": remark.motivation,
        },
        "target": _target(remark.source, remark.anchor),
    }


def selectors(anchor: Anchor) -> list[dict[str, Any]]:
    """The anchor's selectors, each naming the same words by itself."""
    quote = anchor.quote
    told: list[dict[str, Any]] = [{"type": "TextQuoteSelector", "exact": quote.exact}]
    told[0] |= {"prefix": quote.prefix} if quote.prefix else {}
    told[0] |= {"suffix": quote.suffix} if quote.suffix else {}
    if anchor.position:
        told.append(_position(anchor.position.start, anchor.position.end))
    if anchor.place:
        told.append(_in_blocks(anchor.place))
    return told


def anchor_from(told: list[Mapping[str, Any]]) -> Anchor:
    """Read what `selectors` gave; other kinds of selectors are passed over.

    Raises ValueError when there is no TextQuoteSelector or one is of another shape.
    """
    by_type = {str(one.get("type")): one for one in told}
    try:
        words = by_type["TextQuoteSelector"]
        quote = TextQuote(words["exact"], words.get("prefix", ""), words.get("suffix", ""))
        numbers = by_type.get("TextPositionSelector")
        position = TextPosition(int(numbers["start"]), int(numbers["end"])) if numbers else None
        return Anchor(quote, position, _place(by_type))
    except (KeyError, TypeError) as error:
        raise ValueError("these are no selectors of a quotation") from error


def _target(source: str, anchor: Anchor | None) -> Any:
    return source if anchor is None else {"source": source, "selector": selectors(anchor)}


def _position(start: int, end: int) -> dict[str, Any]:
    return {"type": "TextPositionSelector", "start": start, "end": end}


def _fragment(block: str, start: int, end: int) -> dict[str, Any]:
    return {
        "type": "FragmentSelector",
        "conformsTo": FRAGMENTS,
        "value": block,
        "refinedBy": _position(start, end),
    }


def _in_blocks(place: Place) -> dict[str, Any]:
    """Within one block a fragment; over several a range up to the last one's character."""
    if place.block == place.end_block:
        return _fragment(place.block, place.start, place.end)
    return {
        "type": "RangeSelector",
        "startSelector": _fragment(place.block, place.start, place.start),
        "endSelector": _fragment(place.end_block, place.end, place.end),
    }


def _place(by_type: Mapping[str, Mapping[str, Any]]) -> Place | None:
    if "FragmentSelector" in by_type:
        one = by_type["FragmentSelector"]
        within = one["refinedBy"]
        return Place(one["value"], int(within["start"]), one["value"], int(within["end"]))
    if "RangeSelector" in by_type:
        first, last = (
            by_type["RangeSelector"]["startSelector"],
            by_type["RangeSelector"]["endSelector"],
        )
        starts, ends = first["refinedBy"]["start"], last["refinedBy"]["start"]
        return Place(first["value"], int(starts), last["value"], int(ends))
    return None
