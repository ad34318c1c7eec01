"""The blueprint of the submission page and the frame that all of its tabs share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from review.models.submissions import Submission
from review.web import allowed
from workflows.access import Permission

blueprint = Blueprint("submissions", __name__)


def frame_of(submission: Submission, tab: str, **more: Any) -> dict[str, Any]:
    """What every tab of the page needs."""
    return {
        "submission": submission,
        "programme": submission.programme,
        "tab": tab,
        "see_organisation": allowed(Permission.SEE_ORGANISATION),
        "see_authors": allowed(Permission.SEE_AUTHORS),
        "see_findings": allowed(Permission.SEE_FINDINGS),
        "see_timeline": allowed(Permission.SEE_TIMELINE),
        "see_letters": allowed(Permission.SEE_LETTERS),
        "see_sheets": allowed(Permission.SEE_SHEET, verdict_given=True),
        "original": allowed(Permission.DOWNLOAD_ORIGINAL),
        **more,
    }
