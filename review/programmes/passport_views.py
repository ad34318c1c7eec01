"""The passport of an uploaded text: what was read and found, before anything is submitted."""

from __future__ import annotations

import logging
from typing import Any

from flask import Response, flash, render_template, request, url_for
from flask_babel import gettext as _

from review import card_facts, carrying, disputes, findings, steps
from review import passport as shown
from review.documents import sandbox
from review.documents.refusals import UploadRefused
from review.faults import Invalid, NotFound
from review.models.programmes import Programme
from review.models.submissions import Revision, Submission
from review.programmes import intake, service
from review.programmes.forms import DisputeForm, UploadForm
from review.programmes.room import blueprint
from review.web import acting, actor, config, go, keep_and_release, on_submission, store, writes
from review.wording import fault, upload_refusal
from workflows.access import Permission
from workflows.situation import LOCKED

log = logging.getLogger(__name__)
ENTER = Permission.ENTER_TEACHER_DESK


@blueprint.get("/programmes/<int:programme_id>/passport")
@acting(ENTER)
def passport(programme_id: int) -> str:
    """Sections, facts beside the card, tables of hours and findings of the newest version."""
    programme = service.get_programme(programme_id, actor())
    submission = service.find_submission(programme)
    revision = service.find_last_revision(submission.id) if submission else None
    if submission is None or revision is None:
        raise NotFound
    return _page(programme, submission, revision)


def _page(programme: Programme, submission: Submission, revision: Revision) -> str:
    read = revision.passport or {}
    rows = findings.list_findings(revision)
    found = shown.shown_rows(rows, read)
    open_ = submission.state not in LOCKED
    lines = card_facts.lines(read, programme, rows)
    present, missing = shown.sections(read)
    return render_template(
        "programmes/passport.html",
        programme=programme,
        submission=submission,
        revision=revision,
        **shown.sorted_out(found),
        summary=findings.summed(rows),
        lines=lines,
        takeable=[line for line in lines if line.takeable] if open_ else [],
        together=[line for line in lines if line.takeable and line.field != "authors"],
        present=present,
        missing=missing,
        tables=shown.tables(read),
        left_out=shown.left_out(read),
        failed=read.get("failed"),
        open=open_,
        fresh=revision.submitted_at is None,
        form=UploadForm(formdata=None),
        max_bytes=config().upload_max_bytes,
    )


@blueprint.post("/programmes/<int:programme_id>/take")
@acting(ENTER)
@writes
def take(programme_id: int) -> Response:
    """Put facts read from the text into the card: the named one, or all that differ.

    Authors are only taken by name of the field: the text may name people who helped.
    """
    programme = service.get_programme(programme_id, actor())
    submission = service.find_submission(programme)
    revision = service.find_last_revision(submission.id) if submission else None
    if submission is None or revision is None:
        raise NotFound
    service.require_upload(submission, actor())
    lines = card_facts.lines(revision.passport or {}, programme, findings.list_findings(revision))
    values, authors = card_facts.wanted(lines, set(request.form.getlist("field")))
    if not values and not authors:
        flash(_("Nothing was taken: the facts have changed since, look at them again."), "info")
        return _back(programme_id, "facts")
    try:
        people = service.with_authors(programme, authors) if authors else None
        service.change_card(programme, actor(), values, people, _expected())
    except Invalid as error:
        flash(fault(error), "danger")
        return _back(programme_id)
    flash(_("Taken from the text into the card."), "success")
    examine_again(programme_id)
    return _back(programme_id, "facts")


def _expected() -> int | None:
    version = request.form.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else None


def _back(programme_id: int, place: str = "findings") -> Response:
    return go(url_for("programmes.passport", programme_id=programme_id) + f"#{place}")


@blueprint.post("/programmes/<int:programme_id>/examine")
@acting(ENTER)
@writes
def examine(programme_id: int) -> Response:
    """Check the uploaded text again, where the first check did not come about."""
    service.get_programme(programme_id, actor())
    problem = examine_again(programme_id)
    if problem is not None:
        flash(problem, "danger")
    return _back(programme_id)


def examine_again(programme_id: int) -> str | None:
    """Examine the newest unsent version against the card as it stands now, if that has changed.

    Commits what the request has done so far and works with no transaction open. Answers why it
    could not be done, in words, or None; what was found before then stays.
    """
    submission, revision = _unsent(programme_id)
    if submission is None or revision is None:
        return None
    ask, sha256 = findings.ask_of(submission), revision.sha256
    reading = intake.find_reading(sha256)
    if reading is None or not findings.is_stale(revision, ask):
        return None
    text, text_format = intake.text_sha256(revision), reading.format
    keep_and_release()
    try:
        outcome = sandbox.examine(store().path(text), text_format, ask)
    except UploadRefused as error:
        log.warning("a stored text could not be examined again: %s", error.code)
        return upload_refusal(error.code, error.params)
    _keep(programme_id, sha256, ask, outcome)
    return None


def carry_ahead(submission: Submission) -> carrying.Outcome | None:
    """Find where the remarks stand in the version about to be sent, with no transaction open.

    Commits what the request has done so far. None without a version to send.
    """
    revision = service.find_last_revision(submission.id)
    if revision is None or revision.submitted_at is not None:
        return None
    asked = carrying.plan(revision)
    keep_and_release()
    return carrying.find(asked)


def _unsent(programme_id: int) -> tuple[Submission | None, Revision | None]:
    programme = service.get_programme(programme_id, actor())
    submission = service.find_submission(programme)
    revision = service.find_last_revision(submission.id) if submission else None
    sent = revision is None or revision.submitted_at is not None
    return submission, None if sent else revision


def _keep(programme_id: int, sha256: str, ask: Any, outcome: Any) -> None:
    """Record the outcome for good, unless another file has been uploaded meanwhile.

    A step refused afterwards must not take away the findings it was refused for.
    """
    submission, _revision = _unsent(programme_id)
    if submission is None:
        return
    steps.lock(submission.id)
    revision = _unsent(programme_id)[1]
    if revision is not None and revision.sha256 == sha256:
        findings.record(revision, ask, outcome)
    keep_and_release()


@blueprint.post("/submissions/<number>/findings/<int:finding_id>/dispute")
@on_submission(Permission.DISPUTE_FINDING)
@writes
def dispute(submission: Submission, finding_id: int) -> Response:
    """The author does not agree with a finding, or agrees after all."""
    form = DisputeForm()
    if not form.validate():
        raise Invalid("form")
    programme_id = submission.programme_id
    if form.back.data:
        disputes.take_back(submission, finding_id, actor())
        flash(_("Taken back. Mend the place and upload the text again."), "info")
    else:
        disputes.dispute(submission, finding_id, actor(), form.text.data or "")
        flash(_("Passed on: the examiner of your organisation will look at it."), "success")
    return _back(programme_id, f"finding-{finding_id}")
