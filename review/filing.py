"""Rows of stored files: what every room that takes a file writes about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa

from review import clock
from review.database import db
from review.documents.storage import Stored
from review.models.programmes import StoredFile

#: What a browser is told of a file, by the format `documents.uploads.accept` found.
MEDIA_TYPES: Final[Mapping[str, str]] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "doc": "application/msword",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
}


def remember(media_type: str, *files: Stored) -> None:
    """Write the rows of stored files unless they are there."""
    by_name = {one.sha256: one for one in files}
    known = sa.select(StoredFile.sha256).where(StoredFile.sha256.in_(by_name))
    for sha256 in by_name.keys() - set(db.session.scalars(known)):
        size, moment = by_name[sha256].size, clock.now()
        db.session.add(
            StoredFile(sha256=sha256, size=size, media_type=media_type, stored_at=moment)
        )
    db.session.flush()
