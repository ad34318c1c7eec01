"""What a reader takes home: the conclusion of a round, the own document with the remarks in it."""

from __future__ import annotations

from flask import Response

from review.models.submissions import Submission
from review.submissions import files, queries
from review.submissions.room import blueprint
from review.web import actor, on_submission
from workflows.access import Permission

SEE = Permission.SEE_SUBMISSION


@blueprint.get("/submissions/<number>/rounds/<int:round_number>/conclusion.<any(pdf, docx):fmt>")
@on_submission(SEE)
def conclusion(submission: Submission, round_number: int, fmt: str) -> Response:
    """The expert conclusion of a round, as a tagged PDF or as a Word file."""
    return files.conclusion(submission, round_number, fmt)


@blueprint.get("/submissions/<number>/files/<int:revision>/annotated.<any(docx, pdf):fmt>")
@on_submission(SEE)
def annotated(submission: Submission, revision: int, fmt: str) -> Response:
    """The teacher's own document with the remarks at the very words."""
    return files.annotated(submission, queries.get_revision(submission, actor(), revision), fmt)
