"""What changed between two versions of the text: the page a reader of the document compares on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g, render_template, request
from flask_babel import gettext as _

from review.models.moderation import RemarkLevel, RemarkStatus
from review.models.submissions import Revision, Submission
from review.moderation.marking import known_statuses
from review.moderation.service import list_remarks
from review.submissions import comparing, queries
from review.submissions.comparing_cards import card_lines
from review.submissions.room import blueprint, frame_of
from review.templating import Page
from review.web import actor, allowed, on_submission
from workflows.access import Permission


@blueprint.get("/submissions/<number>/compare")
@on_submission(Permission.SEE_DOCUMENT)
def changes(submission: Submission) -> str:
    """Any two versions the reader sees, side by side or in one text."""
    seen = [one for one, _size in queries.list_revisions(submission, actor())]
    pair = comparing.choose(seen, request.args.get("old"), request.args.get("new"))
    look = _look()
    veil = _veil(submission, pair) if pair else comparing.Veil()
    found = comparing.find(pair, look, veil) if pair else None
    # What was loaded before was let go of while the texts were compared: once more, in one go.
    revisions = [one for one, _size in queries.list_revisions(submission, actor())]
    frame = frame_of(
        submission,
        "changes",
        revisions=revisions,
        pair=pair,
        look=look,
        found=found,
        most_words=comparing.MOST_WORDS,
        **(_beside(submission, pair, look.language, veil) if pair else {}),
    )
    return render_template("submissions/compare.html", **frame)


def _look() -> comparing.Look:
    """As the address says; without it in one text on a phone, which has no room for two."""
    asked, phone = request.args.get("view"), "Mobi" in request.user_agent.string
    inline = asked == "inline" or (asked != "side" and phone)
    view: comparing.View = "inline" if inline else "side"
    return comparing.Look(view, request.args.get("all") == "1", Page().language)


def _veil(submission: Submission, pair: Sequence[Revision]) -> comparing.Veil:
    """Nothing for those who know the authors; experts meet no name, not even one taken out."""
    if allowed(Permission.SEE_AUTHORS):
        return comparing.Veil()
    names = comparing.names_of(submission, pair, not allowed(Permission.SEE_ORGANISATION))
    return comparing.Veil(names, _("[name hidden]"))


def _beside(
    submission: Submission, pair: tuple[Revision, Revision], language: str, veil: comparing.Veil
) -> dict[str, Any]:
    """What stands around the text: changed fields of the card, remarks on the older version."""
    old, new = pair
    remarks = [
        one
        for one in list_remarks(submission, actor(), g.facts)
        if one.revision_id == old.id and one.level is not RemarkLevel.PRAISE
    ]
    statuses = known_statuses(remarks, actor(), g.facts)
    see_authors = allowed(Permission.SEE_AUTHORS)
    return {
        "card_rows": card_lines(old.card, new.card, language, see_authors, veil),
        "remarks": len(remarks),
        "answered": sum(one is not RemarkStatus.OPEN for one in statuses.values()),
    }
