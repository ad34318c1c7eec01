"""Hats, states and steps of the road in words.

A step is worded twice: as a button (what will happen) and as a line of the timeline (what has
happened). Where one action leads to different desks, `(action, target)` has its own wording.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from review.languages import N_
from workflows.roles import Role
from workflows.situation import State

HATS: Final[Mapping[str, str]] = {
    Role.TEACHER: N_("Teacher"),
    Role.INTERNAL_EXPERT: N_("Internal expert"),
    Role.MOC: N_("Municipal centre"),
    Role.RMC: N_("Regional centre"),
    Role.EXPERT: N_("External expert"),
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.SYSTEM: N_("Znachok"),
}

STATES: Final[Mapping[str, str]] = {
    State.DRAFT: N_("Draft"),
    State.INTERNAL_CHECK: N_("Internal check"),
    State.MOC_MODERATION: N_("Municipal moderation"),
    State.RMC_MODERATION: N_("Regional moderation"),
    State.EXPERT_ASSIGNMENT: N_("Choosing experts"),
    State.IN_REVIEW: N_("With experts"),
    State.THIRD_REVIEW: N_("With the third expert"),
    State.DECIDED_PASSED: N_("Review passed"),
    State.DECIDED_FAILED: N_("Review not passed"),
    State.IN_REVISION: N_("In revision"),
    State.BADGE_ACTIVE: N_("Badge in force"),
    State.BADGE_EXPIRED: N_("Badge expired"),
    State.BADGE_REVOKED: N_("Badge revoked"),
    State.ARCHIVED: N_("In the archive"),
    State.WITHDRAWN: N_("Withdrawn"),
}

HINTS: Final[Mapping[str, str]] = {
    State.DRAFT: N_("Only the author sees it. It can be changed freely until it is submitted."),
    State.INTERNAL_CHECK: N_(
        "The organisation's internal expert reads the programme and passes it on or returns it."
    ),
    State.MOC_MODERATION: N_(
        "The municipal centre checks whether the programme may go on to the region."
    ),
    State.RMC_MODERATION: N_(
        "The regional centre decides whether the programme is admitted to the expert review."
    ),
    State.EXPERT_ASSIGNMENT: N_(
        "The programme is admitted; the centre is choosing the experts who will read it."
    ),
    State.IN_REVIEW: N_(
        "Experts read the programme independently of each other and fill in their score sheets."
    ),
    State.THIRD_REVIEW: N_("The experts disagree, so one more expert reads the programme."),
    State.DECIDED_PASSED: N_("The threshold is reached; the badge is being issued."),
    State.DECIDED_FAILED: N_(
        "The threshold is not reached; the experts' remarks are being handed to the author."
    ),
    State.IN_REVISION: N_(
        "The author mends the programme by the remarks and submits a new version."
    ),
    State.BADGE_ACTIVE: N_("The programme has the quality badge and is in the public registry."),
    State.BADGE_EXPIRED: N_("The badge's term is over; the programme may be reviewed anew."),
    State.BADGE_REVOKED: N_("The badge was revoked; the reason is in the history."),
    State.ARCHIVED: N_("The work is finished. The history and files stay readable."),
    State.WITHDRAWN: N_("The author took the programme back; nobody is reviewing it."),
}

#: The same to the author, where it is the author who must act.
AUTHOR_HINTS: Final[Mapping[str, str]] = {
    **HINTS,
    State.DRAFT: N_("Only you see it. Change it freely until you submit it."),
    State.IN_REVISION: N_(
        "It is your turn: answer the remarks, upload the mended text and submit it again."
    ),
    State.WITHDRAWN: N_("You took the programme back; nobody is reviewing it."),
}

ACTIONS: Final[Mapping[str | tuple[str, str], str]] = {
    "submit": N_("Submit for review"),
    "resubmit": N_("Submit the new version"),
    ("resubmit", State.INTERNAL_CHECK): N_("Submit to the internal expert again"),
    ("resubmit", State.MOC_MODERATION): N_("Submit to the municipal centre again"),
    ("resubmit", State.RMC_MODERATION): N_("Submit to the regional centre again"),
    "withdraw": N_("Withdraw the programme"),
    "reopen": N_("Take it up again"),
    "pass_on": N_("Pass on"),
    ("pass_on", State.MOC_MODERATION): N_("Pass on to the municipal centre"),
    ("pass_on", State.RMC_MODERATION): N_("Pass on to the regional centre"),
    "send_back": N_("Return with remarks"),
    "admit": N_("Admit to the expert review"),
    "refuse": N_("Refuse admission"),
    "recall": N_("Back to moderation"),
    "assign": N_("Hand over to the experts"),
    "replace_expert": N_("Replace an expert"),
    "decline": N_("Give the review back"),
    "fill_seat": N_("Seat an expert in a free chair"),
    "call_third": N_("Call a third expert"),
    "assign_third": N_("Seat the third expert"),
    "pass_review": N_("Record that the review is passed"),
    "fail_review": N_("Record that the review is not passed"),
    "issue": N_("Issue the badge"),
    "hand_back": N_("Hand back to the author"),
    "revoke": N_("Revoke the badge"),
    "expire": N_("Close the expired badge"),
    "archive": N_("Put into the archive"),
}

DONE: Final[Mapping[str | tuple[str, str], str]] = {
    "opened": N_("The card was opened"),
    "submit": N_("Submitted for review"),
    "resubmit": N_("A new version was submitted"),
    ("resubmit", State.INTERNAL_CHECK): N_("A new version was submitted to the internal expert"),
    ("resubmit", State.MOC_MODERATION): N_("A new version was submitted to the municipal centre"),
    ("resubmit", State.RMC_MODERATION): N_("A new version was submitted to the regional centre"),
    "withdraw": N_("Withdrawn by the author"),
    "reopen": N_("Taken up again by the author"),
    "pass_on": N_("Passed on"),
    ("pass_on", State.MOC_MODERATION): N_("Passed on to the municipal centre"),
    ("pass_on", State.RMC_MODERATION): N_("Passed on to the regional centre"),
    "send_back": N_("Returned to the author with remarks"),
    "admit": N_("Admitted to the expert review"),
    "refuse": N_("Admission refused"),
    "recall": N_("Taken back to moderation"),
    "assign": N_("Handed over to the experts"),
    "replace_expert": N_("An expert was replaced"),
    "decline": N_("An expert gave the review back"),
    "fill_seat": N_("An expert took a free chair"),
    "call_third": N_("A third expert was called for"),
    "assign_third": N_("The third expert was seated"),
    "pass_review": N_("The review was passed"),
    "fail_review": N_("The review was not passed"),
    "issue": N_("The badge was issued"),
    "hand_back": N_("Handed back to the author with the experts' remarks"),
    "revoke": N_("The badge was revoked"),
    "expire": N_("The badge's term ended"),
    "archive": N_("Put into the archive"),
}
