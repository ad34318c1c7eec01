"""The submission page and its parts: card, document, remarks, history, rounds, letters, files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, g, redirect, render_template, url_for

from review import card_facts, disputes, steps
from review import findings as kept
from review import passport as shown
from review.faults import NotFound
from review.models.submissions import Revision, Submission
from review.moderation.service import checklist
from review.notices import audiences
from review.returns import second_look
from review.situations import find_by_number, profile_of
from review.submissions import (
    compare_views,
    document_views,
    files,
    give_back_views,
    ledger_views,
    notes,
    queries,
    similar,
)
from review.submissions.room import blueprint, frame_of
from review.web import actor, allowed, on_submission
from workflows.access import Permission
from workflows.machine import Offer
from workflows.roles import Role

__all__ = ["blueprint", "compare_views", "document_views", "give_back_views", "ledger_views"]

SEE = Permission.SEE_SUBMISSION
#: Steps that are taken on a page of their own rather than by a button here.
ELSEWHERE = {
    "submit": "programmes.show",
    "resubmit": "programmes.show",
    "withdraw": "programmes.ask_withdraw",
    "assign": "scoring.panel",
    "assign_third": "scoring.panel",
    "fill_seat": "scoring.panel",
    "replace_expert": "scoring.panel",
    "revoke": "registry.ask_revoke",
}


def _elsewhere(offer: Offer, submission: Submission) -> str | None:
    """The page on which a step is taken, or None when a button here is enough."""
    endpoint = ELSEWHERE.get(offer.transition.action)
    if endpoint is None:
        return None
    if endpoint == "programmes.show":
        return url_for(endpoint, programme_id=submission.programme_id)
    return url_for(endpoint, number=submission.number)


@blueprint.get("/submissions/<number>")
@on_submission(SEE)
def page(submission: Submission) -> Any:
    """One card for life: where it is, what may be done, the programme's facts."""
    if actor().role is Role.EXPERT:
        return redirect(url_for("scoring.bench", number=submission.number))
    found = [
        (offer, _elsewhere(offer, submission), audiences(offer.transition))
        for offer in steps.offers(submission, actor())
    ]
    revisions = queries.list_revisions(submission, actor())
    verdicts, badge = queries.list_verdicts(submission)
    events = queries.list_events(submission)
    frame = frame_of(
        submission,
        "card",
        offers=found,
        revisions=revisions,
        verdicts=verdicts,
        with_remarks=notes.list_woven(submission, revisions, verdicts),
        refusals=[event for event in events if event.action == "refuse"],
        badge=badge,
        last_events=events[:4],
        may_compare=allowed(Permission.SEE_SIMILAR),
        similar=similar.find(submission, actor()) if allowed(Permission.SEE_SIMILAR) else None,
        **_at_desk(submission, revisions),
    )
    return render_template("submissions/page.html", **frame)


def _at_desk(submission: Submission, revisions: Sequence[tuple[Revision, int]]) -> dict[str, Any]:
    """What helps the desk that has it now: its checklist, its remarks, names left in the text."""
    if not allowed(Permission.WRITE_REMARK) or not revisions:
        return {"may_remark": False}
    waiting, names = queries.find_desk_help(submission, revisions[0][0])
    return {
        "may_remark": True,
        "checklist": checklist(submission.state),
        "waiting": waiting,
        "names": names,
        "again": second_look(submission, actor(), g.facts) if len(revisions) > 1 else None,
    }


@blueprint.get("/submissions/<number>/similar/<other>")
@on_submission(Permission.SEE_SIMILAR)
def compare(submission: Submission, other: str) -> str:
    """What the text shares with another programme, passage by passage, side by side."""
    asked = find_by_number(other)
    found = similar.compare(submission, asked, actor(), g.facts) if asked else None
    if found is None:
        raise NotFound
    return render_template(
        "submissions/similar.html", **frame_of(submission, "similar", comparison=found)
    )


@blueprint.get("/submissions/<number>/findings")
@on_submission(Permission.SEE_FINDINGS)
def findings(submission: Submission) -> str:
    """What the checks found in the newest version this hat sees, to be waived with a reason."""
    revision = queries.get_revision(submission, actor(), None)
    rows, read = kept.list_findings(revision), revision.passport or {}
    present, missing = shown.sections(read)
    frame = frame_of(
        submission,
        "findings",
        revision=revision,
        **shown.sorted_out(shown.shown_rows(rows, read)),
        summary=kept.summed(rows),
        decidable=disputes.decidable_ids(rows, revision, actor(), g.facts),
        lines=card_facts.lines(read, submission.programme, rows),
        present=present,
        missing=missing,
        tables=shown.tables(read),
        left_out=shown.left_out(read),
    )
    return render_template("submissions/findings.html", **frame)


@blueprint.get("/submissions/<number>/history")
@on_submission(Permission.SEE_TIMELINE)
def history(submission: Submission) -> str:
    """Everything that happened, the newest first."""
    return render_template(
        "submissions/history.html",
        **frame_of(
            submission,
            "history",
            events=queries.list_events(submission),
            see_names=allowed(Permission.SEE_EXPERT_NAMES),
        ),
    )


@blueprint.get("/submissions/<number>/rounds")
@on_submission(SEE)
def rounds(submission: Submission) -> str:
    """Expert reviews: sheets, points, verdicts and how they came about."""
    frame = frame_of(
        submission,
        "rounds",
        rounds=queries.list_rounds(submission, actor(), g.facts),
        rubric=profile_of(submission).rubric,
    )
    return render_template("submissions/rounds.html", **frame)


@blueprint.get("/submissions/<number>/letters")
@on_submission(Permission.SEE_LETTERS)
def letters(submission: Submission) -> str:
    """Letters sent about the submission and what became of them."""
    frame = frame_of(submission, "letters", letters=queries.list_letters(submission))
    return render_template("submissions/letters.html", **frame)


@blueprint.get("/submissions/<number>/files/<int:revision>")
@on_submission(Permission.DOWNLOAD_CLEANED)
def file(submission: Submission, revision: int) -> Response:
    """The teacher's file byte for byte; for experts a copy without anybody's name."""
    return files.revision_file(submission, queries.get_revision(submission, actor(), revision))


@blueprint.get("/submissions/<number>/images/<int:revision>/<image_id>")
@on_submission(Permission.SEE_DOCUMENT)
def image(submission: Submission, revision: int, image_id: str) -> Response:
    """One picture of the document."""
    return files.picture(queries.get_revision(submission, actor(), revision), image_id)
