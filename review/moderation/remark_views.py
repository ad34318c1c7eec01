"""Writing remarks from a page: one at the selected words, reworded, taken back."""

from __future__ import annotations

from typing import Any

from flask import (
    Response,
    flash,
    get_template_attribute,
    jsonify,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _

from review.faults import Conflict, Invalid
from review.models.moderation import Audience, Remark
from review.models.submissions import Submission
from review.moderation import marking, writing
from review.moderation.remark_forms import RemarkForm
from review.moderation.room import blueprint
from review.profiles import get_rubric
from review.templating import Page
from review.web import actor, go, on_remark, on_submission, writes
from review.wording import fault
from workflows.access import Permission
from workflows.roles import Role


@blueprint.post("/submissions/<number>/remarks")
@on_submission(Permission.WRITE_REMARK)
@writes
def add_remark(submission: Submission) -> Any:
    """Write a remark down; a script gets its card back, a plain form the page it stands on."""
    form = _form(submission)
    try:
        if not form.validate():
            raise Invalid("form")
        remark = writing.add_remark(submission, actor(), form.wording(), *form.place())
    except (Conflict, Invalid) as error:
        return _again(form, submission, error)
    return _written(remark)


@blueprint.get("/remarks/<int:remark_id>/edit")
@on_remark(Permission.WRITE_REMARK)
def edit_remark(remark: Remark) -> str:
    """An own remark to be reworded before anybody else has seen it."""
    writing.require_own_draft(remark, actor())
    form = _form(remark.submission, obj=remark, staff=remark.audience is Audience.STAFF)
    return _page(form, remark.submission, remark)


@blueprint.post("/remarks/<int:remark_id>/edit")
@on_remark(Permission.WRITE_REMARK)
@writes
def change_remark(remark: Remark) -> Any:
    """Save a reworded remark."""
    form = _form(remark.submission)
    if not form.validate():
        return _page(form, remark.submission, remark), 422
    writing.change_remark(remark, actor(), form.wording(), form.expected_version)
    return go(_where_written(remark))


@blueprint.post("/remarks/<int:remark_id>/withdraw")
@on_remark(Permission.WRITE_REMARK)
@writes
def withdraw_remark(remark: Remark) -> Response:
    """Take an own remark back."""
    writing.withdraw_remark(remark, actor())
    flash(_("The remark is taken back."), "info")
    return go(_where_written(remark).partition("#")[0])


def _form(submission: Submission, **given: Any) -> RemarkForm:
    rubric = get_rubric(submission.rubric_version_id)
    return RemarkForm(**given).offer(rubric, Page().language)


def _for_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _again(form: RemarkForm, submission: Submission, error: Conflict | Invalid) -> Any:
    """What stands in the way, with all that was typed; a script keeps that by itself."""
    if _for_script():
        words = " ".join(str(one) for many in form.errors.values() for one in many)
        return jsonify(code=error.code, words=words or fault(error)), error.status
    if error.code != "form":
        form.form_errors.append(fault(error))
    return _page(form, submission), error.status


def _page(form: RemarkForm, submission: Submission, remark: Remark | None = None) -> str:
    return render_template(
        "moderation/remark.html", form=form, submission=submission, remark=remark
    )


def _written(remark: Remark) -> Response:
    """The remark's card for a script, and where it stands for everybody, a second press too."""
    where = _where_written(remark)
    if not _for_script():
        return go(where)
    card = get_template_attribute("moderation/marked.html", "marked")
    answer = jsonify(id=remark.id, html=card(marking.mark_of(remark), may_change=True))
    answer.headers["Location"] = where
    return answer


def _where_written(remark: Remark) -> str:
    """The page on which this hat writes its remarks."""
    expert = actor().role is Role.EXPERT
    endpoint = "scoring.bench" if expert else "submissions.document"
    return url_for(endpoint, number=remark.submission.number) + f"#remark-{remark.id}"
