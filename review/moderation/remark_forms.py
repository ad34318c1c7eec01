"""The form of a remark: its words, what it is about, and the place it stands at."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from review.documents.selections import Selected
from review.forms import BaseForm, trimmed
from review.models.moderation import Audience, RemarkLevel
from review.moderation.writing import Wording
from review.selecting import SelectorFields
from review.wording import REMARK_LEVELS
from rubric.criteria import Rubric
from rubric.mistakes import PROCESS, catalogue


class RemarkForm(SelectorFields, BaseForm):
    """A remark and its place: the selected words with what stands around them."""

    text = TextAreaField(
        _l("What to mend and how"),
        [DataRequired(_l("Write the remark first.")), Length(max=5000)],
        filters=[trimmed],
    )
    level = SelectField(_l("How binding"), choices=REMARK_LEVELS, default=RemarkLevel.MUST.value)
    criterion_id = SelectField(_l("Criterion"), choices=[], validate_choice=False)
    mistake = SelectField(_l("Typical mistake"), choices=[], validate_choice=False)
    staff = BooleanField(_l("For examiners only, not for the author"))
    anywhere = HiddenField()

    def offer(self, rubric: Rubric, language: str) -> RemarkForm:
        """The form with the criteria of this rubric and the mistakes made in texts to choose."""
        none = ("", _l("— none —"))
        criteria = ((one.id, f"{one.id} {getattr(one.title, language)}") for one in rubric.criteria)
        mistakes = (
            (one.id, f"{one.id} {getattr(one.title, language)}")
            for one in catalogue().values()
            if one.section != PROCESS
        )
        self.criterion_id.choices = [none, *criteria]
        self.mistake.choices = [none, *mistakes]
        return self

    def place(self) -> tuple[Selected, int | None]:
        """Where it stands and on which version; the whole document of any, where asked so."""
        return (Selected(), None) if self.anywhere.data else (self.selected(), self.seen_version)

    def wording(self) -> Wording:
        """What the remark says."""
        return Wording(
            self.text.data or "",
            RemarkLevel(self.level.data),
            Audience.STAFF if self.staff.data else Audience.AUTHOR,
            self.criterion_id.data or None,
            self.mistake.data or None,
        )
