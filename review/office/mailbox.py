"""The demo mailbox: letters of a demo season go nowhere and are read here by anyone."""

from __future__ import annotations

from flask import render_template, request

from review.database import db
from review.faults import NotFound
from review.mail import render
from review.models.outbox import Letter
from review.office import queries
from review.office.room import blueprint
from review.web import config, public


@blueprint.get("/office/mailbox")
@public
def mailbox() -> str:
    """Letters of the demo season, the newest first; outside a demo there is no such page."""
    _only_in_demo()
    text = request.args.get("q", "")[:200].strip()
    found = queries.list_letters(text, request.args.get("after", ""))
    shown = found[: queries.PAGE]
    return render_template(
        "office/mailbox.html",
        letters=[(letter, render(letter, config())) for letter in shown],
        after=shown[-1].id if len(found) > queries.PAGE else None,
        text=text,
    )


@blueprint.get("/office/mailbox/<int:letter_id>")
@public
def letter(letter_id: int) -> str:
    """One letter as its reader gets it."""
    _only_in_demo()
    found = db.session.get(Letter, letter_id)
    if found is None:
        raise NotFound("letter")
    return render_template("office/letter.html", letter=found, words=render(found, config()))


def _only_in_demo() -> None:
    if not config().demo:
        raise NotFound
