"""Forms of the office."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from review.forms import BaseForm, WholeField, tidy, trimmed
from review.office.checks import ChecksForm, shown_settings
from review.office.words import CONFLICTS
from review.profiles import SAMPLE_DAYS, Figures
from review.wording import HATS
from workflows.panel import HARD
from workflows.roles import Role

_NEEDED = DataRequired(_l("This is needed."))
#: Roles that people wear; the system is no person.
ROLES = tuple(pair for pair in HATS if pair[0] != Role.SYSTEM)


class SearchForm(BaseForm):
    """Words to look for, and a filter."""

    q = StringField(_l("Search"), filters=[tidy])


class PersonForm(BaseForm):
    """What the office knows of a person."""

    name = StringField(_l("Full name"), [_NEEDED, Length(max=200)], filters=[tidy])
    position = StringField(_l("Position"), [Length(max=200)], filters=[tidy])
    home = StringField(
        _l("Where they work"),
        [Length(max=400)],
        filters=[tidy],
        description=_l(
            "Organisation: a part of its name or its tax number. An expert never judges "
            "programmes of the organisation they work in."
        ),
    )


class RoleForm(BaseForm):
    """A role in a place."""

    role = SelectField(
        _l("Role"),
        [_NEEDED],
        choices=[("", _l("— choose —")), *ROLES],
    )
    place = StringField(
        _l("Where"),
        [Length(max=400)],
        filters=[tidy],
        description=_l(
            "Organisation for teachers and internal experts, municipality for a municipal "
            "centre; for the other roles leave it empty."
        ),
    )

    @property
    def chosen(self) -> Role | None:
        """The role, once the form is valid."""
        return Role(self.role.data) if self.role.data else None


class NewPersonForm(PersonForm):
    """A new person; the first role may be given at once."""

    email = EmailField(_l("E-mail"), [_NEEDED, Length(max=254)], filters=[tidy])
    role = SelectField(
        _l("First role"),
        choices=[("", _l("none yet")), *ROLES],
    )
    place = StringField(
        _l("Where"),
        [Length(max=400)],
        filters=[tidy],
        description=_l(
            "Organisation for teachers and internal experts, municipality for a municipal "
            "centre; for the other roles leave it empty."
        ),
    )


class BlockForm(BaseForm):
    """Why an account is blocked."""

    reason = TextAreaField(_l("Reason"), [_NEEDED, Length(max=1000)], filters=[trimmed])


class MunicipalityForm(BaseForm):
    """A municipality."""

    name = StringField(_l("Name"), [_NEEDED, Length(max=200)], filters=[tidy])


class OrganisationForm(BaseForm):
    """An organisation."""

    short_name = StringField(_l("Short name"), [_NEEDED, Length(max=200)], filters=[tidy])
    full_name = StringField(_l("Full name"), [Length(max=500)], filters=[tidy])
    municipality = SelectField(_l("Municipality"), [_NEEDED])
    inn = StringField(_l("Tax number (INN)"), [Length(max=20)])
    ogrn = StringField(_l("State number (OGRN)"), [Length(max=25)])
    is_active = BooleanField(
        _l("Works with Znachok"),
        default=True,
        description=_l("Switched off: no new roles here. Its programmes stay where they are."),
    )


class SeasonForm(BaseForm):
    """A season."""

    title = StringField(_l("Title"), [_NEEDED, Length(max=200)], filters=[tidy])
    opens_on = DateField(_l("First day of submitting"), [InputRequired(_l("This is needed."))])
    closes_on = DateField(_l("Last day of submitting"), [InputRequired(_l("This is needed."))])


class SourceForm(BaseForm):
    """A YAML file of a rubric or of a track."""

    source = FileField(_l("YAML file"), [FileRequired(_l("Choose a file."))])


def _days(label: Any) -> WholeField:
    return WholeField(
        label,
        [
            InputRequired(_l("This is needed.")),
            NumberRange(1, 250, _l("From 1 to 250 working days.")),
        ],
    )


class ProfileForm(ChecksForm):
    """The region's figures. Days are working days, validity is months."""

    region = StringField(_l("Name of the region"), [_NEEDED, Length(max=200)], filters=[tidy])
    rubric = SelectField(_l("Rubric in force"), [_NEEDED])
    track = SelectField(_l("Track in force"), [_NEEDED])
    experts = WholeField(
        _l("Experts on a panel"),
        [InputRequired(_l("This is needed.")), NumberRange(1, 5, _l("From 1 to 5."))],
    )
    max_active_per_expert = WholeField(
        _l("Open sheets per expert, at most"),
        [InputRequired(_l("This is needed.")), NumberRange(1, 200, _l("From 1 to 200."))],
    )
    days_internal = _days(_l("Internal check"))
    days_moc = _days(_l("Municipal moderation"))
    days_rmc = _days(_l("Regional moderation"))
    days_expert_assign = _days(_l("Choosing experts"))
    days_expert = _days(_l("An expert's review"))
    days_third = _days(_l("The third expert's review"))
    days_author_revision = _days(_l("Revision by the author"))
    days_publish = _days(_l("Publishing"))
    badge_validity_months = WholeField(
        _l("A badge is valid for, months"),
        [InputRequired(_l("This is needed.")), NumberRange(1, 120, _l("From 1 to 120 months."))],
    )
    resubmissions_max = WholeField(
        _l("Returns after a failed review, at most"),
        [Optional(), NumberRange(0, 50, _l("From 0 to 50, or nothing."))],
        description=_l("Empty: as many as the author needs."),
    )
    registry_prefix = StringField(
        _l("Letters before a badge's number"), [_NEEDED, Length(max=10)], filters=[tidy]
    )
    publish_score = BooleanField(_l("The registry shows the score"))
    expert_sees_author = BooleanField(_l("Experts see the authors' names"))
    expert_sees_organisation = BooleanField(_l("Experts see the organisation"))
    experts_see_each_other = SelectField(
        _l("Experts see each other's sheets"),
        choices=[
            ("after_verdict", _l("after the verdict")),
            ("never", _l("never")),
            ("always", _l("always")),
        ],
    )
    author_sees_experts = SelectField(
        _l("Authors see experts"),
        choices=[("codes", _l("as “Expert 1”, “Expert 2”")), ("names", _l("by name"))],
    )
    exclude = SelectMultipleField(
        _l("Who is better kept off a panel"),
        choices=CONFLICTS,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l(
            "Authors and colleagues never judge. These rules give way, the weakest first, "
            "when there is nobody else."
        ),
    )

    @property
    def days(self) -> list[Any]:
        """The fields of the table of working days, in the order of the road."""
        return [self[f"days_{code}"] for code in SAMPLE_DAYS]

    @classmethod
    def showing(cls, region: str, figures: Figures) -> ProfileForm:
        """The form filled with what is in force."""
        plain = {**figures.to_json(), **shown_settings(figures.checks), "region": region}
        plain |= {f"days_{code}": count for code, count in figures.days.items()}
        return cls(formdata=None, data=plain)

    def figures(self, before: Figures) -> Figures:
        """The figures as typed, over those in force `before`; call it on a valid form."""
        names = (
            "experts",
            "max_active_per_expert",
            "badge_validity_months",
            "resubmissions_max",
            "registry_prefix",
            "publish_score",
            "expert_sees_author",
            "expert_sees_organisation",
            "experts_see_each_other",
            "author_sees_experts",
        )
        return replace(
            before,
            days={code: self[f"days_{code}"].data for code in SAMPLE_DAYS},
            exclude=(*HARD, *(self.exclude.data or ())),
            checks=self.check_settings(before.checks),
            **{name: self[name].data for name in names},
        )
