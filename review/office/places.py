"""Pages about places: organisations and municipalities."""

from __future__ import annotations

from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _

from review.database import db
from review.faults import Invalid, NotFound
from review.models.places import Municipality, Organisation
from review.office import queries, service
from review.office.forms import MunicipalityForm, OrganisationForm
from review.office.numbers import digits
from review.office.room import blueprint
from review.web import acting, go, journal, writes
from review.wording import fault
from workflows.access import Permission


@blueprint.get("/office/places")
@acting(Permission.MANAGE_PLACES)
def places() -> str:
    """Organisations of the region, searched by name or tax number."""
    text, asked = request.args.get("q", "")[:200].strip(), request.args.get("municipality", "")
    listing = queries.list_organisations(
        text,
        int(asked) if asked.isdecimal() and len(asked) < 10 else None,
        request.args.get("after", ""),
    )
    return render_template(
        "office/places.html",
        listing=listing,
        text=text,
        chosen=asked,
        municipalities=queries.list_municipalities(),
    )


@blueprint.get("/office/organisations/new")
@acting(Permission.MANAGE_PLACES)
def new_organisation() -> str:
    """The form of a new organisation."""
    return _organisation_page(OrganisationForm(formdata=None), None)


@blueprint.get("/office/organisations/<int:organisation_id>")
@acting(Permission.MANAGE_PLACES)
def organisation(organisation_id: int) -> str:
    """One organisation, to be changed."""
    found = _get(Organisation, organisation_id)
    form = OrganisationForm(formdata=None, obj=found)
    form.municipality.data = str(found.municipality_id)
    return _organisation_page(form, found)


@blueprint.post("/office/organisations")
@acting(Permission.MANAGE_PLACES)
@writes
def add_organisation() -> Any:
    """Add an organisation."""
    return _save_organisation(None)


@blueprint.post("/office/organisations/<int:organisation_id>")
@acting(Permission.MANAGE_PLACES)
@writes
def change_organisation(organisation_id: int) -> Any:
    """Save an organisation."""
    return _save_organisation(_get(Organisation, organisation_id))


def _organisation_page(form: OrganisationForm, found: Organisation | None) -> str:
    _offer_municipalities(form)
    return render_template("office/organisation.html", form=form, organisation=found)


def _offer_municipalities(form: OrganisationForm) -> None:
    rows = queries.list_municipalities()
    form.municipality.choices = [("", _("— choose —")), *((str(row.id), row.name) for row in rows)]


def _save_organisation(found: Organisation | None) -> Any:
    form = OrganisationForm()
    _offer_municipalities(form)
    try:
        if not form.validate():
            raise Invalid("form")
        saved = service.save_organisation(
            found,
            municipality_id=int(form.municipality.data),
            short_name=form.short_name.data or "",
            full_name=form.full_name.data or "",
            inn=digits(form.inn.data),
            ogrn=digits(form.ogrn.data),
            is_active=bool(form.is_active.data),
            expected_version=form.expected_version,
        )
    except Invalid as error:
        if error.field:
            form[error.field].errors = [fault(error)]
        db.session.expire_all()
        return _organisation_page(form, found), 422
    journal("organisation_saved", subject=saved.short_name, organisation=saved.id)
    flash(_("Saved: %(name)s.", name=saved.short_name), "success")
    return go(url_for("office.places"))


@blueprint.get("/office/municipalities")
@acting(Permission.MANAGE_PLACES)
def municipalities() -> str:
    """Municipalities of the region."""
    return _municipalities_page(MunicipalityForm(formdata=None))


def _municipalities_page(form: MunicipalityForm) -> str:
    return render_template(
        "office/municipalities.html", form=form, rows=queries.list_municipalities()
    )


@blueprint.post("/office/municipalities")
@acting(Permission.MANAGE_PLACES)
@writes
def add_municipality() -> Any:
    """Add a municipality."""
    return _save_municipality(None, _municipalities_page)


@blueprint.get("/office/municipalities/<int:municipality_id>")
@acting(Permission.MANAGE_PLACES)
def municipality(municipality_id: int) -> str:
    """One municipality, to be renamed."""
    found = _get(Municipality, municipality_id)
    return _municipality_page(MunicipalityForm(formdata=None, obj=found), found)


def _municipality_page(form: MunicipalityForm, found: Municipality) -> str:
    return render_template("office/municipality.html", form=form, municipality=found)


@blueprint.post("/office/municipalities/<int:municipality_id>")
@acting(Permission.MANAGE_PLACES)
@writes
def change_municipality(municipality_id: int) -> Any:
    """Save a municipality's name."""
    found = _get(Municipality, municipality_id)
    return _save_municipality(found, lambda form: _municipality_page(form, found))


def _save_municipality(found: Municipality | None, page: Any) -> Any:
    form = MunicipalityForm()
    try:
        if not form.validate():
            raise Invalid("form")
        saved = service.save_municipality(found, form.name.data or "", form.expected_version)
    except Invalid as error:
        if error.field:
            form[error.field].errors = [fault(error)]
        return page(form), 422
    journal("municipality_saved", subject=saved.name, municipality=saved.id)
    flash(_("Saved: %(name)s.", name=saved.name), "success")
    return go(url_for("office.municipalities"))


def _get(kind: Any, place_id: int) -> Any:
    found = db.session.get(kind, place_id)
    if found is None:
        raise NotFound("place")
    return found
