"""Remarks carried to the next version: where each stood last, and where its words are now.

`plan` reads, `find` works without the database, `store` writes inside the caller's transaction.
What is not beyond doubt waits for a person (docs/domain, section 9).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from review.database import db
from review.documents.anchors import Anchor, TextQuote, anchor_of, find_quote
from review.documents.carry import ORPHAN, Carried, Carrying
from review.documents.passages import Passages, plain
from review.documents.reading.model import MODEL_VERSION, DocumentModel, from_json
from review.models.moderation import (
    Carriage,
    PlaceState,
    Remark,
    RemarkLevel,
    RemarkPlace,
)
from review.models.programmes import Reading
from review.models.submissions import Revision
from workflows.remark_life import LIVE

#: A place that says where the remark stood; one that still waits for a person says nothing.
KNOWN = frozenset({PlaceState.SURE, PlaceState.KEPT, PlaceState.MOVED, PlaceState.DROPPED})
#: Found as well as can be, yet not beyond doubt.
DOUBT = 0.5
#: A remark on a document as a whole goes along as it is.
AS_A_WHOLE = Carried("exact", None, 1.0)


@dataclass(frozen=True)
class Stand:
    """Where a remark stood last: its selectors in the text `sha256`; without words: as a whole."""

    remark_id: int
    sha256: str
    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    block_id: str | None = None
    starts: int | None = None
    ends: int | None = None

    @property
    def placed(self) -> bool:
        """Whether it stood at words or a block, and not at the document as a whole."""
        return bool(self.quote or self.block_id)


@dataclass(frozen=True)
class Plan:
    """What is to be carried to the text `sha256`, with all the texts it takes."""

    sha256: str
    stands: tuple[Stand, ...]
    models: Mapping[str, str]


@dataclass(frozen=True)
class Outcome:
    """Where each remark is in the text `sha256`."""

    sha256: str
    found: tuple[tuple[int, Carried], ...]


def plan(revision: Revision) -> Plan:
    """What has to be carried to this version; what was carried before is left out.

    Praise asks for nothing, and what is settled stays where it was settled. Three statements.
    """
    remarks = _to_carry(revision)
    last = _last_places(remarks, revision)
    stands = tuple(_stand(remark, last.get(remark.id)) for remark in remarks)
    wanted = {one.sha256 for one in stands if one.placed}
    return Plan(revision.sha256, stands, _models(wanted | {revision.sha256}) if wanted else {})


def find(asked: Plan) -> Outcome:
    """Where everything is now. Pure and slow: to be called with no transaction open.

    Where the new text has not been read nothing is found, and it is taken up another day.
    """
    found = [(one.remark_id, AS_A_WHOLE) for one in asked.stands if not one.placed]
    text = asked.models.get(asked.sha256)
    if text is not None:
        new, by_text = from_json(text), _by_text(asked.stands)
        for sha256, stands in by_text.items():
            old = new if sha256 == asked.sha256 else _read(asked.models.get(sha256))
            found += _found(old, new, stands)
    return Outcome(asked.sha256, tuple(found))


def store(revision: Revision, outcome: Outcome | None = None) -> int:
    """Write the places down, once; says how many.

    Without an outcome, or with one of another text, they are looked for here and now.
    """
    if outcome is None or outcome.sha256 != revision.sha256:
        outcome = find(plan(revision))
    known = set(
        db.session.scalars(
            sa.select(RemarkPlace.remark_id).where(RemarkPlace.revision_id == revision.id)
        )
    )
    new = [_place(one, revision, at) for one, at in outcome.found if one not in known]
    db.session.add_all(new)
    db.session.flush()
    return len(new)


def going_along() -> tuple[sa.ColumnElement[bool], ...]:
    """What makes a remark go along to the next version."""
    return Remark.status.in_(LIVE), Remark.level != RemarkLevel.PRAISE


def _to_carry(revision: Revision) -> Sequence[Remark]:
    done = sa.exists().where(
        RemarkPlace.remark_id == Remark.id, RemarkPlace.revision_id == revision.id
    )
    return db.session.scalars(
        sa.select(Remark)
        .join(Revision, Revision.id == Remark.revision_id)
        .options(sa.orm.contains_eager(Remark.revision))
        .where(
            Remark.submission_id == revision.submission_id,
            Revision.number < revision.number,
            *going_along(),
            ~done,
        )
        .order_by(Remark.id)
    ).all()


def _last_places(remarks: Sequence[Remark], revision: Revision) -> dict[int, RemarkPlace]:
    """The newest known place of each remark on a version before this one."""
    if not remarks:
        return {}
    rows = db.session.scalars(
        sa.select(RemarkPlace)
        .join(Revision, Revision.id == RemarkPlace.revision_id)
        .options(sa.orm.contains_eager(RemarkPlace.revision))
        .where(
            RemarkPlace.remark_id.in_([one.id for one in remarks]),
            RemarkPlace.state.in_(KNOWN),
            Revision.number < revision.number,
        )
        .order_by(Revision.number)
    )
    return {row.remark_id: row for row in rows}


def _stand(remark: Remark, place: RemarkPlace | None) -> Stand:
    """The selectors that hold: of the last known place, or those it was written with."""
    if place is not None and place.state is PlaceState.DROPPED:
        return Stand(remark.id, place.revision.sha256)
    row: Remark | RemarkPlace = place or remark
    return Stand(
        remark.id, row.revision.sha256, row.quote, row.prefix, row.suffix, row.block_id,
        row.starts, row.ends,
    )  # fmt: skip


def _models(wanted: set[str]) -> dict[str, str]:
    rows = db.session.execute(
        sa.select(Reading.sha256, Reading.model).where(
            Reading.sha256.in_(wanted), Reading.model_version == MODEL_VERSION
        )
    )
    return {row.sha256: row.model for row in rows}


def _by_text(stands: Iterable[Stand]) -> dict[str, list[Stand]]:
    found: dict[str, list[Stand]] = {}
    for one in stands:
        if one.placed:
            found.setdefault(one.sha256, []).append(one)
    return found


def _read(text: str | None) -> DocumentModel | None:
    return from_json(text) if text is not None else None


def _found(
    old: DocumentModel | None, new: DocumentModel, stands: Sequence[Stand]
) -> list[tuple[int, Carried]]:
    """Of a text that is no longer readable nothing can be found again."""
    if old is None:
        return [(one.remark_id, ORPHAN) for one in stands]
    work = Carrying(old, new)
    return [(one.remark_id, _carried(work, one)) for one in stands]


def _carried(work: Carrying, stand: Stand) -> Carried:
    """An uncertain place in the old text is never carried silently."""
    anchor, sure = _anchor(work.old, stand)
    if anchor is None:
        return ORPHAN
    carried = work.carry(anchor)
    if carried.silent and not sure:
        return Carried("drifted", carried.anchor, min(carried.confidence, DOUBT))
    return carried


def _anchor(passages: Passages, stand: Stand) -> tuple[Anchor | None, bool]:
    """Where the remark stood in the old text, and whether that is beyond doubt."""
    if stand.starts is not None and stand.ends is not None:
        anchor = anchor_of(passages, stand.starts, stand.ends)
        if anchor is not None and plain(anchor.quote.exact) == plain(stand.quote):
            return anchor, True
    if stand.quote:
        quote = TextQuote(stand.quote, stand.prefix, stand.suffix)
        found = find_quote(passages, quote, stand.block_id or "")
        if found is None:
            return None, False
        return found.anchor, not found.ambiguous and found.how != "near"
    span = passages.span(stand.block_id or "")
    return (anchor_of(passages, *span) if span else None), True


def _place(remark_id: int, revision: Revision, carried: Carried) -> RemarkPlace:
    anchor = carried.anchor
    place, position = (anchor.place, anchor.position) if anchor else (None, None)
    return RemarkPlace(
        remark_id=remark_id,
        revision_id=revision.id,
        found=Carriage(carried.status),
        confidence=carried.confidence,
        state=PlaceState.SURE if carried.silent else PlaceState.WAITING,
        quote=anchor.quote.exact if anchor else "",
        prefix=anchor.quote.prefix if anchor else "",
        suffix=anchor.quote.suffix if anchor else "",
        block_id=place.block if place else None,
        end_block_id=place.end_block if place else None,
        starts=position.start if position else None,
        ends=position.end if position else None,
    )
