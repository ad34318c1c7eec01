"""Forms of talks: a message with its files and the people called, and a new talk around one."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import (
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from review.forms import BaseForm, tidy, trimmed
from review.models.moderation import Audience
from review.talks.calling import Participant
from review.talks.service import MOST_SIGNS, MOST_SUBJECT_SIGNS
from review.wording import hat_label


class MessageForm(BaseForm):
    """A message: plain text, files, whom to call by a letter."""

    text = TextAreaField(_l("Message"), [Optional(), Length(max=MOST_SIGNS)], filters=[trimmed])
    files = MultipleFileField(_l("Files"), [Optional()])
    calls = SelectMultipleField(
        _l("Call by a letter"),
        [Optional()],
        coerce=int,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offer(self, people: Iterable[Participant]) -> None:
        """Whom one may call."""
        self.calls.choices = [
            (one.person.id, f"{one.person.name}, {hat_label(one.role)}") for one in people
        ]


class TalkForm(MessageForm):
    """A new talk with its first message."""

    subject = StringField(
        _l("What it is about"),
        [
            DataRequired(_l("Write in a few words what it is about.")),
            Length(max=MOST_SUBJECT_SIGNS),
        ],
        filters=[tidy],
    )
    audience = RadioField(
        _l("With whom"),
        choices=[
            (Audience.AUTHOR.value, _l("With the author")),
            (Audience.STAFF.value, _l("Among the desks only")),
        ],
        default=Audience.AUTHOR.value,
    )


class ReadForm(BaseForm):
    """Up to which message the talk has been read."""

    message_id = HiddenField(validators=[DataRequired(), Length(max=9)])
