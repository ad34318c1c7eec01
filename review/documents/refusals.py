"""Every reason why a file is not taken, in words: what happened and what to do.

The texts are English originals for gettext; the web layer translates them and fills
the figures in. `UploadRefused` carries the code and the figures, never worded text.
What is kept is the same everywhere, so it is said once, in `KEPT`.
"""

from __future__ import annotations

from dataclasses import dataclass

from review.faults import Fault


def N_(text: str) -> str:  # noqa: N802 - the name message extractors look for
    """Mark a text for translation and give it back unchanged."""
    return text


@dataclass(frozen=True, slots=True)
class Refusal:
    """The wording of one code: `happened` and `remedy` take the named `params`."""

    happened: str
    remedy: str
    params: tuple[str, ...] = ()


class UploadRefused(Fault):
    """A file that cannot be taken; `code` is a key of `REFUSALS`, `params` fill its texts."""

    status = 422

    def __init__(self, code: str, **params: object) -> None:
        if code not in REFUSALS:
            raise KeyError(code)
        super().__init__(code, **params)

    @property
    def refusal(self) -> Refusal:
        """The wording that belongs to the code."""
        return REFUSALS[self.code]

    def __str__(self) -> str:
        """One English line for logs and the command line."""
        refusal = self.refusal
        return f"{refusal.happened} {refusal.remedy}" % {**_NO_PARAMS, **self.params}


KEPT = N_("Nothing was changed: the earlier file and everything you typed are still here.")

_SAVE_AGAIN = N_(
    "Open the file in a word processor, save it as DOCX under a new name and choose it again."
)

REFUSALS: dict[str, Refusal] = {
    "empty": Refusal(
        N_("The file is empty: it holds no bytes."),
        N_("Look whether the file opens on your computer, save it again and choose it once more."),
    ),
    "too_large": Refusal(
        N_("The file is larger than %(limit_mb)s MB."),
        N_("Make the pictures in it smaller (“Compress pictures” in a word processor) and save."),
        ("limit", "limit_mb", "size"),
    ),
    "not_a_document": Refusal(
        N_("This is not a programme document but something else: %(found)s."),
        N_("Choose the programme's text as a DOCX or PDF file."),
        ("found",),
    ),
    "broken_zip": Refusal(
        N_("The file is damaged: its contents cannot be unpacked."),
        N_("Copy it again from where it came from, or open it and save it under a new name."),
    ),
    "truncated": Refusal(
        N_("The end of the file is missing; it was probably not copied or loaded to the end."),
        N_("Copy the whole file again, see that it opens, and choose it once more."),
    ),
    "encrypted": Refusal(
        N_("The file is protected by a password, so neither we nor the experts can read it."),
        N_("Take the password off (File → Info → Protect document), save and choose it again."),
    ),
    "old_doc": Refusal(
        N_("By its contents this is an old Word file (DOC), though its name ends in .%(named)s."),
        N_("Open it in a word processor, choose “Save as”, type DOCX; renaming is not enough."),
        ("named",),
    ),
    "needs_docx_or_pdf": Refusal(
        N_("Files of the type %(found)s are not read here."),
        N_("Open it in a word processor, choose “Save as” and the type DOCX, or export it to PDF."),
        ("found",),
    ),
    "wrong_extension": Refusal(
        N_("The name ends in .%(named)s, but by its contents the file is %(found)s."),
        N_("Give the file the ending .%(expected)s, see that it opens, and choose it again."),
        ("named", "found", "expected"),
    ),
    "lock_file": Refusal(
        N_("This is a service file that Word makes while a document is open; it holds no text."),
        N_("Close the document in Word and choose the file whose name does not begin with “~$”."),
    ),
    "macros": Refusal(
        N_("The file holds macros, that is programs which may run when it is opened."),
        N_("Save the document as DOCX without macros and choose it again."),
    ),
    "dangerous_part": Refusal(
        N_("The file holds a part that may run or load something from outside: %(part)s."),
        _SAVE_AGAIN,
        ("part",),
    ),
    "zip_bomb": Refusal(
        N_("Unpacked, the file would take more room than a document can: %(size_mb)s MB."),
        _SAVE_AGAIN,
        ("size_mb",),
    ),
    "zip_of_zips": Refusal(
        N_(
            "The file is an archive full of equal archives. Unpacked, such a file would fill a "
            "disk; it is made for that (a “zip bomb”)."
        ),
        N_("Delete it and choose the programme's text as a DOCX or PDF file."),
    ),
    "path_traversal": Refusal(
        N_("The archive inside the file holds names that point outside of it."),
        _SAVE_AGAIN,
    ),
    "too_deep": Refusal(
        N_("Tables or other parts are nested in each other too deeply to be read."),
        N_("Put the inner tables outside of each other, save and choose the file again."),
    ),
    "too_complex": Refusal(
        N_("The document is too large to be read: too many paragraphs, cells or pages."),
        N_("Leave only the programme itself in the file, without annexes, and choose it again."),
    ),
    "no_text": Refusal(
        N_("No text was found in the file: these are probably scanned pages."),
        N_("Choose the file from which the scan was printed, as DOCX or as PDF with text."),
    ),
    "unreadable": Refusal(
        N_("The file opens with an error: it breaks the rules of its own format."),
        _SAVE_AGAIN,
    ),
    "timeout": Refusal(
        N_("Reading the file took longer than %(seconds)s seconds and was stopped."),
        _SAVE_AGAIN,
        ("seconds",),
    ),
    "memory": Refusal(
        N_("Reading the file needed too much memory and was stopped."),
        N_("Make its pictures and tables smaller, save it as DOCX and choose it again."),
    ),
    "reader_away": Refusal(
        N_("The reading service does not answer at the moment; the file itself may be sound."),
        N_("Try again in a minute; if it happens again, tell the administrator."),
    ),
    "check_broke": Refusal(
        N_("The text was read, but checking it broke down (%(where)s). The fault is ours."),
        N_("Please show this line and the file to the administrator."),
        ("where",),
    ),
}

