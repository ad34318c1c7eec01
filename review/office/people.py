"""Pages about people: the list, a person, roles, invitation, blocking."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, flash, render_template, request, session, url_for
from flask_babel import gettext as _

from review.accounts import service as accounts
from review.faults import Invalid
from review.models.people import Person
from review.office import finding, queries, service
from review.office.forms import ROLES, BlockForm, NewPersonForm, PersonForm, RoleForm
from review.office.room import blueprint
from review.web import acting, actor, config, go, journal, writes
from review.wording import fault, hat_label
from workflows.access import Permission
from workflows.roles import PLACE_OF, Place, Role

#: Where the invitation to be handed over waits in the cookie until it is shown, once.
HANDED = "handed_link"


@blueprint.get("/office/people")
@acting(Permission.MANAGE_PEOPLE)
def people() -> str:
    """Everybody with an account, searched by name or e-mail."""
    text, role = request.args.get("q", "")[:200].strip(), request.args.get("role", "")
    chosen = Role(role) if role in dict(ROLES) else None
    listing = queries.list_people(text, chosen, request.args.get("after", ""))
    return render_template(
        "office/people.html", listing=listing, text=text, chosen=role, roles=ROLES
    )


@blueprint.get("/office/people/new")
@acting(Permission.MANAGE_PEOPLE)
def new_person() -> str:
    """The form of a new person."""
    return _new_page(NewPersonForm(formdata=None))


def _new_page(form: NewPersonForm) -> str:
    return render_template(
        "office/new_person.html",
        form=form,
        organisations=finding.suggest_organisations(),
        municipalities=finding.suggest_municipalities(),
    )


@blueprint.post("/office/people")
@acting(Permission.MANAGE_PEOPLE)
@writes
def add_person() -> Any:
    """Add a person, give the first role and send an invitation."""
    form = NewPersonForm()
    try:
        person = _added(form)
    except Invalid as error:
        return _blamed(form, error, _new_page)
    journal("person_added", subject=person.name, person=person.id)
    role = Role(form.role.data) if form.role.data else None
    _invite(person, role, form.place.data or "")
    flash(_("%(name)s is added; the invitation is on its way.", name=person.name), "success")
    return go(url_for("office.person", person_id=person.id))


def _added(form: NewPersonForm) -> Person:
    if not form.validate():
        raise Invalid("form")
    role = Role(form.role.data) if form.role.data else None
    place_id = _place(role, form.place.data or "")
    person = accounts.create_person(
        form.email.data or "",
        form.name.data or "",
        position=form.position.data or "",
        home_organisation_id=_home(form.home.data or ""),
    )
    if role is not None:
        accounts.grant(person, role, place_id, by=actor().person_id)
    return person


def _home(text: str) -> int | None:
    """The organisation somebody works in. Raises Invalid where none or several fit."""
    found = finding.find_organisation(text) if text else None
    if text and found is None:
        raise Invalid("organisation_unclear", "home")
    return found


def _place(role: Role | None, text: str) -> int | None:
    """The place of a role. Raises Invalid where none or several fit."""
    kind = PLACE_OF[role] if role else Place.REGION
    if kind is Place.REGION:
        return None
    municipal = kind is Place.MUNICIPALITY
    if not text:
        raise Invalid("place_missing", "place")
    found = finding.find_municipality(text) if municipal else finding.find_organisation(text)
    if found is None:
        raise Invalid("municipality_unclear" if municipal else "organisation_unclear", "place")
    return found


def _blamed(form: Any, error: Invalid, page: Any) -> Any:
    """The form once more with the fault at its field, and everything typed."""
    if error.field and error.field in form:
        form[error.field].errors = [fault(error)]
    return page(form), 422


@blueprint.get("/office/people/<int:person_id>")
@acting(Permission.MANAGE_PEOPLE)
def person(person_id: int) -> str:
    """One person: what is known, roles, invitation, blocking."""
    return _person_page(service.get_person(person_id))


def _person_page(
    found: Person,
    form: PersonForm | None = None,
    role: RoleForm | None = None,
    block: BlockForm | None = None,
) -> str:
    if form is None:
        form = PersonForm(formdata=None, obj=found)
        form.home.data = finding.name_organisation(found.home_organisation_id)
    handed = session.pop(HANDED, None)
    link = handed["path"] if handed and handed.get("person") == found.id else None
    return render_template(
        "office/person.html",
        person=found,
        form=form,
        role=role or RoleForm(formdata=None),
        block=block or BlockForm(formdata=None),
        grants=queries.list_grants(found.id),
        organisations=finding.suggest_organisations(),
        municipalities=finding.suggest_municipalities(),
        link=config().base_url.rstrip("/") + link if link else None,
        oneself=found.id == actor().person_id,
    )


@blueprint.post("/office/people/<int:person_id>")
@acting(Permission.MANAGE_PEOPLE)
@writes
def change_person(person_id: int) -> Any:
    """Save name, position, home organisation."""
    found, form = service.get_person(person_id), PersonForm()
    try:
        if not form.validate():
            raise Invalid("form")
        service.change_person(
            found,
            name=form.name.data or "",
            position=form.position.data or "",
            home_organisation_id=_home(form.home.data or ""),
            expected_version=form.expected_version,
        )
    except Invalid as error:
        return _blamed(form, error, lambda typed: _person_page(found, form=typed))
    journal("person_changed", subject=found.name, person=found.id)
    flash(_("Saved."), "success")
    return go(url_for("office.person", person_id=found.id))


@blueprint.post("/office/people/<int:person_id>/roles")
@acting(Permission.MANAGE_PEOPLE)
@writes
def give_role(person_id: int) -> Any:
    """Give a role in a place."""
    found, form = service.get_person(person_id), RoleForm()
    try:
        if not form.validate() or form.chosen is None:
            raise Invalid("form")
        place = _place(form.chosen, form.place.data or "")
        given = accounts.grant(found, form.chosen, place, by=actor().person_id)
    except Invalid as error:
        return _blamed(form, error, lambda typed: _person_page(found, role=typed))
    journal("role_given", subject=found.name, role=given.role, place=given.place)
    flash(_("The role is given: %(role)s.", role=hat_label(given.role)), "success")
    return go(url_for("office.person", person_id=found.id))


@blueprint.post("/office/people/<int:person_id>/roles/<int:grant_id>/take")
@acting(Permission.MANAGE_PEOPLE)
@writes
def take_role(person_id: int, grant_id: int) -> Response:
    """Take a role away."""
    found = service.get_person(person_id)
    taken = service.take_role(found, grant_id, actor())
    journal("role_taken", subject=found.name, role=taken.role, place=taken.place)
    flash(_("The role is taken away: %(role)s.", role=hat_label(taken.role)), "success")
    return go(url_for("office.person", person_id=found.id))


@blueprint.post("/office/people/<int:person_id>/invite")
@acting(Permission.MANAGE_PEOPLE)
@writes
def invite(person_id: int) -> Response:
    """Send a link for setting a password; it is shown once for handing over, too."""
    found = service.get_person(person_id)
    hat = next((grant for grant in found.grants if grant.revoked_at is None), None)
    place = ""
    if hat is not None and hat.organisation is not None:
        place = hat.organisation.short_name
    elif hat is not None and hat.municipality is not None:
        place = hat.municipality.name
    _invite(found, hat.role if hat else None, place)
    flash(_("The invitation is on its way to %(email)s.", email=found.email), "success")
    return go(url_for("office.person", person_id=found.id))


def _invite(found: Person, role: Role | None, place: str) -> None:
    path = accounts.invite(found, timedelta(days=config().invitation_days), role, place)
    journal("person_invited", subject=found.name, person=found.id)
    session[HANDED] = {"person": found.id, "path": path}


@blueprint.post("/office/people/<int:person_id>/block")
@acting(Permission.MANAGE_PEOPLE)
@writes
def block_person(person_id: int) -> Any:
    """Block an account with a reason."""
    found, form = service.get_person(person_id), BlockForm()
    try:
        if not form.validate():
            raise Invalid("form")
        service.block(found, form.reason.data or "", actor())
    except Invalid as error:
        return _blamed(form, error, lambda typed: _person_page(found, block=typed))
    journal("person_blocked", subject=found.name, reason=found.blocked_reason)
    flash(_("The account is blocked; its sessions have ended."), "success")
    return go(url_for("office.person", person_id=found.id))


@blueprint.post("/office/people/<int:person_id>/unblock")
@acting(Permission.MANAGE_PEOPLE)
@writes
def unblock_person(person_id: int) -> Response:
    """Let a blocked account in again."""
    found = service.get_person(person_id)
    accounts.unblock(found)
    journal("person_unblocked", subject=found.name, person=found.id)
    flash(_("The account works again."), "success")
    return go(url_for("office.person", person_id=found.id))
