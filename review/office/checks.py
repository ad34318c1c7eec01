"""The part of the profile's form that is about checks of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from review.documents.checks import registry
from review.documents.checks.finding import Severity
from review.documents.checks.settings import CheckSettings
from review.documents.sections import load_sections
from review.forms import BaseForm, WholeField
from review.passport import section_label

_FIGURE: Final = re.compile(r"%\(\w+\)s")
PREFIX: Final = "checks_"


def _several(label: Any, description: Any = "") -> SelectMultipleField:
    return SelectMultipleField(
        label,
        choices=[],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=description,
    )


class ChecksForm(BaseForm):
    """Which checks block or are off, and their few figures."""

    checks_blocking = _several(
        _l("Findings that hinder submitting"),
        _l("The author has to mend them, or to ask an examiner to let them pass."),
    )
    checks_off = _several(_l("Checks that are switched off"))
    checks_required = _several(_l("Sections this region asks for as well"))
    checks_literature_years = WholeField(
        _l("Literature is fresh for, years"),
        [InputRequired(_l("This is needed.")), NumberRange(1, 50, _l("From 1 to 50 years."))],
    )
    checks_relevance_chars = WholeField(
        _l("Relevance is argued in at least, characters"),
        [InputRequired(_l("This is needed.")), NumberRange(0, 5000, _l("From 0 to 5,000."))],
    )
    checks_hours_limit = WholeField(
        _l("Volume of a programme, at most, hours"),
        [Optional(), NumberRange(1, 5000, _l("From 1 to 5,000 hours."))],
        description=_l("Empty: no limit."),
    )

    def offer_checks(self) -> None:
        """Fill the lists of choices in the reader's language."""
        known = _known_checks()
        self.checks_off.choices = [(one, text) for one, text, _grave in known]
        self.checks_blocking.choices = [(one, text) for one, text, grave in known if grave]
        self.checks_required.choices = [
            (one.id, section_label(one.id))
            for one in load_sections().sections.values()
            if one.required != "always"
        ]

    def check_settings(self, before: CheckSettings) -> CheckSettings:
        """The settings as typed; an id this version of the product does not know is kept."""
        return CheckSettings(
            blocking=_chosen(self.checks_blocking, before.blocking),
            off=_chosen(self.checks_off, before.off),
            required=_chosen(self.checks_required, before.required),
            literature_years=self.checks_literature_years.data or 0,
            relevance_chars=self.checks_relevance_chars.data or 0,
            hours_limit=self.checks_hours_limit.data,
        )


def shown_settings(settings: CheckSettings) -> dict[str, Any]:
    """The settings by the names of the form's fields."""
    return {f"{PREFIX}{name}": value for name, value in settings.to_json().items()}


def _known_checks() -> list[tuple[str, str, bool]]:
    """Ids with what they say, figures left out, and whether they may block at all."""
    found: dict[str, tuple[str, str, bool]] = {}
    for one in sorted(registry.checks().values(), key=lambda one: (one.id, one.variant)):
        grave = one.severity is not Severity.NOTE
        _id, text, before = found.get(one.id, (one.id, _told(one.id, one.message), False))
        found[one.id] = (one.id, text, before or grave)
    return list(found.values())


def _told(check_id: str, message: str) -> str:
    return f"{check_id}. " + _FIGURE.sub("…", gettext(message)).replace("%%", "%")


def _chosen(field: SelectMultipleField, before: Sequence[str]) -> tuple[str, ...]:
    """What is chosen, in the order it had before."""
    offered, chosen = {value for value, _label in field.choices}, list(field.data or ())
    kept: Iterable[str] = [one for one in before if one in chosen or one not in offered]
    return (*kept, *(one for one in chosen if one not in before))
