"""Pages about seasons: when programmes are taken in."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext as _

from review import clock
from review.database import db
from review.faults import Invalid, NotFound
from review.models.profiles import Season
from review.office import queries, service
from review.office.forms import SeasonForm
from review.office.room import blueprint
from review.web import acting, go, journal, writes
from review.wording import fault
from workflows.access import Permission


@blueprint.get("/office/seasons")
@acting(Permission.MANAGE_PROFILE)
def seasons() -> str:
    """All seasons, the newest first."""
    return render_template("office/seasons.html", rows=queries.list_seasons(), today=clock.today())


@blueprint.get("/office/seasons/new")
@acting(Permission.MANAGE_PROFILE)
def new_season() -> str:
    """The form of a new season."""
    return _page(SeasonForm(formdata=None), None)


@blueprint.post("/office/seasons")
@acting(Permission.MANAGE_PROFILE)
@writes
def add_season() -> Any:
    """Add a season."""
    return _save(None)


@blueprint.get("/office/seasons/<int:season_id>")
@acting(Permission.MANAGE_PROFILE)
def season(season_id: int) -> str:
    """One season, to be changed."""
    found = _get(season_id)
    return _page(SeasonForm(formdata=None, obj=found), found)


@blueprint.post("/office/seasons/<int:season_id>")
@acting(Permission.MANAGE_PROFILE)
@writes
def change_season(season_id: int) -> Any:
    """Save a season."""
    return _save(_get(season_id))


def _get(season_id: int) -> Season:
    found = db.session.get(Season, season_id)
    if found is None:
        raise NotFound("season")
    return found


def _page(form: SeasonForm, found: Season | None) -> str:
    return render_template("office/season.html", form=form, season=found)


def _save(found: Season | None) -> Any:
    form = SeasonForm()
    try:
        if not form.validate():
            raise Invalid("form")
        saved = service.save_season(
            found,
            form.title.data or "",
            form.opens_on.data,
            form.closes_on.data,
            form.expected_version,
        )
    except Invalid as error:
        if error.field:
            form[error.field].errors = [fault(error)]
        return _page(form, found), 422
    journal("season_saved", subject=saved.title, season=saved.id)
    flash(_("Saved: %(name)s.", name=saved.title), "success")
    return go(url_for("office.seasons"))
