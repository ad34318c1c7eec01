"""Pages of the region's profile: figures, the rubric and the track in force, their files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, current_app, flash, render_template, url_for
from flask_babel import gettext as _

from review import profiles
from review.database import db
from review.faults import Invalid, NotFound
from review.models.profiles import ProfileVersion, RubricVersion, TrackVersion
from review.office import queries, service
from review.office.forms import ProfileForm, SourceForm
from review.office.room import blueprint
from review.office.words import days_label, rule_label, track_fault
from review.profiles import Figures
from review.templating import day
from review.web import acting, actor, go, journal, writes
from review.wording import fault, rubric_fault
from rubric import loading as rubrics
from rubric.faults import RubricFaults
from workflows import tracks
from workflows.access import Permission

MOST_BYTES = 400_000
SAMPLE_RUBRIC = "znachok_default_40"
#: Before a choice that is not stored yet but comes with the product.
SHIPPED = "shipped:"


@blueprint.get("/office/profile")
@acting(Permission.MANAGE_PROFILE)
def profile() -> str:
    """What is in force, to be changed; and the files of rubric and track."""
    current = profiles.find_current()
    if current is None:
        form = ProfileForm.showing("", Figures())
        form.rubric.data, form.track.data = SHIPPED + SAMPLE_RUBRIC, SHIPPED + tracks.SHIPPED[0]
    else:
        form = ProfileForm.showing(current.region, Figures.from_json(current.figures))
        form.rubric.data = str(current.rubric_version_id)
        form.track.data = str(current.track_version_id)
    return _page(form, current)


def _page(
    form: ProfileForm,
    current: ProfileVersion | None,
    source: SourceForm | None = None,
    faults: Any = (),
    kind: str = "",
) -> str:
    _offer(form)
    return render_template(
        "office/profile.html",
        form=form,
        current=current,
        source=source or SourceForm(formdata=None),
        faults=faults,
        kind=kind,
        rubrics=queries.list_rubrics(),
        tracks=queries.list_tracks(),
        versions=queries.list_versions(),
        under_way=queries.count_under_way(),
    )


def _offer(form: ProfileForm) -> None:
    """What may be put in force: everything stored, and what comes with the product."""
    form.offer_checks()
    stored, known = queries.list_rubrics(), queries.list_tracks()
    form.rubric.choices = [(str(row.id), _stored(row)) for row in stored]
    if not any(row.code == SAMPLE_RUBRIC for row in stored):
        title = rubrics.load_shipped(SAMPLE_RUBRIC).title.ru
        form.rubric.choices.append((SHIPPED + SAMPLE_RUBRIC, title))
    form.track.choices = [(str(row.id), _stored(row)) for row in known]
    codes = {row.code for row in known}
    form.track.choices += [
        (SHIPPED + track.id, track.title) for track in tracks.shipped() if track.id not in codes
    ]


def _stored(row: Any) -> str:
    """A stored version as it stands in a list of choices."""
    return _("%(title)s, stored on %(day)s", title=row.title, day=day(row.published_at))


@blueprint.post("/office/profile")
@acting(Permission.MANAGE_PROFILE)
@writes
def change_profile() -> Any:
    """Publish a new version of the profile."""
    form, current = ProfileForm(), profiles.find_current()
    _offer(form)
    try:
        if not form.validate():
            raise Invalid("form")
        published = service.publish(
            form.region.data or "",
            form.figures(Figures.from_json(current.figures) if current else Figures()),
            _chosen_rubric(form.rubric.data),
            _chosen_track(form.track.data),
            actor(),
            form.expected_version,
        )
    except Invalid as error:
        if error.field and error.field in form:
            form[error.field].errors = [fault(error)]
        return _page(form, current), 422
    if current is not None and published.id == current.id:
        flash(_("Nothing has changed, so the version in force stays."), "info")
        return go(url_for("office.profile"))
    journal("profile_published", subject=published.region, number=published.number)
    flash(_("Version %(n)s of the profile is in force.", n=published.number), "success")
    return go(url_for("office.profile"))


def _chosen_rubric(choice: str) -> RubricVersion:
    if choice.startswith(SHIPPED):
        text = rubrics.shipped()[choice.removeprefix(SHIPPED)].read_text(encoding="utf-8")
        return profiles.publish_rubric(text)
    return db.session.get_one(RubricVersion, int(choice))


def _chosen_track(choice: str) -> TrackVersion:
    if choice.startswith(SHIPPED):
        return profiles.publish_track(tracks.shipped_text(choice.removeprefix(SHIPPED)))
    return db.session.get_one(TrackVersion, int(choice))


@blueprint.post("/office/profile/rubrics")
@acting(Permission.MANAGE_PROFILE)
@writes
def add_rubric() -> Any:
    """Store a rubric from a YAML file; every fault is told with its line."""
    return _store("rubric", profiles.publish_rubric)


@blueprint.post("/office/profile/tracks")
@acting(Permission.MANAGE_PROFILE)
@writes
def add_track() -> Any:
    """Store a track from a YAML file; every fault is told with its line."""
    return _store("track", profiles.publish_track)


def _store(kind: str, publish: Callable[[str], Any]) -> Any:
    form = SourceForm()
    faults: list[tuple[int, str, str]] = []
    try:
        if not form.validate():
            raise Invalid("form")
        stored = publish(_text(form))
    except Invalid as error:
        if error.field:
            form.source.errors = [fault(error)]
    except RubricFaults as error:
        faults = [(one.line, one.path, rubric_fault(one.code, one.params)) for one in error.faults]
    except tracks.TrackFaults as error:
        faults = [(one.line, "", track_fault(one.code, one.params)) for one in error.faults]
    else:
        journal(f"{kind}_stored", subject=stored.title, hash=stored.content_hash)
        flash(_("Stored: %(title)s. Choose it above to put it in force.", title=stored.title))
        return go(url_for("office.profile"))
    return _faulty_page(form, faults, kind), 422


def _faulty_page(form: SourceForm, faults: list[tuple[int, str, str]], kind: str) -> str:
    current = profiles.find_current()
    region = current.region if current else ""
    figures = Figures.from_json(current.figures) if current else Figures()
    shown = ProfileForm.showing(region, figures)
    if current is not None:
        shown.rubric.data = str(current.rubric_version_id)
        shown.track.data = str(current.track_version_id)
    return _page(shown, current, form, faults, kind)


def _text(form: SourceForm) -> str:
    """The uploaded text. Raises Invalid for a file that is too large or no UTF-8 text."""
    content = form.source.data.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Invalid("source_too_large", "source", limit=MOST_BYTES // 1000)
    try:
        return str(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Invalid("source_not_text", "source") from error


@blueprint.get("/office/rubrics/<int:version_id>")
@acting(Permission.MANAGE_PROFILE)
def rubric(version_id: int) -> str:
    """A stored rubric: what it asks and how it decides."""
    found = _get(RubricVersion, version_id)
    return render_template(
        "office/rubric.html",
        version=found,
        rubric=profiles.get_rubric(found.id),
        rule_label=rule_label,
    )


@blueprint.get("/office/tracks/<int:version_id>")
@acting(Permission.MANAGE_PROFILE)
def track(version_id: int) -> str:
    """A stored track: its stages and the steps that leave them."""
    found = _get(TrackVersion, version_id)
    return render_template(
        "office/track.html",
        version=found,
        track=profiles.get_track(found.id),
        days_label=days_label,
    )


@blueprint.get("/office/<any(rubrics, tracks):kind>/<int:version_id>.yaml")
@acting(Permission.MANAGE_PROFILE)
def source(kind: str, version_id: int) -> Response:
    """The YAML a version was loaded from."""
    table = RubricVersion if kind == "rubrics" else TrackVersion
    found = _get(table, version_id)
    answer = current_app.response_class(found.source, mimetype="text/yaml")
    name = f"{kind}-{found.content_hash[:12]}.yaml"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _get(kind: Any, version_id: int) -> Any:
    found = db.session.get(kind, version_id)
    if found is None:
        raise NotFound("version")
    return found
