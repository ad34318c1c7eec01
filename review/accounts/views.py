"""Pages of signing in and of one's own account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from review import identity, resume
from review.accounts import service
from review.accounts.demo import demo_accounts
from review.accounts.forms import AccountForm, NewPasswordForm, PasswordForm, ResetForm, SignInForm
from review.database import db
from review.faults import Conflict, Invalid, NotFound, TooMany
from review.languages import LANGUAGES
from review.models.people import LinkPurpose, Person
from review.templating import THEMES
from review.web import (
    config,
    go,
    journal,
    public,
    safe_next,
    signed_in,
    visitor,
    writes,
)
from review.wording import fault
from workflows.roles import Role

blueprint = Blueprint("accounts", __name__)
LOOK_YEARS = timedelta(days=365)
HOMES = {
    Role.TEACHER: "programmes.desk",
    Role.INTERNAL_EXPERT: "moderation.desk",
    Role.MOC: "moderation.desk",
    Role.RMC: "moderation.desk",
    Role.EXPERT: "scoring.desk",
    Role.ADMINISTRATOR: "office.people",
}


@blueprint.get("/")
@public
def home() -> Any:
    """The front page for strangers; the desk of the hat for those signed in."""
    if not current_user.is_authenticated:
        return render_template("accounts/front.html", accounts=demo_accounts(config()))
    hat = current_user.hat
    if hat is None:
        return render_template("accounts/no_hat.html")
    return redirect(url_for(HOMES[hat.role]))


@blueprint.get("/accounts/sign-in")
@public
def sign_in() -> Any:
    """The sign-in page."""
    if current_user.is_authenticated:
        return redirect(url_for("accounts.home"))
    form = SignInForm(next=safe_next(request.args.get("next"), ""))
    return render_template("accounts/sign_in.html", form=form, accounts=demo_accounts(config()))


@blueprint.post("/accounts/sign-in")
@public
def enter() -> Any:
    """Check e-mail and password; failed tries are counted, so they are committed too."""
    form = SignInForm()
    held = resume.from_sign_in(request.form)
    if not form.validate():
        return _ask_again(form, held), 422
    try:
        token = service.sign_in(
            form.email.data or "",
            form.password.data or "",
            request.remote_addr or "",
            request.user_agent.string,
        )
    except TooMany as error:
        form.email.errors = [fault(error)]
        return _ask_again(form, held), error.status, {"Retry-After": str(error.retry_after)}
    if token is None:
        journal("sign_in_failed")
        db.session.commit()
        form.email.errors = [_("E-mail and password do not match. Check both and try again.")]
        return _ask_again(form, held), 422
    _begin_session(token)
    if held:
        return render_template("accounts/resumed.html", held=held)
    return go(safe_next(form.next.data, url_for("accounts.home")))


def _ask_again(form: SignInForm, held: resume.Held | None) -> str:
    """The form once more; what waits to be sent after the sign-in is never dropped."""
    page = "accounts/resume.html" if held else "accounts/sign_in.html"
    return render_template(page, form=form, accounts=demo_accounts(config()), held=held)


def _begin_session(token: str) -> None:
    """A fresh cookie for the browser; the session it had before ends on the server too."""
    if current_user.is_authenticated:
        identity.end(current_user.sign_in_id)
    db.session.flush()
    known = identity.load(token, timedelta(days=1), timedelta(days=1))
    session.clear()
    login_user(known)
    session.permanent = True
    journal("signed_in")
    db.session.commit()


@blueprint.post("/accounts/sign-out")
@signed_in
@writes
def sign_out() -> Response:
    """End the session on the server, not only in the browser."""
    journal("signed_out")
    identity.end(visitor().sign_in_id)
    logout_user()
    session.clear()
    return go(url_for("accounts.home"))


@blueprint.post("/accounts/hat")
@signed_in
@writes
def change_hat() -> Response:
    """Put on another hat without signing out."""
    text = request.form.get("grant_id", "")
    if not text.isdecimal() or len(text) > 9:
        raise NotFound
    person = visitor()
    service.wear(person.sign_in_id, person.person_id, int(text))
    return go(url_for("accounts.home"))


@blueprint.post("/accounts/look")
@public
def look() -> Response:
    """Language, colours and type size, kept in cookies of this browser."""
    answer = go(safe_next(request.form.get("next"), url_for("accounts.home")))
    wanted = {
        "language": request.form.get("language") in LANGUAGES,
        "theme": request.form.get("theme") in THEMES,
        "large": request.form.get("large") in ("0", "1"),
    }
    for name, fits in wanted.items():
        if fits:
            answer.set_cookie(
                name,
                request.form[name],
                max_age=LOOK_YEARS,
                samesite="Lax",
                secure=config().secure_cookies,
                httponly=True,
            )
    return answer


@blueprint.get("/accounts/me")
@signed_in
def account() -> str:
    """One's own account: name, password, open sessions."""
    person = db.session.get_one(Person, visitor().person_id)
    return _account_page(AccountForm(obj=person), PasswordForm(formdata=None), person)


