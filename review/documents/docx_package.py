"""A DOCX opened for comments: its main part as it is, and the parts comments need.

Parts that are not touched are written back byte for byte, in the same order.
"""

from __future__ import annotations

import copy
import posixpath
import zipfile
import zlib
from io import BytesIO
from typing import Final

from lxml import etree

from review.documents.docx_comments import Comments, parsed, written
from review.documents.docx_places import STRICT, USUAL
from review.documents.reading.package import Package, open_archive
from review.documents.refusals import UploadRefused

_EARLY: Final = (1980, 1, 1, 0, 0, 0)
_TYPES: Final = "[Content_Types].xml"
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_STRICT_RELATION: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships/comments"
_THREADS_RELATION: Final = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"
_WORDS: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml."


class DocxFile:
    """One DOCX while it is changed."""

    def __init__(self, data: bytes) -> None:
        """Raises UploadRefused when the archive is not sound."""
        self._data = data
        with open_archive(BytesIO(data)) as archive:
            package = Package(archive)
            named = [r.target for r in package.relations().values() if r.kind == "officeDocument"]
            main = next(filter(package.has, [*named, "word/document.xml"]), "")
            self.root = parsed(package.read(main))
            self._names = {name.lower(): name for name in archive.namelist()}
            self._main = self._names[main.lower()]
            related = {r.kind: r.target for r in package.relations(main).values()}
            self._part = self._existing(related.get("comments"))
            self._threads = self._existing(related.get("commentsExtended"))
            had = [package.read(part) if part else None for part in (self._part, self._threads)]
        self._word = etree.QName(self.root).namespace or USUAL
        self.comments = Comments(self._word, *had)
        self._next = self.comments.free_id(self.root)

    def new_number(self) -> int:
        """The number of one more comment."""
        self._next += 1
        return self._next - 1

    def mark(self, name: str, number: int) -> etree._Element:
        """A start or an end of a comment's range."""
        mark = etree.Element(f"{{{self._word}}}{name}")
        mark.set(f"{{{self._word}}}id", str(number))
        return mark

    def reference(self, number: int) -> etree._Element:
        """The run that hangs the comment on the text."""
        run = etree.Element(f"{{{self._word}}}r")
        run.append(self.mark("commentReference", number))
        return run

    def data(self) -> bytes:
        """The file with its comments."""
        changed = {self._main: written(self.root)}
        part = self._part or self._unused("comments")
        changed[part] = written(self.comments.root)
        if not self._part:
            kind = _STRICT_RELATION if self._word == STRICT else _RELATION
            self._announce(changed, part, kind, "comments")
        if self.comments.threaded:
            threads = self._threads or self._unused("commentsExtended")
            changed[threads] = written(self.comments.extended)
            if not self._threads:
                self._announce(changed, threads, _THREADS_RELATION, "commentsExtended")
        return self._rewritten(changed)

    def _existing(self, part: str | None) -> str:
        return self._names.get((part or "").lower(), "")

    def _unused(self, stem: str) -> str:
        folder = posixpath.dirname(self._main)
        names = [
            posixpath.join(folder, f"{stem}{n or ''}.xml") for n in range(len(self._names) + 1)
        ]
        return next(name for name in names if name.lower() not in self._names)

    def _announce(self, changed: dict[str, bytes], part: str, kind: str, words: str) -> None:
        """Enter a new part into the list of types and into the main part's relations."""
        types = parsed(self._read(changed, _TYPES))
        entry = etree.SubElement(types, f"{{{etree.QName(types).namespace}}}Override")
        entry.set("PartName", "/" + part)
        entry.set("ContentType", f"{_WORDS}{words}+xml")
        changed[self._names.get(_TYPES.lower(), _TYPES)] = written(types)
        folder, name = posixpath.split(self._main)
        listed = posixpath.join(folder, "_rels", name + ".rels")
        relations = parsed(self._read(changed, listed))
        taken = {element.get("Id") for element in relations}
        relation = etree.SubElement(
            relations, f"{{{etree.QName(relations).namespace}}}Relationship"
        )
        relation.set(
            "Id", next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
        )
        relation.set("Type", kind)
        relation.set("Target", posixpath.relpath(part, folder or "."))
        changed[self._names.get(listed.lower(), listed)] = written(relations)

    def _read(self, changed: dict[str, bytes], part: str) -> bytes:
        name = self._names.get(part.lower(), part)
        if name in changed:
            return changed[name]
        if part.lower() not in self._names:
            return _NO_RELATIONS
        with zipfile.ZipFile(BytesIO(self._data)) as archive:
            return _whole(archive, archive.getinfo(name))

    def _rewritten(self, changed: dict[str, bytes]) -> bytes:
        made = BytesIO()
        with zipfile.ZipFile(BytesIO(self._data)) as old, zipfile.ZipFile(made, "w") as new:
            for entry in old.infolist():
                content = changed.pop(entry.filename, None)
                new.writestr(copy.copy(entry), _whole(old, entry) if content is None else content)
            for name, content in changed.items():
                fresh = zipfile.ZipInfo(name, _EARLY)
                fresh.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(fresh, content)
        return made.getvalue()


def _whole(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        return archive.read(entry)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise UploadRefused("broken_zip") from error


_NO_RELATIONS: Final = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
)
