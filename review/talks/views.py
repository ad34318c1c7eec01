"""Pages of talks: the threads of a submission, one of them, its files."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from review.database import db
from review.documents import uploads
from review.documents.refusals import UploadRefused
from review.faults import Invalid, NotFound
from review.filing import MEDIA_TYPES
from review.framing import frame_of
from review.models.moderation import Audience, RemarkStatus
from review.models.programmes import StoredFile
from review.models.submissions import Submission
from review.models.talks import Message, Talk
from review.printed import file_answer
from review.remarks import may_read as may_read_remark
from review.talking import get_message
from review.talks import queries, service
from review.talks.calling import participants
from review.talks.forms import MessageForm, ReadForm, TalkForm
from review.talks.service import Attached, Said
from review.web import (
    actor,
    allowed,
    config,
    go,
    keep_and_release,
    on_submission,
    store,
    writes,
)
from review.wording import fault
from workflows.access import Permission
from workflows.roles import Role

blueprint = Blueprint("talks", __name__)
SEE = Permission.SEE_TALK
WRITE = Permission.WRITE_TALK


@blueprint.get("/submissions/<number>/talks")
@on_submission(SEE)
def index(submission: Submission) -> str:
    """The talks this hat takes part in, the latest first, and the form of a new one."""
    return _index_page(submission, TalkForm(formdata=None))


@blueprint.post("/submissions/<number>/talks")
@on_submission(WRITE)
@writes
def begin(submission: Submission) -> Any:
    """Open a talk with its first message."""
    form = TalkForm()
    try:
        if not form.validate():
            raise Invalid("form")
        audience = Audience(form.audience.data)
        said = _said(form)
        message = service.begin(submission, actor(), form.subject.data or "", audience, said)
    except (Invalid, UploadRefused) as error:
        _blame(form, error)
        return _index_page(submission, form), error.status
    return go(_where(submission, message))


@blueprint.get("/submissions/<number>/talks/<int:talk_id>")
@on_submission(SEE)
def show(submission: Submission, talk_id: int) -> str:
    """One talk: its newest messages, or a page of earlier ones."""
    talk = service.get_talk(submission, talk_id, actor())
    return _talk_page(submission, talk, MessageForm(formdata=None))


@blueprint.post("/submissions/<number>/talks/<int:talk_id>")
@on_submission(WRITE)
@writes
def say(submission: Submission, talk_id: int) -> Any:
    """Answer in a talk."""
    talk, form = service.get_talk(submission, talk_id, actor()), MessageForm()
    try:
        if not form.validate():
            raise Invalid("form")
        said = _said(form)
        talk = service.get_talk(submission, talk_id, actor())
        message = service.say(talk, actor(), said)
    except (Invalid, UploadRefused) as error:
        _blame(form, error)
        return _talk_page(submission, talk, form), error.status
    return go(_where(submission, message))


@blueprint.post("/submissions/<number>/talks/<int:talk_id>/read")
@on_submission(SEE)
@writes
def mark_read(submission: Submission, talk_id: int) -> Response:
    """Note up to where the person has read."""
    talk, form = service.get_talk(submission, talk_id, actor()), ReadForm()
    if not form.validate() or not str(form.message_id.data).isdecimal():
        raise Invalid("form")
    service.mark_read(talk, actor(), int(form.message_id.data or 0))
    return go(url_for("talks.show", number=submission.number, talk_id=talk.id))


@blueprint.post("/submissions/<number>/messages/<int:message_id>/take-back")
@on_submission(WRITE)
@writes
def take_back(submission: Submission, message_id: int) -> Response:
    """Take an own message back."""
    message = get_message(submission, message_id, actor(), g.facts)
    service.take_back(message, actor())
    flash(_("The message is taken back."), "info")
    return go(_where(submission, message))


@blueprint.get("/submissions/<number>/messages/<int:message_id>/files/<int:file_id>")
@on_submission(SEE)
def file(submission: Submission, message_id: int, file_id: int) -> Response:
    """A file that came with a message, as a download; gone with a message taken back."""
    message = get_message(submission, message_id, actor(), g.facts)
    found = next((one for one in message.files if one.id == file_id), None)
    if found is None or message.taken_back_at is not None:
        raise NotFound
    kind = db.session.get_one(StoredFile, found.sha256).media_type
    return file_answer(store().path(found.sha256), found.name, kind)


def _said(form: MessageForm) -> Said:
    """What was typed, with its files kept in the store; the database is not held meanwhile."""
    files = [one for one in request.files.getlist("files") if one.filename]
    if len(files) > service.MOST_FILES:
        raise Invalid("message_files", "files", limit=service.MOST_FILES)
    if files:
        keep_and_release()
    kept = tuple(_kept(one) for one in files)
    return Said(form.text.data or "", kept, frozenset(form.calls.data or ()))


def _kept(file: FileStorage) -> Attached:
    most = config().upload_max_bytes
    data = file.stream.read(most + 1)
    accepted = uploads.accept(file.filename or "", data, most, frozenset(MEDIA_TYPES))
    return Attached(accepted.safe_name, accepted.format, store().put(data, most))


def _blame(form: MessageForm, error: Invalid | UploadRefused) -> None:
    """Say at the field what does not fit; files have to be chosen again, a browser keeps none."""
    if isinstance(error, UploadRefused):
        form.files.errors = [fault(error)]
    elif error.code != "form":
        form[error.field].errors = [fault(error)]


def _where(submission: Submission, message: Message) -> str:
    page = url_for("talks.show", number=submission.number, talk_id=message.talk_id)
    return f"{page}#message-{message.id}"


def _index_page(submission: Submission, form: TalkForm) -> str:
    form.offer(participants(submission, Audience.AUTHOR, actor()))
    form.audience.flags.required = True  # it has an answer from the start
    frame = frame_of(
        submission,
        "talks",
        threads=queries.list_threads(submission, actor(), g.facts),
        form=form,
        may_write=allowed(WRITE),
        may_choose=allowed(Permission.SEE_STAFF_TALK),
    )
    return render_template("talks/index.html", **frame)


def _talk_page(submission: Submission, talk: Talk, form: MessageForm) -> str:
    people = participants(submission, talk.audience, actor())
    form.offer(people)
    page = queries.page_of(talk, actor(), _before())
    frame = frame_of(
        submission,
        "talks",
        talk=talk,
        part_of=page,
        form=form,
        names={one.person.id: one.person.name for one in people},
        may_write=allowed(WRITE),
        may_turn=allowed(Permission.WRITE_REMARK) and actor().role is not Role.EXPERT,
        fresh_of=_is_fresh(page.seen),
        takeable=lambda message: service.may_take_back(message, actor()),
        remark_shown=_remark_shown,
        turnable=_turnable,
    )
    return render_template("talks/show.html", **frame)


def _before() -> int | None:
    asked = request.args.get("before", "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else None


def _is_fresh(seen: int) -> Any:
    mine = actor().person_id
    return lambda message: message.id > seen and message.person_id != mine


def _turnable(message: Message) -> bool:
    """No remark has been made of the message, or the one that was has been taken back."""
    return message.remark is None or message.remark.status is RemarkStatus.WITHDRAWN


def _remark_shown(message: Message) -> bool:
    """The author learns of a remark when it is handed over, not from the talk."""
    remark = message.remark
    return (
        not _turnable(message) and remark is not None and may_read_remark(remark, actor(), g.facts)
    )
