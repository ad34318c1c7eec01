"""The frame that all tabs of a submission's page share, whichever room a tab belongs to."""

from __future__ import annotations

from typing import Any

from review.models.submissions import Submission
from review.remark_counts import NONE, ledger_counts
from review.talking import count_unread
from review.web import actor, allowed
from workflows.access import Permission


def frame_of(submission: Submission, tab: str, **more: Any) -> dict[str, Any]:
    """What every tab of the page needs."""
    see_talks = allowed(Permission.SEE_TALK)
    unread = count_unread([submission.id], actor()) if see_talks else {}
    remarks = ledger_counts([submission.id], actor()).get(submission.id, NONE)
    return {
        "submission": submission,
        "programme": submission.programme,
        "tab": tab,
        "see_organisation": allowed(Permission.SEE_ORGANISATION),
        "see_authors": allowed(Permission.SEE_AUTHORS),
        "see_findings": allowed(Permission.SEE_FINDINGS),
        "see_timeline": allowed(Permission.SEE_TIMELINE),
        "see_letters": allowed(Permission.SEE_LETTERS),
        "see_talks": see_talks,
        "unread": unread.get(submission.id, 0),
        "open_remarks": remarks,
        "see_sheets": allowed(Permission.SEE_SHEET, verdict_given=True),
        "original": allowed(Permission.DOWNLOAD_ORIGINAL),
        **more,
    }
