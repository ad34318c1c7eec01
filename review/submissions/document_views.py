"""The text of a submission with the remarks that stand in it, as a page and as data."""

from __future__ import annotations

from flask import Response, g, jsonify, render_template, request, url_for

from review.faults import NotFound
from review.models.submissions import Submission
from review.moderation import marking
from review.moderation.remark_forms import RemarkForm
from review.moderation.service import list_remarks
from review.profiles import get_rubric
from review.submissions import queries, remark_file
from review.submissions.room import blueprint, frame_of
from review.templating import Page
from review.web import actor, allowed, on_submission
from workflows.access import Permission


@blueprint.get("/submissions/<number>/document")
@on_submission(Permission.SEE_DOCUMENT)
def document(submission: Submission) -> str:
    """The text as a page, with the remarks beside it; new ones stand on the version in hand."""
    asked, revisions = request.args.get("version"), queries.list_revisions(submission, actor())
    if not revisions:
        frame = frame_of(submission, "document", revision=None)
        return render_template("submissions/document.html", **frame)
    revision = next((one for one, _ in revisions if asked in (None, str(one.number))), None)
    if revision is None:
        raise NotFound
    reading = queries.get_reading(revision)
    frame = frame_of(
        submission,
        "document",
        revision=revision,
        reading=reading,
        revisions=revisions,
        html=queries.document_html(reading, submission, revision),
        marks=marking.list_marks(
            list_remarks(submission, actor(), g.facts), revision, actor(), g.facts
        ),
        may_remark=allowed(Permission.WRITE_REMARK),
        in_hand=revision.id == revisions[0][0].id,
        form=RemarkForm().offer(get_rubric(submission.rubric_version_id), Page().language),
    )
    return render_template("submissions/document.html", **frame)


@blueprint.get("/submissions/<number>/remarks.jsonld")
@on_submission(Permission.SEE_DOCUMENT)
def annotations_file(submission: Submission) -> Response:
    """The remarks the reader may see as W3C Web Annotations, for other programs."""
    answer = jsonify(
        remark_file.collection(
            list_remarks(submission, actor(), g.facts),
            url_for("submissions.annotations_file", number=submission.number, _external=True),
            url_for("submissions.document", number=submission.number, _external=True),
        )
    )
    answer.mimetype = "application/ld+json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{submission.number}.jsonld"'
    return answer
