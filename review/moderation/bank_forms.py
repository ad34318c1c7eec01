"""The form of a wording: what it says, how binding it is, where it is offered."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length, Optional

from review.forms import BaseForm, trimmed
from review.models.moderation import BankEntry, RemarkLevel
from review.moderation.bank import MOST_SIGNS, Wording
from review.profiles import find_current, get_rubric
from review.wording import REMARK_LEVELS
from rubric.mistakes import catalogue


class WordingForm(BaseForm):
    """A ready wording of a remark."""

    text = TextAreaField(
        _l("The wording"),
        [DataRequired(_l("Write the wording first.")), Length(max=MOST_SIGNS)],
        filters=[trimmed],
    )
    level = SelectField(_l("How binding"), choices=REMARK_LEVELS, default=RemarkLevel.MUST.value)
    criterion_id = SelectField(_l("Criterion"), choices=[], validators=[Optional()])
    mistake = SelectField(_l("Typical mistake"), choices=[], validators=[Optional()])
    shared = BooleanField(_l("Shared: offered to every examiner and expert"))

    def wording(self) -> Wording:
        """The same, as the bank keeps it."""
        return Wording(
            self.text.data or "",
            RemarkLevel(self.level.data),
            self.criterion_id.data or None,
            self.mistake.data or None,
        )


class RetireForm(BaseForm):
    """Whether a wording is taken out of use or brought back."""

    back = HiddenField(validators=[AnyOf(("0", "1"))])


def fill(form: WordingForm, language: str, entry: BankEntry | None = None) -> WordingForm:
    """Give the lists their choices in the reader's language.

    What the entry has of a former rubric stays choosable.
    """
    titles = criteria_titles(language)
    kept = entry.criterion_id if entry else None
    form.criterion_id.choices = _with_kept(titles, kept, _("Any criterion"))
    named = {one.id: f"{one.id} {_said(one.title, language)}" for one in catalogue().values()}
    kept = entry.mistake if entry else None
    form.mistake.choices = _with_kept(named, kept, _("No typical mistake"))
    return form


def criteria_titles(language: str) -> dict[str, str]:
    """The criteria of the rubric in force by id; nothing before the region was set up."""
    version = find_current()
    if version is None:
        return {}
    rubric = get_rubric(version.rubric_version_id)
    return {one.id: f"{one.id} {_said(one.title, language)}" for one in rubric.criteria}


def _said(words: Any, language: str) -> str:
    return str(words.ru if language == "ru" else words.en)


def _with_kept(titles: dict[str, str], kept: str | None, none: str) -> list[tuple[str, str]]:
    more = {kept: kept} if kept and kept not in titles else {}
    return [("", none), *titles.items(), *more.items()]
