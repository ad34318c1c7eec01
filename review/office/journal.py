"""The journal of sensitive acts."""

from __future__ import annotations

from flask import render_template, request

from review.office import queries
from review.office.room import blueprint
from review.office.words import ACTS, act_label
from review.web import acting
from workflows.access import Permission


@blueprint.get("/office/journal")
@acting(Permission.SEE_JOURNAL)
def journal() -> str:
    """Who did what besides moving reviews, the newest first."""
    text, action = request.args.get("q", "")[:200].strip(), request.args.get("action", "")
    listing = queries.list_entries(text, action, request.args.get("after", ""))
    return render_template(
        "office/journal.html",
        listing=listing,
        text=text,
        chosen=action,
        acts=sorted(((code, act_label(code)) for code in ACTS), key=lambda pair: pair[1]),
        act_label=act_label,
    )
