"""Forms of the desks: a decision, an answer settled, what a list is asked for."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length, Optional

from review.forms import BaseForm, tidy, trimmed
from review.queues import Filter


class DecisionForm(BaseForm):
    """A step of the desk with its reason in words."""

    action = HiddenField(validators=[DataRequired(), Length(max=40)])
    reason = TextAreaField(_l("Reason"), [Optional(), Length(max=4000)], filters=[trimmed])


class SettleForm(BaseForm):
    """Whether a remark is mended; opened again it needs words for the author."""

    verified = HiddenField(validators=[AnyOf(("0", "1"))])
    text = TextAreaField(
        _l("What is still to be mended"), [Optional(), Length(max=3000)], filters=[trimmed]
    )


class FindingForm(BaseForm):
    """What a desk decides about a finding, and why."""

    action = HiddenField(validators=[AnyOf(("waive", "uphold"))])
    reason = TextAreaField(
        _l("Reason"),
        [DataRequired(_l("Write the reason in a few words.")), Length(max=2000)],
        filters=[trimmed],
    )


class ListForm(BaseForm):
    """What a list is narrowed to; read from the address, so that it can be kept and shared."""

    q = StringField(_l("Title, organisation or number"), filters=[tidy])
    municipality = SelectField(_l("Municipality"), choices=[], validators=[Optional()])
    direction = SelectField(_l("Direction"), choices=[], validators=[Optional()])

    def filter(self) -> Filter:
        """The same, as the lists understand it."""
        place: Any = self.municipality.data or ""
        return Filter(
            text=(self.q.data or "")[:200],
            municipality_id=int(place) if place.isdecimal() and len(place) < 10 else None,
            direction=self.direction.data or "",
        )
