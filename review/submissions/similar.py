"""The programmes of the region whose texts are closest to one, and the passages they share.

Both are for moderators only. What a hat may not see is not there: of programmes outside its
place it learns neither names nor that they exist.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from review.database import db
from review.documents import similarity
from review.documents.reading.model import MODEL_VERSION
from review.models.places import Organisation
from review.models.profiles import Season
from review.models.programmes import Programme, Reading
from review.models.similarity import Fingerprint, TextPrint
from review.models.submissions import Revision, Submission
from review.programmes.prints import read
from review.queues import visible_to
from review.situations import facts_of, profile_of
from review.submissions.shelf import Shelf
from workflows.access import Facts, Permission, may
from workflows.roles import Actor

MOST: Final = 5
#: A smaller share both ways is idiom and chance.
LEAST_SHARE: Final = 0.05
#: In a small region a phrase is a template's when more than so many programmes have it.
LEAST_PROGRAMMES: Final = 6
MOST_PASSAGES: Final = 60
#: Of each passage so many words are shown at once.
SHOWN_WORDS: Final = 90
#: Of a text that is a template's nearly throughout, the little that is left tells of no copy.
LEAST_TELLING: Final = 20
_LOOKED_AT: Final = 15
_LEAST_PRINTS: Final = 3

#: Some twenty programmes, or forty megabytes, in each process.
SHELF: Final = Shelf(most_words=100_000)


@dataclass(frozen=True)
class Similar:
    """A programme close to the one asked about; shares are from 0 to 1.

    `share` of the text asked about stands in it, `other_share` of its own text stands there.
    """

    number: str
    title: str
    organisation: str
    season: str
    share: float
    other_share: float


@dataclass(frozen=True)
class Side:
    """One text of a comparison."""

    submission: Submission
    revision: int
    text: similarity.Text


@dataclass(frozen=True)
class Excerpt:
    """A passage as one author wrote it: the block it begins in, its words, and how they go on."""

    block: str
    text: str
    rest: str


@dataclass(frozen=True)
class Pair:
    """A passage that stands in both texts; `words` is its length in the first."""

    words: int
    left: Excerpt
    right: Excerpt


@dataclass(frozen=True)
class Comparison:
    """Two texts side by side; shares as in `Similar`, passages in the order of the first."""

    left: Side
    right: Side
    share: float
    other_share: float
    pairs: tuple[Pair, ...]
    left_out: int


def may_compare(actor: Actor, facts: Facts, other: Facts) -> bool:
    """The one rule of visibility: a moderator of the one who may read the other as well."""
    reads = may(actor, Permission.SEE_SUBMISSION, other) and may(
        actor, Permission.SEE_DOCUMENT, other
    )
    return reads and may(actor, Permission.SEE_SIMILAR, facts)


def find(submission: Submission, actor: Actor) -> list[Similar] | None:
    """The closest programmes this hat sees, the closest first; None while there is no index.

    Seasons and revisions of the programme itself are no copies. The caller has checked that the
    actor has SEE_SIMILAR on the submission; `visible_to` cuts the rest as `may_compare` does.
    """
    known = db.session.execute(
        sa.select(TextPrint.hashes, _programmes()).where(
            TextPrint.programme_id == submission.programme_id
        )
    ).first()
    if known is None:
        return None
    own, most = similarity.unpack(known[0]), _most(submission, known[1])
    rare = own - _common(own, most)
    telling = len(rare) >= LEAST_TELLING
    rows = _closest(submission.programme_id, rare, actor) if telling else []
    prints = {row.programme_id: similarity.unpack(row.hashes) for row in rows}
    common = _common(frozenset().union(*prints.values()), most) | (own - rare)
    found = [
        Similar(
            row.number, row.title, row.short_name, row.season,
            similarity.share(own, prints[row.programme_id], common),
            similarity.share(prints[row.programme_id], own, common),
        )
        for row in rows
    ]  # fmt: skip
    near = [one for one in found if max(one.share, one.other_share) >= LEAST_SHARE]
    return sorted(near, key=lambda one: (-max(one.share, one.other_share), one.number))[:MOST]


def _programmes() -> sa.ScalarSelect[int]:
    """How many programmes the index holds."""
    counted = aliased(TextPrint)
    return sa.select(sa.func.count(counted.submission_id)).scalar_subquery()


def _most(submission: Submission, programmes: int) -> int:
    """In more programmes than this a phrase is a template's."""
    percent = profile_of(submission).figures.template_percent
    return max(LEAST_PROGRAMMES, math.ceil(programmes * percent / 100))


