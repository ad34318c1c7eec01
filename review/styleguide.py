"""The styleguide: every component in every state, in development only.

Its samples are data in the language of the field and are not translated.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from review.forms import BaseForm, WholeField
from review.web import public

blueprint = Blueprint("styleguide", __name__, url_prefix="/styleguide")

SAMPLE_TIME = datetime(2023, 6, 6, 11, 5, tzinfo=UTC)
SAMPLE_TYPED = MultiDict({"hours": "72", "reason": "Роботы из вторсырья.", "kinds": "module"})


class SampleForm(BaseForm):
    """One field of each kind."""

    title = StringField("Название программы", [InputRequired("Напишите название программы.")])
    hours = WholeField("Часов всего", [InputRequired()])
    age = StringField("Возраст детей")
    direction = SelectField(
        "Направленность",
        [InputRequired("Выберите направленность.")],
        choices=[("", "— выберите —"), ("tech", "техническая"), ("art", "художественная")],
    )
    reason = TextAreaField("Чем программа отличается", [Length(max=600)])
    kinds = SelectMultipleField(
        "Формы программы",
        choices=[("module", "модульная"), ("distance", "дистанционная"), ("net", "сетевая")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    level = RadioField(
        "Уровень",
        [InputRequired("Выберите уровень.")],
        choices=[("start", "ознакомительный"), ("base", "базовый"), ("deep", "продвинутый")],
    )
    document = FileField("Текст программы", [InputRequired("Выберите файл программы.")])
    consent = BooleanField("В документе нет персональных данных детей")


@blueprint.get("/")
@public
def index() -> Any:
    """All components; with `?errors=1` the form shows its faults."""
    form = SampleForm(SAMPLE_TYPED if "errors" in request.args else MultiDict())
    if "errors" in request.args:
        form.validate()
    return render_template("styleguide/index.html", form=form, sample_time=SAMPLE_TIME)
