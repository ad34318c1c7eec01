"""The remarks of a submission as a collection of W3C Web Annotations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from review.anchoring import passages_of, selected_at
from review.documents import web_annotation
from review.documents.anchors import Anchor, TextPosition, TextQuote
from review.documents.passages import Passages, Place
from review.faults import NotFound
from review.models.moderation import Remark, RemarkLevel
from review.wording import expert_label, hat_label

#: What a remark is for, in the words of the Web Annotation vocabulary.
MOTIVATIONS = {
    RemarkLevel.MUST: "editing",
    RemarkLevel.IMPROVE: "commenting",
    RemarkLevel.PRAISE: "assessing",
}


def collection(remarks: Sequence[Remark], address: str, document: str) -> dict[str, Any]:
    """All of them on one page; `address` is the collection's own, `document` that of the text.

    Writers are told by hat or chair, as everywhere beside the text. A text is read once.
    """
    texts: dict[str, Passages | None] = {}
    items = [_annotation(remark, address, document, texts) for remark in remarks]
    return {
        "@context": web_annotation.CONTEXT,
        "id": address,
        "type": "AnnotationCollection",
        "total": len(items),
        "first": {"id": f"{address}#page", "type": "AnnotationPage", "items": items},
    }


def _annotation(
    remark: Remark, address: str, document: str, texts: dict[str, Passages | None]
) -> dict[str, Any]:
    told = web_annotation.to_json_ld(
        web_annotation.Remark(
            id=f"{address}#remark-{remark.id}",
            source=f"{document}?version={remark.revision.number}",
            text=remark.text,
            author=_writer(remark),
            created=remark.created_at,
            anchor=_anchor(remark, texts),
            motivation=MOTIVATIONS[remark.level],
        )
    )
    del told["@context"]
    return told


def _writer(remark: Remark) -> str:
    if remark.expert_place is not None:
        return expert_label(remark.expert_place)
    return hat_label(remark.role)


def _read(sha256: str) -> Passages | None:
    try:
        return passages_of(sha256)
    except NotFound:
        return None


def _anchor(remark: Remark, texts: dict[str, Passages | None]) -> Anchor | None:
    """Where its words stand; None for the whole text, and for a text nobody could read."""
    if not remark.quote:
        return None
    sha = remark.revision.sha256
    if sha not in texts:
        texts[sha] = _read(sha)
    passages = texts[sha]
    if passages is None:
        return None
    selected = selected_at(passages, remark, remark.scope.value)
    position, place = None, None
    if remark.starts is not None and remark.ends is not None:
        position = TextPosition(remark.starts, remark.ends)
    if selected.start is not None and selected.end is not None:
        place = Place(selected.block, selected.start, selected.end_block, selected.end)
    return Anchor(TextQuote(remark.quote, remark.prefix, remark.suffix), position, place)