def _common(hashes: Collection[int], most: int) -> frozenset[int]:
    """Those of the hashes that more than `most` programmes have.

    Nothing is counted: it is asked whether there is one more, so a phrase that everybody has
    costs no more than one of `most`.
    """
    asked = _listed(hashes)
    one_more = (
        sa.select(Fingerprint.programme_id)
        .where(Fingerprint.hash == asked)
        .order_by(Fingerprint.programme_id)
        .limit(1)
        .offset(most)
        .scalar_subquery()
    )
    return frozenset(db.session.scalars(sa.select(asked).where(one_more.is_not(None))))


def _listed(hashes: Collection[int]) -> sa.ColumnElement[int]:
    """The hashes as a column of a table: one parameter, however many there are."""
    if db.engine.dialect.name == "postgresql":
        array = sa.cast(sorted(hashes), ARRAY(sa.Integer))
        return sa.func.unnest(array).column_valued("asked")
    listed = sa.func.json_each(json.dumps(sorted(hashes)))
    return listed.table_valued(sa.column("value", sa.Integer), name="asked").c.value


def _closest(
    programme_id: int, rare: Set[int], actor: Actor
) -> Sequence[sa.Row[int, bytes, str, str, str, str]]:
    """The programmes that share most of these hashes, with their cards."""
    shared = sa.func.count().label("shared")
    counted = (
        sa.select(Fingerprint.programme_id, shared)
        .where(
            Fingerprint.hash.in_(sa.select(_listed(rare))),
            Fingerprint.programme_id != programme_id,
        )
        .group_by(Fingerprint.programme_id)
        .having(shared >= _LEAST_PRINTS)
        .subquery()
    )
    return db.session.execute(
        sa.select(
            TextPrint.programme_id,
            TextPrint.hashes,
            Submission.number,
            Programme.title,
            Organisation.short_name,
            Season.title.label("season"),
        )
        .select_from(counted)
        .join(TextPrint, TextPrint.programme_id == counted.c.programme_id)
        .join(Submission, Submission.id == TextPrint.submission_id)
        .join(Programme, Programme.id == Submission.programme_id)
        .join(Organisation, Organisation.id == Submission.organisation_id)
        .join(Season, Season.id == Submission.season_id)
        .where(visible_to(actor))
        .order_by(counted.c.shared.desc(), TextPrint.programme_id)
        .limit(_LOOKED_AT)
    ).all()


def compare(
    submission: Submission, other: Submission, actor: Actor, facts: Facts
) -> Comparison | None:
    """The two newest texts side by side; None where this hat may not, or there is no text."""
    same = submission.programme_id == other.programme_id
    if same or not may_compare(actor, facts, facts_of(other)):
        return None
    left, right = _side(submission), _side(other)
    if left is None or right is None:
        return None
    first, second = similarity.fingerprint(left.text), similarity.fingerprint(right.text)
    most = _most(submission, db.session.scalar(sa.select(_programmes())) or 0)
    common = _common(first | second, most)
    found = similarity.passages(left.text, right.text, common)
    longest = sorted(found, key=lambda one: -one.words)[:MOST_PASSAGES]
    shown = sorted(longest, key=lambda one: one.start)
    return Comparison(
        left,
        right,
        similarity.share(first, second, common),
        similarity.share(second, first, common),
        tuple(_pair(left.text, right.text, one) for one in shown),
        len(found) - len(shown),
    )


def _side(submission: Submission) -> Side | None:
    row = db.session.execute(
        sa.select(Revision.number, Revision.sha256)
        .join(Reading, Reading.sha256 == Revision.sha256)
        .where(
            Revision.submission_id == submission.id,
            Revision.submitted_at.is_not(None),
            Reading.model_version == MODEL_VERSION,
        )
        .order_by(Revision.number.desc())
        .limit(1)
    ).first()
    return Side(submission, row.number, _text(row.sha256)) if row else None


def _text(sha256: str) -> similarity.Text:
    """The words of a file that was read; a file never changes, so it is asked once in a while.

    The model was read and its sections were found within the sandbox's limits before; finding
    them again costs no more.
    """
    model = sa.select(Reading.model).where(Reading.sha256 == sha256)
    return SHELF.get(sha256, lambda: read(db.session.scalars(model).one()))


def _pair(left: similarity.Text, right: similarity.Text, one: similarity.Passage) -> Pair:
    return Pair(
        one.words,
        _excerpt(left, one.start, one.end),
        _excerpt(right, one.other_start, one.other_end),
    )


def _excerpt(text: similarity.Text, start: int, end: int) -> Excerpt:
    cut = min(end, start + SHOWN_WORDS)
    shown, rest = similarity.pieces(text, start, cut), similarity.pieces(text, cut, end)
    return Excerpt(
        shown[0][0], "\n".join(piece for _, piece in shown), "\n".join(piece for _, piece in rest)
    )
