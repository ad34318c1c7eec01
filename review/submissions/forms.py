"""Forms of the submission page: where a carried remark is to stand."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import AnyOf, Length, Optional

from review.forms import BaseForm, trimmed
from review.selecting import SelectorFields


class PlaceForm(SelectorFields, BaseForm):
    """A decision about a carried place; to move it, the words of the new version."""

    decision = HiddenField(validators=[AnyOf(("keep", "move", "drop"))])
    quote = TextAreaField(
        _l("Words of the new version"), [Optional(), Length(max=2000)], filters=[trimmed]
    )