FOUND: dict[str, str] = {
    "docx": N_("a Word document (DOCX)"),
    "pdf": N_("a PDF document"),
    "doc": N_("an old Word document (DOC)"),
    "odt": N_("an OpenDocument text (ODT)"),
    "rtf": N_("a text in the RTF format"),
    "xlsx": N_("a spreadsheet"),
    "pptx": N_("a presentation"),
    "zip": N_("an archive"),
    "image": N_("a picture"),
    "html": N_("a web page"),
    "text": N_("plain text"),
    "ole": N_("a file of an old office program"),
    "unknown": N_("an unknown type of file"),
}

PARTS: dict[str, str] = {
    "entities": N_("declarations of entities (DTD)"),
    "template": N_("a template from the network"),
    "ole_link": N_("a linked object from the network"),
    "alt_chunk": N_("another document inserted whole"),
    "dde": N_("a command to another program (DDE)"),
    "external": N_("a link to a part outside the file"),
    "duplicate": N_("two parts under one name"),
}

NOTES: dict[str, str] = {
    "comments": N_("Comments in the file: %(count)s. They are not part of the text."),
    "tracked_changes": N_("Tracked changes: %(count)s. They were read as accepted."),
    "hidden_text": N_("Hidden text in %(count)s places. It is not shown."),
    "linked_image": N_("Pictures linked from outside: %(count)s. They were not loaded."),
    "undrawable_image": N_("Pictures of a kind browsers do not draw: %(count)s."),
    "missing_image": N_("Pictures that are missing in the file: %(count)s."),
    "embedded_object": N_("Embedded objects: %(count)s. Only the document's own text was read."),
    "chart": N_("Charts: %(count)s. Only their words were read."),
    "diagram": N_("Diagrams: %(count)s. Only their words were read."),
    "local_template": N_("The file names a template on its author's computer; it was not loaded."),
    "external_link": N_("Links to parts outside the file: %(count)s. They were not loaded."),
    "header": N_("Running heads: %(count)s. They are not part of the text."),
    "no_text": N_("No text was found: these are probably scanned pages."),
    "pages_without_text": N_("Pages without text: %(count)s."),
    "page_numbers": N_("Page numbers left out: %(count)s."),
    "attachments": N_("Files attached inside the PDF: %(count)s. They were not opened."),
    "scripts": N_("Scripts inside the PDF: %(count)s. They were not run."),
    "launches": N_("Commands in the PDF to start other programs: %(count)s. They were not run."),
}

_NO_PARAMS = {name: "" for refusal in REFUSALS.values() for name in refusal.params}
