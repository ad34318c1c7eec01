"""Forms of the programme card, of a new version of the text, of an answer to a remark."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from review.forms import BaseForm, ChoiceField, WholeField, tidy, trimmed
from review.models.moderation import RemarkStatus
from review.models.programmes import Direction, Financing, Form, Health, Level, ProgrammeType
from review.programmes.service import CO_AUTHORS_MAX, AuthorName
from review.wording import (
    DIRECTIONS,
    FINANCING,
    FORMS,
    HEALTH,
    LEVELS,
    TYPES,
)

AGES = NumberRange(3, 18, _l("From 3 to 18 years."))


class CheckboxesField(SelectMultipleField):
    """Several of a list, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class CardForm(BaseForm):
    """The programme card. A draft may have gaps; only the title is needed to save it."""

    title = StringField(
        _l("Title of the programme"),
        [DataRequired(_l("A programme needs a title.")), Length(max=300)],
        filters=[tidy],
        description=_l("As on the title page, without the words «programme» and the quotes."),
    )
    direction = ChoiceField(_l("Direction"), Direction, DIRECTIONS, validators=[Optional()])
    level = ChoiceField(_l("Level"), Level, LEVELS, validators=[Optional()])
    form = ChoiceField(_l("Form of study"), Form, FORMS, validators=[Optional()])
    distance_learning = BooleanField(_l("With distance learning technologies"))
    types = CheckboxesField(_l("Types of the programme"), choices=TYPES, validators=[Optional()])
    age_from = WholeField(_l("Age from, years"), [Optional(), AGES])
    age_to = WholeField(_l("Age to, years"), [Optional(), AGES])
    duration_months = WholeField(
        _l("Duration, months"),
        [Optional(), NumberRange(1, 144, _l("From 1 to 144 months."))],
        description=_l("A school year is usually 9 months."),
    )
    hours = WholeField(
        _l("Volume, academic hours"),
        [Optional(), NumberRange(1, 5000, _l("From 1 to 5,000 hours."))],
        description=_l("For the whole programme, all years together."),
    )
    health = ChoiceField(_l("Health category"), Health, HEALTH, validators=[Optional()])
    financing = ChoiceField(_l("Financing"), Financing, FINANCING, validators=[Optional()])
    annotation = TextAreaField(_l("Annotation"), [Optional(), Length(max=3000)], filters=[trimmed])
    co_authors = TextAreaField(
        _l("Other authors"),
        [Optional(), Length(max=2000)],
        filters=[trimmed],
        description=_l("One a line: full name, position. You are already an author."),
    )

    def values(self) -> dict[str, Any]:
        """The card's plain fields as the service takes them."""
        names = [name for name in self._fields if name not in {"version", "co_authors"}]
        given = {name: self._fields[name].data for name in names}
        given["health"] = given["health"] or Health.NONE
        given["types"] = [str(ProgrammeType(word)) for word in given["types"] or []]
        given["annotation"] = given["annotation"] or ""
        return given

    def names(self) -> list[AuthorName]:
        """The other authors, one a line."""
        return [_author(line) for line in _lines(self.co_authors.data)]

    def validate_co_authors(self, field: TextAreaField) -> None:
        """Say what does not fit instead of cutting it off in silence."""
        lines = _lines(field.data)
        if len(lines) > CO_AUTHORS_MAX:
            raise ValidationError(_("At most %(n)s other authors.", n=CO_AUTHORS_MAX))
        people = [_author(line) for line in lines]
        if any(not one.name or max(len(one.name), len(one.position)) > 200 for one in people):
            raise ValidationError(_("Each line is a name, a comma and a position."))


def _lines(text: str | None) -> list[str]:
    return [line for line in (text or "").splitlines() if line.strip()]


def _author(line: str) -> AuthorName:
    name, _comma, position = line.partition(",")
    return AuthorName(tidy(name), tidy(position))


class UploadForm(BaseForm):
    """A new version of the programme's text."""

    document = FileField(
        _l("Programme text"),
        [DataRequired(_l("Choose a file first."))],
        description=_l("DOCX or PDF, up to 20 MB."),
    )
    note = TextAreaField(_l("What has changed"), [Optional(), Length(max=2000)], filters=[trimmed])


class DisputeForm(BaseForm):
    """The author does not agree with a finding; `back` takes the dispute back."""

    text = TextAreaField(
        _l("Why, in a few words"), [Optional(), Length(max=2000)], filters=[trimmed]
    )
    back = BooleanField(_l("I agree after all"))


class WithdrawForm(BaseForm):
    """Why the submission is taken back."""

    reason = TextAreaField(
        _l("Reason"),
        [DataRequired(_l("Write the reason in a few words.")), Length(max=2000)],
        filters=[trimmed],
    )


class AnswerForm(BaseForm):
    """The author's answer to one remark."""

    status = RadioField(
        _l("Your answer"),
        [DataRequired(_l("Choose an answer."))],
        choices=[
            (RemarkStatus.MENDED.value, _l("Mended")),
            (RemarkStatus.OBJECTED.value, _l("I do not agree")),
        ],
    )
    reply = TextAreaField(_l("In words"), [Optional(), Length(max=3000)], filters=[trimmed])
