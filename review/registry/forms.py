"""Forms of the registry."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from review.forms import BaseForm, tidy, trimmed


class SearchForm(BaseForm):
    """What to look for in the registry."""

    q = StringField(_l("Programme, organisation or badge number"), filters=[tidy])
    direction = SelectField(_l("Direction"), choices=[], validators=[Optional()])
    municipality = SelectField(_l("Municipality"), choices=[], validators=[Optional()])


class RevokeForm(BaseForm):
    """Why a badge is revoked; the reason is public."""

    reason = TextAreaField(
        _l("Reason, as the public will read it"),
        [DataRequired(_l("Write the reason in a few words.")), Length(max=2000)],
        filters=[trimmed],
    )
