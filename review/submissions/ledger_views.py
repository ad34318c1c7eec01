"""Pages of the ledger: all remarks of a submission, and where a carried one is to stand."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, g, render_template, url_for
from flask_babel import gettext as _

from review.faults import Invalid, NotFound
from review.models.moderation import Remark, RemarkPlace
from review.models.submissions import Submission
from review.moderation import placing
from review.situations import profile_of
from review.submissions import ledger, queries
from review.submissions.forms import PlaceForm
from review.submissions.room import blueprint, frame_of
from review.web import actor, allowed, go, on_remark, on_submission, writes
from review.wording import fault
from workflows.access import Permission


@blueprint.get("/submissions/<number>/remarks")
@on_submission(Permission.SEE_SUBMISSION)
def remarks(submission: Submission) -> str:
    """The ledger of remarks: open ones first, every turn beside its remark."""
    entries = ledger.list_entries(submission, actor(), g.facts)
    frame = frame_of(
        submission,
        "remarks",
        entries=entries,
        tally=ledger.tally(entries),
        rubric=profile_of(submission).rubric,
        over=g.facts.published,
        may_answer=allowed(Permission.ANSWER_REMARK, released=True, verdict_given=True),
    )
    return render_template("submissions/remarks.html", **frame)


@blueprint.get("/remarks/<int:remark_id>/place")
@on_remark(Permission.WRITE_REMARK)
def place(remark: Remark) -> str:
    """The old words, what was found in the new version, and the new text to choose from."""
    return _place_page(remark, placing.get_place(remark, actor()), PlaceForm(formdata=None))


def _place_page(remark: Remark, found: RemarkPlace, form: PlaceForm) -> str:
    reading = queries.get_reading(found.revision)
    frame = frame_of(
        remark.submission,
        "remarks",
        remark=remark,
        place=found,
        form=form,
        entry=ledger.Entry(remark, remark.status, (), found, False, True),
        html=queries.document_html(reading, remark.submission, found.revision),
    )
    return render_template("submissions/place.html", **frame)


@blueprint.post("/remarks/<int:remark_id>/place")
@on_remark(Permission.WRITE_REMARK)
@writes
def decide_place(remark: Remark) -> Any:
    """Keep the place that was found, move the remark to other words, or take it off the text."""
    form = PlaceForm()
    try:
        if not form.validate():
            raise Invalid("form", "decision")
        _decide(remark, form)
    except Invalid as error:
        form.quote.errors = [fault(error)]
        return _place_page(remark, placing.get_place(remark, actor()), form), 422
    flash(_("The place is decided."), "success")
    return _to_remark(remark)


def _decide(remark: Remark, form: PlaceForm) -> None:
    version, worn = form.expected_version, actor()
    match form.decision.data:
        case "keep":
            placing.keep_place(remark, worn, version)
        case "move":
            placing.move_place(remark, worn, form.selected(), version)
        case "drop":
            placing.drop_place(remark, worn, version)
        case _:
            raise NotFound


def _to_remark(remark: Remark) -> Response:
    target = url_for("submissions.remarks", number=remark.submission.number)
    return go(f"{target}#remark-{remark.id}")
