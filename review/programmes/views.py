"""Pages of the author: own programmes, the card, new versions, answers to remarks."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, g, render_template, request, url_for
from flask_babel import gettext as _

from review import findings, steps
from review.documents.refusals import KEPT, UploadRefused
from review.faults import Invalid, NotFound
from review.models.moderation import Remark, RemarkStatus
from review.models.programmes import Programme
from review.models.submissions import Submission
from review.profiles import find_open_season
from review.programmes import carriers, intake, passport_views, queries, service
from review.programmes.forms import AnswerForm, CardForm, UploadForm, WithdrawForm
from review.programmes.room import blueprint
from review.remark_counts import NONE, Counts, ledger_counts
from review.situations import card_missing
from review.talking import count_unread
from review.web import (
    acting,
    actor,
    config,
    go,
    keep_and_release,
    on_remark,
    on_submission,
    store,
    writes,
)
from review.wording import fault, upload_parts
from workflows.access import Permission
from workflows.refusal import NotAllowed
from workflows.situation import LOCKED

__all__ = ["blueprint", "carriers", "passport_views"]
ENTER = Permission.ENTER_TEACHER_DESK


@blueprint.get("/programmes/")
@acting(ENTER)
def desk() -> str:
    """Own programmes, each with where it is and what is expected."""
    rows = queries.list_own(actor())
    known = [row.submission_id for row in rows if row.submission_id]
    return render_template(
        "programmes/desk.html",
        rows=rows,
        counts=ledger_counts(known, actor()),
        unread=count_unread(known, actor()),
        season=find_open_season(),
    )


@blueprint.get("/programmes/new")
@acting(ENTER)
def new() -> str:
    """An empty card."""
    return render_template("programmes/card.html", form=CardForm(), programme=None)


@blueprint.post("/programmes/new")
@acting(ENTER)
@writes
def create() -> Any:
    """Save a new card and open its submission in the season of today."""
    form = CardForm()
    try:
        if not form.validate():
            raise Invalid("form")
        programme = service.create_card(actor(), form.values(), form.names())
    except Invalid as error:
        return _card_again(form, error, None)
    if find_open_season() is None:
        flash(_("The card is saved. It can be submitted when a season opens."), "info")
        return go(url_for("programmes.show", programme_id=programme.id))
    submission = service.open_submission(programme, actor())
    flash(_("The card is saved. Now upload the text of the programme."), "success")
    return go(url_for("programmes.show", programme_id=submission.programme_id))


def _card_again(form: CardForm, error: Invalid, programme: Programme | None) -> Any:
    if error.field and error.field in form:
        form[error.field].errors = [fault(error)]
    return render_template("programmes/card.html", form=form, programme=programme), 422


@blueprint.get("/programmes/<int:programme_id>")
@acting(ENTER)
def show(programme_id: int) -> str:
    """One programme: the card, the text, what to do next."""
    programme = service.get_programme(programme_id, actor())
    return _programme_page(programme, UploadForm())


def _programme_page(programme: Programme, form: UploadForm, refused: Any = ()) -> str:
    submission = service.find_submission(programme)
    revisions = queries.list_revisions(submission.id) if submission else []
    return render_template(
        "programmes/show.html",
        programme=programme,
        submission=submission,
        missing=card_missing(programme),
        revisions=revisions,
        reading=intake.find_reading(revisions[0][0].sha256) if revisions else None,
        offers=steps.offers(submission, actor()) if submission else (),
        open=submission is not None and submission.state not in LOCKED,
        season=find_open_season(),
        returned=queries.find_return(submission.id) if submission else None,
        checked=findings.summary(revisions[0][0] if revisions else None),
        remarks=_counts(submission),
        form=form,
        refused=refused,
        kept=_(KEPT),
        max_bytes=config().upload_max_bytes,
    )


def _counts(submission: Submission | None) -> Counts:
    found = ledger_counts([submission.id], actor()) if submission else {}
    return found[submission.id] if submission and submission.id in found else NONE


@blueprint.get("/programmes/<int:programme_id>/edit")
@acting(ENTER)
def edit(programme_id: int) -> str:
    """The card to be changed."""
    programme = service.get_programme(programme_id, actor())
    others = [one for one in programme.authors if one.person_id is None]
    form = CardForm(
        obj=programme,
        co_authors="\n".join(f"{one.name}, {one.position}".rstrip(", ") for one in others),
    )
    return render_template("programmes/card.html", form=form, programme=programme)


@blueprint.post("/programmes/<int:programme_id>/edit")
@acting(ENTER)
@writes
def change(programme_id: int) -> Any:
    """Save the changed card."""
    programme = service.get_programme(programme_id, actor())
    form = CardForm()
    try:
        if not form.validate():
            raise Invalid("form")
        service.change_card(programme, actor(), form.values(), form.names(), form.expected_version)
    except Invalid as error:
        return _card_again(form, error, programme)
    flash(_("The card is saved."), "success")
    passport_views.examine_again(programme_id)
    return go(url_for("programmes.show", programme_id=programme_id))


@blueprint.post("/programmes/<int:programme_id>/open")
@acting(ENTER)
@writes
def open_season(programme_id: int) -> Response:
    """Open a submission for a card saved before the season began."""
    programme = service.get_programme(programme_id, actor())
    service.open_submission(programme, actor())
    return go(url_for("programmes.show", programme_id=programme.id))


@blueprint.post("/programmes/<int:programme_id>/revision")
@acting(ENTER)
@writes
def upload(programme_id: int) -> Any:
    """Take in a new version of the text; it is read before the database is held."""
    programme = service.get_programme(programme_id, actor())
    submission = service.submission_in_hand(programme, actor())
    form = UploadForm()
    file = request.files.get("document")
    if not form.validate() or file is None:
        return _programme_page(programme, form), 422
    service.require_upload(submission, actor())
    names = [author.name for author in programme.authors]
    most = config().upload_max_bytes
    data, name = file.stream.read(most + 1), file.filename or ""
    known, ask, submission_id = intake.is_read(data), findings.ask_of(submission), submission.id
    keep_and_release()
    try:
        prepared = intake.prepare(store(), name, data, most, names=names, known=known, ask=ask)
    except UploadRefused as error:
        refused = upload_parts(error.code, error.params)
        return _programme_page(_again(programme_id), form, refused), error.status
    opened = service.get_submission(submission_id)
    service.add_revision(opened, actor(), prepared, form.note.data or "")
    flash(_("The text is uploaded and read. Look at what was found."), "success")
    return go(url_for("programmes.passport", programme_id=programme_id))


def _again(programme_id: int) -> Programme:
    return service.get_programme(programme_id, actor())


@blueprint.post("/submissions/<number>/submit")
@on_submission(Permission.UPLOAD_REVISION)
@writes
def submit(submission: Submission) -> Response:
    """Send it on its way: for the first time, or mended."""
    number = submission.number
    version = request.form.get("version", "")
    expected = int(version) if version.isdecimal() and len(version) < 10 else None
    passport_views.examine_again(submission.programme_id)
    if request.form.get("action") == "resubmit":
        carried = passport_views.carry_ahead(submission)
        try:
            service.resubmit(submission, actor(), expected, carried)
        except NotAllowed:
            g.unanswered = _unanswered(submission)
            raise
    else:
        service.submit(submission, actor(), expected)
    flash(_("Submitted. You will get a letter at every step."), "success")
    return go(url_for("submissions.page", number=number))


def _unanswered(submission: Submission) -> list[tuple[str, str]]:
    """Addresses and words of the binding remarks without an answer, for the page that refuses."""
    ledger = url_for("submissions.remarks", number=submission.number)
    found = queries.unanswered_musts(submission.id)
    return [(f"{ledger}#remark-{number}", text) for number, text in found]


@blueprint.get("/submissions/<number>/withdraw")
@on_submission(Permission.SEE_SUBMISSION)
def ask_withdraw(submission: Submission) -> str:
    """Ask for the reason before taking a submission back."""
    if all(one.transition.action != "withdraw" for one in steps.offers(submission, actor())):
        raise NotFound
    return render_template("programmes/withdraw.html", submission=submission, form=WithdrawForm())


@blueprint.post("/submissions/<number>/withdraw")
@on_submission(Permission.SEE_SUBMISSION)
@writes
def withdraw(submission: Submission) -> Any:
    """Take a submission back."""
    form = WithdrawForm()
    if not form.validate():
        page = render_template("programmes/withdraw.html", submission=submission, form=form)
        return page, 422
    service.withdraw(submission, actor(), form.reason.data or "")
    flash(_("The submission is taken back. Its files and remarks are kept."), "info")
    return go(url_for("submissions.page", number=submission.number))


@blueprint.post("/remarks/<int:remark_id>/answer")
@on_remark(Permission.ANSWER_REMARK)
@writes
def answer(remark: Remark) -> Any:
    """Answer a remark."""
    form = AnswerForm()
    if not form.validate():
        return _answer_again(form, remark), 422
    try:
        service.answer_remark(
            remark,
            actor(),
            RemarkStatus(form.status.data),
            form.reply.data or "",
            form.expected_version,
        )
    except Invalid as error:
        form[error.field].errors = [fault(error)]
        return _answer_again(form, remark), 422
    target = url_for("submissions.remarks", number=remark.submission.number)
    return go(f"{target}#remark-{remark.id}")


def _answer_again(form: AnswerForm, remark: Remark) -> str:
    return render_template("programmes/answer.html", form=form, remark=remark)
