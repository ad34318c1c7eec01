"""The public page: a file goes in, its passport and findings come out, nothing is kept."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.datastructures import FileStorage
from wtforms.validators import DataRequired

from review import card_facts
from review import passport as shown
from review.documents.refusals import UploadRefused
from review.faults import TooMany
from review.findings import Summary
from review.forms import BaseForm
from review.public_check import service
from review.public_check.service import Checked
from review.web import config, keep_and_release, public, writes
from review.wording import fault, upload_parts

blueprint = Blueprint("public_check", __name__)


class FileForm(BaseForm):
    """A file to be checked."""

    document = FileField(_l("Programme text"), [DataRequired(_l("Choose a file first."))])


@blueprint.get("/check")
@public
def ask() -> str:
    """Ask for the file."""
    return _page(FileForm())


@blueprint.post("/check")
@public
@writes
def examine() -> Any:
    """Check the file and show what was found."""
    form, file = FileForm(), request.files.get("document")
    if not form.validate() or file is None:
        return _page(form), 422
    try:
        with service.turn():
            checked = _checked(file)
    except UploadRefused as error:
        return _page(form, refused=upload_parts(error.code, error.params)), error.status
    except TooMany as error:
        headers = {"Retry-After": str(error.retry_after)}
        return _page(form, refused=(fault(error),)), error.status, headers
    return _page(FileForm(formdata=None), checked)


def _checked(file: FileStorage) -> Checked:
    """The file counted, then examined with the database let go."""
    service.count_try(request.remote_addr or "")
    asked, most = service.ask_today(), config().upload_max_bytes
    keep_and_release()
    return service.check(file.filename or "", file.stream.read(most + 1), most, asked)


def _page(form: FileForm, checked: Checked | None = None, refused: Any = ()) -> str:
    read = checked.outcome.passport if checked else {}
    findings = checked.outcome.findings if checked else ()
    weights = Counter(one.severity.value for one in findings)
    present, missing = shown.sections(read)
    return render_template(
        "public_check/check.html",
        form=form,
        checked=checked,
        refused=refused,
        **shown.sorted_out(shown.shown(((one, None) for one in findings), read)),
        summary=Summary(weights["block"], weights["warn"], weights["note"]),
        lines=card_facts.lines(read),
        present=present,
        missing=missing,
        tables=shown.tables(read),
        left_out=shown.left_out(read),
        max_bytes=config().upload_max_bytes,
    )
