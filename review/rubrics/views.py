"""Pages of the rubric editor and of what would follow from another rubric."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    jsonify,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _

from review import clock, profiles
from review.database import db
from review.faults import Conflict, Invalid
from review.models.profiles import RubricDraft
from review.rubrics import service, tree
from review.rubrics.words import THIRD, difference_words, nearest, outcome_words, rule_label
from review.web import acting, actor, go, journal, writes
from review.wording import fault, rubric_fault
from rubric.differences import Difference, differences, is_words_only
from rubric.faults import Fault, RubricFaults
from rubric.loading import load, load_shipped
from rubric.replay import Change, Shift, tried_on, what_if
from rubric.rules import MODES, THIRD_RULES
from rubric.sheet import parse_points
from workflows.access import Permission

blueprint = Blueprint("rubrics", __name__)
SAMPLE = "znachok_default_40"
MOST_BYTES = 400_000


@blueprint.get("/office/rubrics")
@acting(Permission.MANAGE_PROFILE)
def index() -> str:
    """Drafts and stored versions."""
    return _index()


def _index(faults: Iterable[Fault] = ()) -> str:
    return render_template(
        "rubrics/index.html",
        drafts=service.list_drafts(),
        versions=service.list_versions(),
        faults=[(one.line, one.path, rubric_fault(one.code, one.params)) for one in faults],
    )


@blueprint.post("/office/rubrics/drafts")
@acting(Permission.MANAGE_PROFILE)
@writes
def begin() -> Any:
    """Begin a draft from a stored version, a YAML file, or the sample."""
    version_id, sent = request.form.get("version_id", ""), request.files.get("source")
    version = service.get_version(int(version_id[:9])) if version_id.isdecimal() else None
    try:
        if version is not None:
            rubric = profiles.get_rubric(version.id)
        elif sent is not None and sent.filename:
            rubric = load(sent.read(MOST_BYTES).decode("utf-8-sig", "replace"))
        else:
            rubric = load_shipped(SAMPLE)
    except RubricFaults as error:
        return _index(error.faults), 422
    draft = service.begin(rubric, actor(), version)
    return go(url_for("rubrics.draft", draft_id=draft.id))


@blueprint.get("/office/rubrics/drafts/<int:draft_id>")
@acting(Permission.MANAGE_PROFILE)
def draft(draft_id: int) -> str:
    """The editor."""
    found = service.get_draft(draft_id)
    return _editor(found, found.content)


def _editor(found: RubricDraft, content: tree.Content, trouble: str = "") -> str:
    told = service.read(content)
    faults = nearest(told.faults, content)
    changes: tuple[Difference, ...] = ()
    if told.rubric is not None and found.based_on_id is not None:
        changes = differences(profiles.get_rubric(found.based_on_id), told.rubric)
    return render_template(
        "rubrics/draft.html",
        draft=found,
        content=content,
        rubric=told.rubric,
        faults=faults,
        changes=[difference_words(one) for one in changes],
        words_only=is_words_only(changes),
        trouble=trouble,
        modes=[(mode, rule_label(mode)) for mode in MODES],
        third_rules=[(rule, _(THIRD[rule])) for rule in THIRD_RULES],
        unfolded={path.partition(".")[0] for path in faults},
    )


@blueprint.post("/office/rubrics/drafts/<int:draft_id>")
@acting(Permission.MANAGE_PROFILE)
@writes
def save(draft_id: int) -> Any:
    """Keep what was typed, then do what the pressed button says."""
    found, act = service.get_draft(draft_id), request.form.get("do", "")
    content = tree.moved(tree.folded(request.form.lists()), act)
    try:
        service.save(found, content, actor(), _expected())
        if act == "publish":
            return _publish(found)
    except (Conflict, Invalid) as error:
        if _for_script():
            return jsonify(words=fault(error)), error.status
        return _editor(found, content, fault(error)), error.status
    if _for_script():
        minute = clock.now().astimezone(clock.zone()).strftime("%H:%M")
        return jsonify(version=found.version, saved_at=minute)
    anchor = "-".join(act.split(":")[:2]) if ":" in act else ""
    return go(url_for("rubrics.draft", draft_id=found.id, _anchor=anchor or None))


def _publish(found: RubricDraft) -> Any:
    service.refuse_faulty(found.content)
    stored = service.publish(found)
    journal("rubric_stored", subject=stored.title, hash=stored.content_hash)
    flash(_("Published: %(title)s. Put it in force in the region profile.", title=stored.title))
    return go(url_for("office.rubric", version_id=stored.id))


def _expected() -> int | None:
    text = request.form.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _for_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


@blueprint.post("/office/rubrics/drafts/<int:draft_id>/drop")
@acting(Permission.MANAGE_PROFILE)
@writes
def drop(draft_id: int) -> Any:
    """Throw a draft away."""
    db.session.delete(service.get_draft(draft_id))
    flash(_("The draft is thrown away."))
    return go(url_for("rubrics.index"))


@blueprint.get("/office/rubrics/drafts/<int:draft_id>.yaml")
@acting(Permission.MANAGE_PROFILE)
def source(draft_id: int) -> Response:
    """The draft as a file."""
    text = service.source_of(service.get_draft(draft_id).content)
    answer = current_app.response_class(text, mimetype="text/yaml")
    answer.headers.set("Content-Disposition", "attachment", filename=f"draft-{draft_id}.yaml")
    return answer


@blueprint.get("/office/rubrics/drafts/<int:draft_id>/preview")
@acting(Permission.MANAGE_PROFILE)
def preview(draft_id: int) -> str:
    """The draft as an expert sees it on the bench."""
    found = service.get_draft(draft_id)
    told = service.read(found.content)
    return render_template("rubrics/preview.html", draft=found, rubric=told.rubric)


@blueprint.get("/office/rubrics/drafts/<int:draft_id>/trial")
@acting(Permission.MANAGE_PROFILE)
def trial(draft_id: int) -> str:
    """Old sheets by the draft: who would change sides."""
    found = service.get_draft(draft_id)
    shifts: tuple[Shift, ...] = ()
    misfits: tuple[str, ...] = ()
    told = service.read(found.content)
    if told.rubric is not None and found.based_on_id is not None:
        old, reviews = profiles.get_rubric(found.based_on_id), service.frozen_reviews
        shifts, misfits = tried_on(old, told.rubric, reviews(found.based_on_id))
    return render_template(
        "rubrics/trial.html",
        draft=found,
        rubric=told.rubric,
        rows=_rows(shifts),
        tried=len(shifts),
        misfits=misfits,
    )


def _rows(shifts: Iterable[Shift]) -> list[tuple[str, str, str]]:
    return [
        (one.key, outcome_words(one.before), outcome_words(one.after))
        for one in shifts
        if one.changes_side
    ]


@blueprint.get("/office/rubrics/<int:version_id>/what-if")
@acting(Permission.MANAGE_PROFILE)
def ask_what_if(version_id: int) -> Any:
    """Another threshold or weight over finished reviews: who would change sides."""
    version = service.get_version(version_id)
    rubric, given = profiles.get_rubric(version_id), request.args
    weight_of, trouble = given.get("criterion", ""), ""
    season = given.get("season", "")
    try:
        change = _change(given.get("threshold", ""), weight_of, given.get("weight", ""))
        reviews = service.frozen_reviews(
            version_id, int(season[:9]) if season.isdecimal() else None
        )
        shifts = what_if(rubric, change, reviews)
    except RubricFaults as error:
        trouble = " ".join(rubric_fault(one.code, one.params) for one in error.faults)
        shifts = ()
    if given.get("form") == "csv" and not trouble:
        return _csv(_rows(shifts))
    return render_template(
        "rubrics/what_if.html",
        version=version,
        rubric=rubric,
        given=given,
        seasons=profiles.list_seasons(),
        rows=_rows(shifts),
        tried=len(shifts),
        trouble=trouble,
    ), (422 if trouble else 200)


def _change(threshold: str, criterion: str, weight: str) -> Change:
    limit, factor = (parse_points(one) if one.strip() else None for one in (threshold, weight))
    weights = {criterion: Fraction(factor)} if criterion and factor is not None else {}
    return Change(threshold=limit, weights=weights)


def _csv(rows: Iterable[tuple[str, str, str]]) -> Response:
    text = io.StringIO()
    book = csv.writer(text, delimiter=";")
    book.writerow([_("Review"), _("As it was"), _("As it would be")])
    book.writerows(rows)
    answer = current_app.response_class("\ufeff" + text.getvalue(), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename="what-if.csv")
    return answer
