"""Forms of signing in and of one's own account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from review.accounts.passwords import SHORTEST
from review.forms import BaseForm, tidy
from review.languages import LANGUAGES

_NEEDED = DataRequired(_l("This is needed."))
_ADVICE = _l("At least %(n)s signs. A long phrase is better than a short riddle.", n=SHORTEST)
LANGUAGE_NAMES = {"ru": "Русский", "en": "English"}


class SignInForm(BaseForm):
    """E-mail and password; `next` is where to go on."""

    email = EmailField(_l("E-mail"), [_NEEDED, Length(max=254)], filters=[tidy])
    password = PasswordField(_l("Password"), [_NEEDED, Length(max=256)])
    next = HiddenField()


class ResetForm(BaseForm):
    """Where to send a link for a new password."""

    email = EmailField(_l("E-mail"), [_NEEDED, Length(max=254)], filters=[tidy])


class NewPasswordForm(BaseForm):
    """A password chosen through a single-use link."""

    password = PasswordField(_l("New password"), [_NEEDED, Length(max=256)], description=_ADVICE)


class PasswordForm(BaseForm):
    """One's own password changed, knowing the old one."""

    old_password = PasswordField(_l("Present password"), [_NEEDED, Length(max=256)])
    password = PasswordField(_l("New password"), [_NEEDED, Length(max=256)], description=_ADVICE)


class AccountForm(BaseForm):
    """What a person says of themselves."""

    name = StringField(_l("Full name"), [_NEEDED, Length(max=200)], filters=[tidy])
    position = StringField(_l("Position"), [Length(max=200)], filters=[tidy])
    language = SelectField(
        _l("Language of letters"), choices=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES]
    )
