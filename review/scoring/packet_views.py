"""The packet: document and form as one file to be filled in without a network, and its return."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from flask import Response, flash, g, render_template, request, url_for
from flask_babel import ngettext
from markupsafe import Markup

from review.documents import clean_images
from review.documents.reading.model import from_json
from review.documents.reading.pictures import read_picture
from review.faults import Invalid, NotFound
from review.models.scoring import ScoreSheet
from review.models.submissions import Submission
from review.printed import bytes_answer
from review.profiles import get_rubric
from review.programmes.intake import text_sha256
from review.scoring import bench as benches
from review.scoring import packets, sheets
from review.scoring.room import blueprint
from review.templating import STATIC
from review.web import actor, go, on_submission, store, writes
from review.wording import fault
from workflows.access import Permission


@blueprint.get("/scoring/<number>/packet")
@on_submission(Permission.SEE_DOCUMENT)
def packet(submission: Submission) -> Response:
    """The document and the sheet as one page that needs neither server nor network."""
    names = benches.bench_of(submission, actor(), g.facts)
    if names["sheet"] is None or not names["open"]:
        raise NotFound
    names["html"] = _with_pictures(names)
    page = render_template(
        "scoring/packet.html",
        head=json.dumps(packets.head_of(names["sheet"])),
        style=_inline("style", "app.css"),
        script=_inline("script", "packet.js"),
        **names,
    )
    # No page of ours: a browser that opened it here would refuse the script it carries.
    name = f"{submission.number}-round-{submission.round}.html"
    return bytes_answer(page.encode(), name, "application/octet-stream")


@blueprint.get("/scoring/<number>/packet/return")
@on_submission(Permission.SEE_DOCUMENT)
def ask_packet(submission: Submission) -> str:
    """Where the file with the answers is given back."""
    if sheets.find_sheet(submission, actor()) is None:
        raise NotFound
    return _return_page(submission)


@blueprint.post("/scoring/<number>/packet/return")
@on_submission(Permission.SEE_SUBMISSION)
@writes
def bring_packet(submission: Submission) -> Any:
    """Write the answers down, all or none; what stands in the way is shown for a decision."""
    sheet, text = sheets.take_sheet(submission, actor()), _sent()
    decided = request.form.getlist("chosen") if "decided" in request.form else None
    try:
        found = packets.read(text, sheet)
        brought = packets.bring_in(sheet, actor(), found, decided)
    except Invalid as error:
        return _return_page(submission, words=fault(error)), error.status
    if brought.troubles:
        return _troubles_page(sheet, brought, text), 409
    said = ngettext(
        "%(num)s answer of the packet is written down.",
        "%(num)s answers of the packet are written down.",
        brought.written,
    )
    flash(said, "success")
    return go(url_for("scoring.bench", number=submission.number))


def _sent() -> bytes:
    """The file, or on the second press its text, which the page kept."""
    if "packet" in request.form:
        return request.form["packet"].encode()
    sent = request.files.get("file")
    return sent.stream.read(packets.LARGEST + 1) if sent else b""


def _return_page(submission: Submission, words: str = "") -> str:
    return render_template("scoring/packet_return.html", submission=submission, words=words)


def _troubles_page(sheet: ScoreSheet, brought: packets.Brought, text: bytes) -> str:
    return render_template(
        "scoring/packet_return.html",
        submission=sheet.seat.submission,
        troubles=[(one, fault(one.error)) for one in brought.troubles],
        written=brought.written,
        rubric=get_rubric(sheet.rubric_version_id),
        packet=text.decode("utf-8-sig"),
    )


def _inline(tag: str, name: str) -> Markup:
    """A file of ours inside its element; our own files hold no end of one."""
    text = Markup((STATIC / name).read_text("utf-8"))  # noqa: S704
    return Markup("<{0}>{1}</{0}>").format(tag, text)


def _with_pictures(names: Mapping[str, Any]) -> str:
    """The text of the bench with its pictures inside; one that cannot be drawn keeps its words."""
    html, revision = str(names["html"]), names["revision"]
    base = f"/submissions/{names['submission'].number}/images/{revision.number}/"
    if base not in html:
        return html
    path = store().path(text_sha256(revision))
    for image in from_json(names["reading"].model).images:
        address = f'"{base}{image.id}"'
        data = read_picture(path, image) if address in html else None
        if data is not None:
            drawn = base64.b64encode(clean_images.cleaned(data)).decode()
            html = html.replace(address, f'"data:{image.media_type};base64,{drawn}"')
    return html
