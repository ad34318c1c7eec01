"""The hidden fields of a form by which a page tells what its reader selected in a document."""

from __future__ import annotations

from typing import Final, get_args

from wtforms import HiddenField

from review.documents.selections import LONGEST_SENT, Scope, Selected

SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
#: Their names in the order of the page's script.
FIELDS: Final = (
    "scope",
    "block_id",
    "block_start",
    "end_block_id",
    "block_end",
    "quote",
    "prefix",
    "suffix",
    "seen",
)


def fields_of(selected: Selected) -> dict[str, str]:
    """A kept place as the values of the hidden fields."""
    told = (selected.scope, selected.block, selected.start, selected.end_block, selected.end,
            selected.quote[:LONGEST_SENT], selected.prefix, selected.suffix)  # fmt: skip
    named = zip(FIELDS, told, strict=False)
    return {name: "" if value is None else str(value) for name, value in named}


class SelectorFields:
    """Mixed into a form; what does not fit is left out, since no reader can mend it."""

    scope = HiddenField()
    block_id = HiddenField()
    block_start = HiddenField()
    end_block_id = HiddenField()
    block_end = HiddenField()
    quote = HiddenField()
    prefix = HiddenField()
    suffix = HiddenField()
    seen = HiddenField()

    def selected(self) -> Selected:
        """What was selected; the whole document when nothing was."""
        quote, block = (self.quote.data or "")[:LONGEST_SENT], _id(self.block_id)
        return Selected(
            scope=self._scope(quote, block),
            block=block,
            start=_whole(self.block_start),
            end_block=_id(self.end_block_id),
            end=_whole(self.block_end),
            quote=quote,
            prefix=(self.prefix.data or "")[-100:],
            suffix=(self.suffix.data or "")[:100],
        )

    @property
    def seen_version(self) -> int | None:
        """The number of the version that was on the screen, if the page told it."""
        return _whole(self.seen)

    def _scope(self, quote: str, block: str) -> Scope:
        for scope in SCOPES:
            if self.scope.data == scope:
                return scope
        return "words" if quote.strip() else "block" if block else "document"


def _id(field: HiddenField) -> str:
    return str(field.data or "")[:50]


def _whole(field: HiddenField) -> int | None:
    text = str(field.data or "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 8 else None
