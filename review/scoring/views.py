"""Pages of experts and panels: the to-do list, the bench, seating experts."""

from __future__ import annotations

from typing import Any

from flask import (
    Response,
    flash,
    g,
    get_template_attribute,
    jsonify,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _

from review import queues, steps
from review.faults import Conflict, Invalid, Refused
from review.forms import BaseForm
from review.models.scoring import ScoreSheet, SeatState
from review.models.submissions import Submission
from review.moderation import marking
from review.moderation.remark_forms import RemarkForm
from review.profiles import get_rubric
from review.remark_counts import ledger_counts
from review.scoring import bench as benches
from review.scoring import packet_views, panels, queries, sheets, ties
from review.scoring.forms import DeclineForm, MarkForm, PanelForm, ReplaceForm, SummaryForm
from review.scoring.room import blueprint
from review.selecting import fields_of
from review.situations import profile_of
from review.templating import Page
from review.web import acting, actor, allowed, go, on_submission, writes
from review.wording import fault
from workflows.access import Permission

__all__ = ["blueprint", "packet_views"]
SEE = Permission.SEE_SUBMISSION
ASSIGN = Permission.ASSIGN_EXPERTS


@blueprint.get("/scoring/")
@acting(Permission.ENTER_EXPERT_DESK)
def desk() -> str:
    """The expert's to-do list: what is due first, why it is here, one button each."""
    todo = queries.todo_of(actor(), request.args.get("after", ""))
    rows = [*todo.open, *todo.done]
    counts = ledger_counts([row.submission_id for row in rows], actor())
    return render_template(
        "scoring/desk.html",
        todo=todo,
        groups=benches.group(rows),
        counts=counts,
        rubric_of=get_rubric,
    )


@blueprint.get("/scoring/<number>")
@on_submission(Permission.SEE_DOCUMENT)
def bench(submission: Submission) -> Any:
    """The document on the left, the rubric on the right; before that, the question of interests."""
    return _bench_page(submission)


def _bench_page(submission: Submission, *, refused: bool = False, **trouble: Any) -> str:
    """The bench; `trouble` tells of a form that did not go through, with what was typed in it."""
    names = benches.bench_of(submission, actor(), g.facts)
    if names["sheet"] is None:
        return render_template("scoring/invitation.html", **names)
    names |= _marking(submission, names)
    asked = trouble.get("where") or request.args.get("open", "")
    opened = benches.first_open(names["rubric"], names["missing"], asked)
    return render_template(
        "scoring/bench.html", opened=opened, refused=refused, trouble=trouble, **names
    )


def _marking(submission: Submission, names: dict[str, Any]) -> dict[str, Any]:
    """What stands in the document: the words tied to criteria, and separate remarks."""
    revision, rows = names["revision"], list(names["rows"].values())
    tied = ties.ties_of(rows, revision)
    return {
        "ties": {code: fields_of(place) for code, place in tied.items()},
        "marks": marking.list_own_marks(submission, actor(), revision),
        "may_remark": allowed(Permission.WRITE_REMARK),
        "remark_form": RemarkForm().offer(names["rubric"], Page().language),
    }


def _for_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _trouble(submission: Submission, where: str, error: Conflict | Invalid) -> Any:
    """Why a save did not go through: to a script in JSON, to a reader on the bench itself."""
    if _for_script():
        return jsonify(code=error.code, words=fault(error), **error.params), error.status
    page = _bench_page(
        submission, where=where, words=fault(error), stored=error.params, typed=request.form
    )
    return page, error.status


@blueprint.post("/scoring/<number>/start")
@on_submission(SEE)
@writes
def start(submission: Submission) -> Response:
    """Begin the sheet, having seen that there is no conflict of interest."""
    sheets.open_sheet(submission, actor())
    return go(url_for("scoring.bench", number=submission.number))


@blueprint.post("/scoring/<number>/marks/<criterion_id>")
@on_submission(SEE)
@writes
def save_mark(submission: Submission, criterion_id: str) -> Any:
    """Save one criterion; scripts get figures back, a plain form gets the page."""
    form, sheet = MarkForm(), sheets.take_sheet(submission, actor())
    try:
        if not form.validate():
            raise Invalid("form")
        saved = sheets.save_mark(
            sheet,
            actor(),
            criterion_id,
            form.value(),
            form.remark.data or "",
            skip=form.skip(),
            expected_version=form.expected_version,
            selected=form.selected(),
        )
    except (Conflict, Invalid) as error:
        return _trouble(submission, criterion_id, error)
    if _for_script():
        return jsonify(**benches.figures(saved, sheet), parts=_parts(saved, sheet))
    onward = benches.next_open(sheets.rubric_of(sheet), saved.missing, criterion_id)
    target = url_for("scoring.bench", number=submission.number, open=onward)
    return go(f"{target}#criterion-{onward}")


def _parts(saved: sheets.Saved, sheet: ScoreSheet) -> dict[str, str]:
    """The pieces of the bench that a save changes, by their ids."""
    names = benches.standing(sheets.rubric_of(sheet), sheets.marks_of(sheet))
    owes = benches.owes_remark(saved.mark, saved.missing)
    macro = get_template_attribute("scoring/parts.html", "after_save")
    pieces: dict[str, str] = {}
    macro(pieces, names, saved.mark, owes)
    return pieces


@blueprint.post("/scoring/<number>/summary")
@on_submission(SEE)
@writes
def save_summary(submission: Submission) -> Any:
    """Save the general conclusion."""
    form, sheet = SummaryForm(), sheets.take_sheet(submission, actor())
    try:
        if not form.validate():
            raise Invalid("form")
        sheets.save_summary(sheet, actor(), form.summary.data or "", form.expected_version)
    except (Conflict, Invalid) as error:
        return _trouble(submission, "summary", error)
    if _for_script():
        return jsonify(version=sheets.summary_version(sheet), saved_at=benches.saved_at())
    return go(url_for("scoring.bench", number=submission.number) + "#summary")


@blueprint.post("/scoring/<number>/hand-in")
@on_submission(SEE)
@writes
def hand_in(submission: Submission) -> Any:
    """Hand the sheet in for good; what is missing is shown on the bench with links."""
    try:
        sheets.hand_in(sheets.take_sheet(submission, actor()), actor())
    except Refused as error:
        if error.code != "sheet_incomplete":
            raise
        return _bench_page(submission, refused=True), error.status
    flash(_("The sheet is in. Thank you for the work."), "success")
    return go(url_for("scoring.desk"))


@blueprint.get("/scoring/<number>/decline")
@on_submission(SEE)
def ask_decline(submission: Submission) -> str:
    """Ask why the review is given back."""
    panels.get_seat(submission, actor().person_id or 0)
    return render_template("scoring/decline.html", submission=submission, form=DeclineForm())


@blueprint.post("/scoring/<number>/decline")
@on_submission(SEE)
@writes
def decline(submission: Submission) -> Any:
    """Give the review back with a reason."""
    form = DeclineForm()
    if not form.validate():
        page = render_template("scoring/decline.html", submission=submission, form=form)
        return page, 422
    panels.decline(submission, actor(), form.reason.data or "")
    flash(_("The review is given back. The regional centre has been told."), "info")
    return go(url_for("scoring.desk"))


@blueprint.get("/scoring/panels")
@acting(Permission.ENTER_RMC_DESK)
def panel_list() -> str:
    """Panels to be filled, and how busy the experts are."""
    waiting = queues.list_rows(actor(), queues.BY_CODE["assignment"])
    return render_template("scoring/panels.html", listing=waiting, load=queries.list_load())


@blueprint.get("/scoring/<number>/panel")
@on_submission(ASSIGN)
def panel(submission: Submission) -> str:
    """Who sits, who may sit and what speaks against."""
    return _panel_page(submission, PanelForm())


def _panel_page(submission: Submission, form: PanelForm) -> str:
    found, chairs = panels.list_candidates(submission, g.facts), panels.list_chairs(submission)
    declined = {one.person_id: one.reason for one in chairs if one.state is SeatState.DECLINED}
    ids = [one.candidate.person_id for one in found] + [seat.person_id for seat in chairs]
    return render_template(
        "scoring/panel.html",
        submission=submission,
        form=form,
        candidates=sorted(found, key=lambda one: one.candidate.person_id in declined),
        declined=declined,
        seats=[seat for seat in chairs if seat.state is SeatState.HELD],
        people=queries.names_of(ids),
        need=profile_of(submission).figures.experts,
        offers={offer.transition.action: offer for offer in steps.offers(submission, actor())},
    )


@blueprint.post("/scoring/<number>/panel")
@on_submission(ASSIGN)
@writes
def assign(submission: Submission) -> Any:
    """Seat the round's experts."""
    form = PanelForm()
    try:
        panels.assign(submission, actor(), form.experts.data or [], form.expected_version)
    except Invalid as error:
        form.experts.errors = [fault(error)]
        return _panel_page(submission, form), error.status
    flash(_("The experts are assigned and have been written to."), "success")
    return go(url_for("submissions.page", number=submission.number))


@blueprint.post("/scoring/<number>/panel/fill")
@on_submission(ASSIGN)
@writes
def fill(submission: Submission) -> Response:
    """Seat one expert: the third one, or in a chair that was given back."""
    person, version = _person(request.form.get("expert")), BaseForm().expected_version
    offered = {offer.transition.action: offer for offer in steps.offers(submission, actor())}
    third = offered.get("assign_third")
    seat = panels.assign_third if third is not None and third.allowed else panels.fill_seat
    seat(submission, actor(), person, version)
    flash(_("The expert is assigned and has been written to."), "success")
    return go(url_for("scoring.panel", number=submission.number))


@blueprint.post("/scoring/<number>/panel/replace")
@on_submission(ASSIGN)
@writes
def replace(submission: Submission) -> Response:
    """Give one expert's chair to another."""
    form = ReplaceForm()
    if not form.validate():
        raise Invalid("reason_missing", "reason")
    panels.replace_expert(
        submission,
        actor(),
        _person(form.leaving.data),
        _person(form.expert.data),
        form.reason.data or "",
        form.expected_version,
    )
    flash(_("The expert is replaced."), "success")
    return go(url_for("scoring.panel", number=submission.number))


def _person(text: str | None) -> int:
    if not text or not text.isdecimal() or len(text) > 9:
        raise Invalid("not_an_expert", "experts")
    return int(text)