def _account_page(form: AccountForm, password: PasswordForm, person: Person) -> str:
    return render_template(
        "accounts/account.html",
        form=form,
        password=password,
        person=person,
        sign_ins=service.list_sign_ins(person.id),
        here=visitor().sign_in_id,
    )


@blueprint.post("/accounts/me")
@signed_in
@writes
def change_account() -> Any:
    """Save name, position, language."""
    person = db.session.get_one(Person, visitor().person_id)
    form = AccountForm()
    if not form.validate():
        return _account_page(form, PasswordForm(formdata=None), person), 422
    if form.expected_version not in (None, person.version):
        raise Conflict("changed_meanwhile")
    person.name, person.position = cast(str, form.name.data), form.position.data or ""
    person.language = form.language.data
    flash(_("Saved."), "success")
    return go(url_for("accounts.account"))


@blueprint.post("/accounts/me/password")
@signed_in
@writes
def change_password() -> Any:
    """Change the password; other sessions end."""
    person = db.session.get_one(Person, visitor().person_id)
    form = PasswordForm()
    try:
        if not form.validate():
            raise Invalid("form")
        service.change_password(
            person, form.old_password.data or "", form.password.data or "", visitor().sign_in_id
        )
    except Invalid as error:
        if error.field:
            form[error.field].errors = [fault(error)]
        return _account_page(AccountForm(formdata=None, obj=person), form, person), 422
    journal("password_changed")
    flash(_("The password is changed. Other sessions were ended."), "success")
    return go(url_for("accounts.account"))


@blueprint.post("/accounts/me/sessions")
@signed_in
@writes
def end_sessions() -> Response:
    """End all other sessions."""
    identity.end_all(visitor().person_id, visitor().sign_in_id)
    journal("sessions_ended")
    flash(_("Other sessions were ended."), "success")
    return go(url_for("accounts.account"))


@blueprint.get("/accounts/reset")
@public
def reset() -> str:
    """Where to send a link for a new password."""
    return render_template("accounts/reset.html", form=ResetForm())


@blueprint.post("/accounts/reset")
@public
@writes
def ask_reset() -> Any:
    """Queue the letter; the answer is the same whether the account exists or not."""
    form = ResetForm()
    if not form.validate():
        return render_template("accounts/reset.html", form=form), 422
    service.ask_reset(form.email.data or "", timedelta(minutes=config().reset_minutes))
    return render_template("accounts/reset_sent.html", email=form.email.data)


@blueprint.get("/accounts/reset/<token>")
@public
def new_password(token: str) -> Any:
    """Choose a new password by a single-use link."""
    return _link_page(token, LinkPurpose.PASSWORD_RESET)


@blueprint.post("/accounts/reset/<token>")
@public
@writes
def set_new_password(token: str) -> Any:
    """Spend the link."""
    return _spend_link(token, LinkPurpose.PASSWORD_RESET)


@blueprint.get("/accounts/invitation/<token>")
@public
def invitation(token: str) -> Any:
    """Accept an invitation by choosing a password."""
    return _link_page(token, LinkPurpose.INVITATION)


@blueprint.post("/accounts/invitation/<token>")
@public
@writes
def accept_invitation(token: str) -> Any:
    """Spend the invitation."""
    return _spend_link(token, LinkPurpose.INVITATION)


def _link_page(
    token: str, purpose: LinkPurpose, form: NewPasswordForm | None = None, status: int = 200
) -> Any:
    link = service.find_link(token, purpose)
    if link is None:
        return render_template("accounts/link_spent.html", purpose=purpose), 410
    page = render_template(
        "accounts/new_password.html",
        form=form or NewPasswordForm(),
        person=link.person,
        purpose=purpose,
    )
    return page, status


def _spend_link(token: str, purpose: LinkPurpose) -> Any:
    form = NewPasswordForm()
    try:
        if not form.validate():
            return _link_page(token, purpose, form, 422)
        person = service.use_link(token, purpose, form.password.data or "")
    except Invalid as error:
        form.password.errors = [fault(error)]
        return _link_page(token, purpose, form, 422)
    except NotFound:
        return _link_page(token, purpose)
    journal("link_used", subject=purpose, person_id=person.id)
    flash(_("The password is set. Now sign in with it."), "success")
    return go(url_for("accounts.sign_in"))
