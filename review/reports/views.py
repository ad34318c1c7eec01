"""Pages of the reports: the season at a glance, its funnel, the results to take away."""

from __future__ import annotations

import tempfile
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    render_template,
    request,
    send_file,
    stream_with_context,
)
from flask_babel import gettext as _

from review import clock
from review.database import db, set_reading
from review.faults import NotFound
from review.reports import queries, rows, writing
from review.templating import Page
from review.web import actor, journal, signed_in
from workflows.access import Facts, Permission, may
from workflows.roles import Actor, Role

blueprint = Blueprint("reports", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _reader() -> Actor:
    """The hat, if it may take results away from its own place; NotFound otherwise."""
    worn = actor()
    own = Facts(municipality_id=worn.municipality_id)
    if not may(worn, Permission.EXPORT_RESULTS, own):
        raise NotFound
    return worn


def _season() -> tuple[Any, list[Any]]:
    """The season asked for (the newest one by default) and all there are."""
    seasons = list(queries.list_seasons())
    asked = request.args.get("season", "")
    if not asked:
        return (seasons[0] if seasons else None), seasons
    chosen = next((season for season in seasons if str(season.id) == asked), None)
    if chosen is None:
        raise NotFound
    return chosen, seasons


@blueprint.get("/reports/")
@signed_in
def index() -> str:
    """The season in figures, each with its definition, and the funnel by places."""
    worn = _reader()
    season, seasons = _season()
    if season is None:
        return render_template("reports/index.html", season=None)
    region = worn.role is Role.RMC
    places = queries.list_municipalities() if region else {}
    asked = request.args.get("municipality", "")
    municipality = int(asked) if asked.isdecimal() and int(asked) in places else None
    by_municipality = region and municipality is None and request.args.get("by") != "organisation"
    lines = queries.funnel(
        season.id, worn, by_municipality=by_municipality, municipality_id=municipality
    )
    return render_template(
        "reports/index.html",
        season=season,
        seasons=seasons,
        lines=lines,
        figures=queries.total(lines),
        by_municipality=by_municipality,
        municipality=municipality,
        municipalities=places,
        region=region,
    )


@blueprint.get("/reports/results.<form>")
@signed_in
def export(form: str) -> Response:
    """The season's results as XLSX or CSV, one row for each submission."""
    worn = _reader()
    season, _seasons = _season()
    if season is None or form not in ("xlsx", "csv"):
        raise NotFound
    names = request.args.get("names") == "1" and worn.role is Role.RMC
    _note(form, season, names)
    columns = writing.columns(rows.count_places(season.id, worn), names=names)
    found = rows.read_rows(season.id, worn, names=names)
    file_name = f"results-{clock.today().isoformat()}.{form}"
    if form == "csv":
        lines = writing.csv_lines(columns, found, comma=Page().language == "ru")
        answer = current_app.response_class(stream_with_context(lines), mimetype="text/csv")
        answer.headers.set("Content-Disposition", "attachment", filename=file_name)
        return answer
    file = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed when it has been sent
    writing.write_xlsx(file, columns, found, _("Results: %(season)s", season=season.title))
    file.seek(0)
    return send_file(file, XLSX, as_attachment=True, download_name=file_name, max_age=0)


def _note(form: str, season: Any, names: bool) -> None:
    """Journal the export in a transaction of its own: the request itself only reads."""
    db.session.rollback()
    set_reading(False)
    journal("results_exported", subject=season.title, form=form, names=names)
    db.session.commit()
    set_reading(True)
