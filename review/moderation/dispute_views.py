"""Disputed findings at the desks: what authors ask to let pass, waiving, upholding."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from review import disputes
from review import passport as shown
from review.faults import Invalid
from review.models.findings import FindingRow
from review.models.submissions import Submission
from review.moderation.forms import FindingForm
from review.moderation.room import DESKS, blueprint
from review.situations import facts_of
from review.web import acting, actor, go, journal, writes
from review.wording import fault
from workflows.access import Permission, may


@blueprint.get("/moderation/disputes")
@acting(*DESKS)
def dispute_list() -> Any:
    """Findings authors do not agree with, each to be let pass or upheld, page by page."""
    asked = request.args.get("after", "")
    page = disputes.list_disputes(actor(), asked)
    if asked and not page.rows:  # what stood there is decided
        return go(url_for("moderation.dispute_list"))
    words = shown.shown_rows((one.finding for one in page.rows), None)
    rows = list(zip(page.rows, words, strict=True))
    count = disputes.count_disputes(actor())
    return render_template("moderation/disputes.html", rows=rows, after=page.after, count=count)


@blueprint.post("/findings/<int:finding_id>/decide")
@acting(*DESKS)
@writes
def decide_finding(finding_id: int) -> Any:
    """Let a finding pass with a reason, or answer the author that it stands."""
    form = FindingForm()
    row = disputes.get_decidable(finding_id, actor())
    verb = disputes.uphold if form.action.data == "uphold" else disputes.waive
    try:
        if not form.validate():
            raise Invalid("form")
        verb(finding_id, actor(), form.reason.data or "", form.expected_version)
    except Invalid as error:
        if error.field:
            form.reason.errors = [fault(error)]
        return _again(form, row), 422
    number = row.revision.submission.number
    journal(f"finding_{form.action.data}", subject=number, check=row.check_id)
    flash(
        _("The finding stands; the author reads your answer.")
        if form.action.data == "uphold"
        else _("The finding is waived and hinders no more."),
        "success",
    )
    return go(_where(row.revision.submission))


def _where(submission: Submission) -> str:
    """Back to the findings of the submission where the desk sees it, else to the list."""
    if may(actor(), Permission.SEE_FINDINGS, facts_of(submission)):
        return url_for("submissions.findings", number=submission.number)
    return url_for("moderation.dispute_list")


def _again(form: FindingForm, row: FindingRow) -> str:
    one = shown.shown_rows([row], row.revision.passport)[0]
    return render_template("moderation/finding.html", form=form, one=one)
