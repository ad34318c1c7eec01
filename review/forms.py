"""Form manners shared by all rooms: a base form, numbers with a decimal comma, tidy texts."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DecimalField, FieldList, FormField, HiddenField, IntegerField, SelectField
from wtforms.validators import ValidationError


def tidy(value: str | None) -> str:
    """Spaces at the ends, runs of spaces and no-break spaces are nobody's intention."""
    return " ".join((value or "").replace("\u00a0", " ").split())


def trimmed(value: str | None) -> str:
    """A longer text: line breaks are kept, the blank ends are not."""
    return (value or "").replace("\r\n", "\n").strip()


#: Signs that no keyboard writes and no database should be asked to keep.
_SILENT: Final = dict.fromkeys({*range(32), 127} - {9, 10, 13})


def audible(value: Any) -> Any:
    """A text without control signs, which PostgreSQL would refuse; anything else as it is."""
    return value.translate(_SILENT) if isinstance(value, str) else value


class BaseForm(FlaskForm):
    """Every form of the product; `version` guards against overwriting a newer state."""

    class Meta:
        csrf = False
        locales = ("ru",)

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            """Let every field of text drop control signs before its own filters."""
            if issubclass(unbound_field.field_class, (FieldList, FormField)):
                return unbound_field.bind(form=form, **options)
            filters = (audible, *unbound_field.kwargs.get("filters", ()))
            return unbound_field.bind(form=form, **{**options, "filters": filters})

    version = HiddenField()

    @property
    def expected_version(self) -> int | None:
        """The version the reader had on screen; None when the form carries none."""
        text = str(self.version.data or "")
        return int(text) if text.isdecimal() and len(text) < 10 else None


class WholeField(IntegerField):
    """A whole number; spaces between thousands are accepted."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the typed text; raises ValueError with a sentence for the reader."""
        text = "".join(str(valuelist[0]).split()) if valuelist else ""
        if not text:
            self.data = None
            return
        try:
            self.data = int(text)
        except ValueError:
            self.data = None
            raise ValueError(self.gettext_message()) from None

    @staticmethod
    def gettext_message() -> str:
        """What to write instead."""
        return str(_l("Write a whole number, for example 72."))


class CommaDecimalField(DecimalField):
    """A decimal number; both «3,5» and «3.5» are understood."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the typed text; raises ValueError with a sentence for the reader."""
        text = "".join(str(valuelist[0]).split()).replace(",", ".") if valuelist else ""
        try:
            self.data = Decimal(text) if text else None
        except InvalidOperation:
            self.data = None
            raise ValueError(str(_l("Write a number, for example 1,5."))) from None


class ChoiceField(SelectField):
    """A choice among the words of an enumeration; an empty answer is None."""

    def __init__(
        self, label: Any, kind: type[StrEnum], words: Iterable[tuple[str, Any]], **kwargs: Any
    ) -> None:
        choices = [("", _l("— choose —")), *words]
        super().__init__(label, choices=choices, coerce=lambda v: kind(v) if v else None, **kwargs)

    def pre_validate(self, form: Any) -> None:
        """Emptiness is the business of the field's validators, not of the list of choices."""
        if self.data is None:
            return
        super().pre_validate(form)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """An unknown word is refused rather than raised."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValidationError(str(_l("Choose one of the list."))) from error
