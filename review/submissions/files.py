"""Files of a submission on their way out, always as downloads under safe names.

Slow work (weaving comments, printing) is done with no transaction open.
"""

from __future__ import annotations

from pathlib import PurePosixPath

import sqlalchemy as sa
from flask import Response, make_response

from review.database import db
from review.documents import annotate_docx, clean_images
from review.documents.reading.model import from_json
from review.documents.reading.pictures import read_picture
from review.faults import NotFound
from review.filing import MEDIA_TYPES
from review.models.programmes import Reading
from review.models.scoring import Verdict
from review.models.submissions import Revision, Submission
from review.printed import bytes_answer, file_answer, pdf_answer
from review.programmes.intake import text_sha256
from review.submissions.conclusions import conclusion_html
from review.submissions.notes import notes_of
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


def annotated(submission: Submission, round_number: int) -> Response:
    """The revision the round's verdict was given on, with every released remark as a comment.

    Raises NotFound before the verdict and where the text was not a DOCX.
    """
    revision = _revision_of_verdict(submission, round_number)
    reading = db.session.get(Reading, revision.sha256)
    if reading is None or reading.format != "docx":
        raise NotFound
    if not allowed(Permission.DOWNLOAD_ORIGINAL):
        raise NotFound
    notes = notes_of(submission, round_number)
    name = f"{submission.number}-v{revision.number}-remarks.docx"
    source = text_sha256(revision)
    keep_and_release()
    data = annotate_docx.annotate(store().read(source), notes).data
    return bytes_answer(data, name, MEDIA_TYPES["docx"])


def conclusion(submission: Submission, round_number: int) -> Response:
    """The expert conclusion of a decided round; printed once for the same contents."""
    html, title, language = conclusion_html(submission, round_number)
    name = f"{submission.number}-round-{round_number}-conclusion.pdf"
    keep_and_release()
    return pdf_answer(html, title, language, name)


def _revision_of_verdict(submission: Submission, round_number: int) -> Revision:
    revision = db.session.scalar(
        sa.select(Revision)
        .join(Verdict, Verdict.revision_id == Revision.id)
        .where(Verdict.submission_id == submission.id, Verdict.round == round_number)
    )
    if revision is None:
        raise NotFound
    return revision
