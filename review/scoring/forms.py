"""Forms of the bench and of the panel."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from review.faults import Invalid
from review.forms import BaseForm, trimmed
from review.selecting import SelectorFields
from rubric.faults import RubricFaults
from rubric.questions import SKIPS
from rubric.sheet import parse_points


class MarkForm(SelectorFields, BaseForm):
    """Points (or a word of `SKIPS` instead) and remark of one criterion; both may be empty."""

    points = StringField(validators=[Optional(), Length(max=20)])
    skipped = StringField(name="skip", validators=[Optional(), Length(max=20)])
    remark = TextAreaField(_l("Remark"), [Optional(), Length(max=5000)], filters=[trimmed])

    def value(self) -> Decimal | None:
        """The points as a number, a decimal comma understood; Invalid for anything else."""
        text = (self.points.data or "").strip()
        if not text or self.skip():
            return None
        try:
            return parse_points(text)
        except RubricFaults as error:
            raise Invalid("points_not_a_number", "points") from error

    def skip(self) -> str:
        """What is said instead of points; empty for nothing."""
        said = ((self.skipped.data or "").strip(), (self.points.data or "").strip())
        return next((one for one in said if one in SKIPS), "")


class SummaryForm(BaseForm):
    """The general conclusion in words."""

    summary = TextAreaField(
        _l("General conclusion"), [Optional(), Length(max=5000)], filters=[trimmed]
    )


class DeclineForm(BaseForm):
    """Why an expert gives the review back."""

    reason = TextAreaField(
        _l("Reason"),
        [DataRequired(_l("Write the reason in a few words.")), Length(max=2000)],
        filters=[trimmed],
    )


class PanelForm(BaseForm):
    """Whom to seat."""

    experts = SelectMultipleField(_l("Experts"), coerce=int, choices=[], validate_choice=False)


class ReplaceForm(BaseForm):
    """Whose chair goes to whom, and why."""

    leaving = HiddenField(validators=[DataRequired()])
    expert = HiddenField(validators=[DataRequired()])
    reason = TextAreaField(
        _l("Reason"),
        [DataRequired(_l("Write the reason in a few words.")), Length(max=2000)],
        filters=[trimmed],
    )
