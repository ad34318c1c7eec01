"""Files of a submission on their way out, always as downloads under safe names.

Slow work (weaving comments, printing) is done with no transaction open.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import cast

import sqlalchemy as sa
from flask import Response, make_response

from review.database import db
from review.documents import annotating, clean_images
from review.documents.reading.model import from_json
from review.documents.reading.pictures import read_picture
from review.faults import NotFound
from review.filing import MEDIA_TYPES
from review.models.programmes import Reading
from review.models.submissions import Revision, Submission
from review.printed import bytes_answer, file_answer, pdf_answer
from review.programmes.intake import text_sha256
from review.submissions.conclusion_word import conclusion_docx
from review.submissions.conclusions import get_conclusion
from review.submissions.notes import notes_on
from review.web import allowed, keep_and_release, store
from workflows.access import Permission


def revision_file(submission: Submission, revision: Revision) -> Response:
    """The original for its readers, the cleaned copy under a neutral name for experts."""
    if allowed(Permission.DOWNLOAD_ORIGINAL):
        suffix = PurePosixPath(revision.name).suffix
        kind = MEDIA_TYPES.get(suffix.lstrip(".").lower(), "application/octet-stream")
        return file_answer(store().path(revision.sha256), revision.name, kind)
    reading = db.session.get(Reading, revision.sha256)
    if reading is None or revision.cleaned_sha256 is None:
        raise NotFound
    name = f"{submission.number}-v{revision.number}.{reading.format}"
    return file_answer(store().path(revision.cleaned_sha256), name, MEDIA_TYPES[reading.format])


def picture(revision: Revision, image_id: str) -> Response:
    """One picture of a DOCX, of a kind that browsers draw and that cannot run anything.

    What its camera wrote into it goes to nobody: an expert would read names there.
    """
    model = from_json(
        db.session.scalars(sa.select(Reading.model).where(Reading.sha256 == revision.sha256)).one()
    )
    found = next((one for one in model.images if one.id == image_id and one.part), None)
    if found is None or model.format != "docx":
        raise NotFound
    data = read_picture(store().path(text_sha256(revision)), found)
    if data is None:
        raise NotFound
    answer = make_response(clean_images.cleaned(data))
    answer.mimetype = found.media_type
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def annotated(submission: Submission, revision: Revision, fmt: str) -> Response:
    """The version with every released remark the reader may see, as comments or annotations.

    Of a DOC, ODT or RTF the DOCX that was made of it and read is given. Raises NotFound where
    the version has no such remark, or its text was read from another format than `fmt`.
    """
    reading = db.session.get(Reading, revision.sha256)
    if reading is None or reading.format != fmt or not allowed(Permission.DOWNLOAD_ORIGINAL):
        raise NotFound
    notes = notes_on(submission, revision)
    if not notes:
        raise NotFound
    name = f"{submission.number}-v{revision.number}-remarks.{fmt}"
    source = text_sha256(revision)
    keep_and_release()
    made = annotating.annotated_copy(store().read(source), cast(annotating.Format, fmt), notes)
    return bytes_answer(made.data, name, MEDIA_TYPES[fmt])


def conclusion(submission: Submission, round_number: int, fmt: str) -> Response:
    """The expert conclusion of a decided round; printed once for the same contents."""
    found = get_conclusion(submission, round_number)
    name = f"{submission.number}-round-{round_number}-conclusion.{fmt}"
    if fmt == "docx":
        data = conclusion_docx(found)
        keep_and_release()
        return bytes_answer(data, name, MEDIA_TYPES[fmt])
    html = found.html()
    keep_and_release()
    return pdf_answer(html, found.title, found.language, name)
