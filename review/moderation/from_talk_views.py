"""Making a remark of a message: the form filled with its words, and the remark written."""

from __future__ import annotations

from typing import Any

from flask import flash, g, render_template, url_for
from flask_babel import gettext as _

from review.faults import Invalid, NotFound
from review.models.moderation import Audience
from review.models.submissions import Submission
from review.models.talks import Message
from review.moderation import from_talk
from review.moderation.remark_forms import RemarkForm
from review.moderation.room import blueprint
from review.profiles import get_rubric
from review.talking import get_message
from review.templating import Page
from review.web import actor, go, on_submission, writes
from review.wording import fault
from workflows.access import Permission

WRITE = Permission.WRITE_REMARK


@blueprint.get("/submissions/<number>/messages/<int:message_id>/remark")
@on_submission(WRITE)
def remark_of_message(submission: Submission, message_id: int) -> str:
    """The words of a message as a remark to be put right and written down."""
    message = _message(submission, message_id)
    staff = message.talk.audience is Audience.STAFF
    return _page(_form(submission, text=message.text, staff=staff), submission, message)


@blueprint.post("/submissions/<number>/messages/<int:message_id>/remark")
@on_submission(WRITE)
@writes
def turn_message(submission: Submission, message_id: int) -> Any:
    """Write the remark; the message keeps a link to it."""
    message, form = _message(submission, message_id), _form(submission)
    try:
        if not form.validate():
            raise Invalid("form")
        remark = from_talk.turn(submission, actor(), message, form.wording())
    except Invalid as error:
        if error.code != "form":
            form.form_errors.append(fault(error))
        return _page(form, submission, message), error.status
    flash(_("The remark is written down."), "success")
    return go(url_for("submissions.remarks", number=submission.number) + f"#remark-{remark.id}")


def _message(submission: Submission, message_id: int) -> Message:
    message = get_message(submission, message_id, actor(), g.facts)
    if message.taken_back_at is not None:
        raise NotFound
    return message


def _form(submission: Submission, **given: Any) -> RemarkForm:
    rubric = get_rubric(submission.rubric_version_id)
    return RemarkForm(**given).offer(rubric, Page().language)


def _page(form: RemarkForm, submission: Submission, message: Message) -> str:
    return render_template(
        "moderation/from_message.html", form=form, submission=submission, message=message
    )
