"""A DOCX without anything that tells who made it, but with every word a reader sees.

Tracked changes are taken as accepted (as the text model reads them); what is deleted or hidden
goes, comments go, whole embedded files go and leave their pictures. Properties become constants.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from io import BytesIO
from typing import Final
from urllib.parse import unquote

from lxml import etree

from review.documents import clean_images
from review.documents.docx_comments import parsed, written
from review.documents.docx_places import local
from review.documents.reading.package import Package, open_archive

_EARLY: Final = (1980, 1, 1, 0, 0, 0)
_XML: Final = re.compile(r"\.(xml|rels|vml)$", re.IGNORECASE)
_DROPPED_PARTS: Final = (
    ("custom_properties", re.compile(r"docProps/custom\.xml$", re.I)),
    ("thumbnail", re.compile(r"(^|/)thumbnail\.\w+$", re.I)),
    ("custom_xml", re.compile(r"(^|/)customXml/", re.I)),
    ("people", re.compile(r"(^|/)people\d*\.xml$", re.I)),
    ("comments", re.compile(r"(^|/)comments(Extended|Ids|Extensible)?\d*\.xml$", re.I)),
    ("embedded_objects", re.compile(r"(^|/)(embeddings|activeX)/", re.I)),
    ("signatures", re.compile(r"^_xmlsignatures/", re.I)),
    ("labels", re.compile(r"^docMetadata/", re.I)),
    ("printer_settings", re.compile(r"(^|/)printerSettings", re.I)),
)
_CONSTANTS: Final = {
    "docprops/core.xml": (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp='
        b'"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
    ),
    "docprops/app.xml": (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns='
        b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
    ),
}
_REMOVED: Final = {
    **dict.fromkeys(
        "del moveFrom rPrChange pPrChange tblPrChange tblPrExChange trPrChange tcPrChange "
        "sectPrChange tblGridChange numberingChange cellIns cellDel cellMerge moveFromRangeStart "
        "moveFromRangeEnd moveToRangeStart moveToRangeEnd delText delInstrText".split(),
        "tracked_changes",
    ),
    **dict.fromkeys(
        "commentRangeStart commentRangeEnd commentReference annotationRef".split(), "comments"
    ),
    **dict.fromkeys("rsids docId".split(), "revision_marks"),
    **dict.fromkeys("OLEObject externalData control".split(), "embedded_objects"),
    **dict.fromkeys("smartTagPr customXmlPr".split(), "smart_tags"),
    "docVars": "document_variables",
    "attachedTemplate": "template",
    "mailMerge": "mail_merge",
    "dataBinding": "custom_xml",
    "permStart": "permissions",
    "permEnd": "permissions",
}
_DROPPED_RELATIONS: Final = {
    "attachedTemplate": "template",
    "mailMergeSource": "mail_merge",
    "mailMergeHeaderSource": "mail_merge",
}
_UNWRAPPED: Final = frozenset({"ins", "moveTo"})
_DROPPED_ATTRIBUTES: Final = {"author": "tracked_changes", "initials": "comments"}
_PATH: Final = re.compile(
    r"""(?:file:/*|[A-Za-z]:[\\/]|\\\\|/(?:home|Users)/)[^"<>|\n]*[\\/](?=[^\\/"<>|\n]*)""", re.I
)
_CODES: Final = frozenset({"instrText", "delInstrText"})


def clean(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The cleaned file and the codes of what was taken out.

    Raises UploadRefused when the archive or its XML cannot be read.
    """
    return _Cleaner(data).run()


class _Cleaner:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._gone: Counter[str] = Counter()
        self._hidden_styles: frozenset[str] = frozenset()

    def run(self) -> tuple[bytes, tuple[str, ...]]:
        made = BytesIO()
        with open_archive(BytesIO(self._data)) as archive:
            package = Package(archive)
            self._hidden_styles = _hidden_styles(package)
            kept = [entry for entry in archive.infolist() if not self._drops(entry.filename)]
            self._names = {"/" + entry.filename.lower() for entry in kept}
            kept = [entry for entry in kept if self._has_source(entry.filename)]
            with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
                for entry in kept:
                    fresh = zipfile.ZipInfo(entry.filename, _EARLY)
                    fresh.compress_type = zipfile.ZIP_DEFLATED
                    new.writestr(fresh, self._part(entry.filename, package.read(entry.filename)))
        return made.getvalue(), tuple(sorted(code for code, count in self._gone.items() if count))

    def _drops(self, name: str) -> bool:
        for code, pattern in _DROPPED_PARTS:
            if pattern.search(name):
                self._gone[code] += 1
                return True
        return False

    def _has_source(self, name: str) -> bool:
        """False for the relations of a part that is gone."""
        folder, stem = posixpath.split(name)
        source = posixpath.join("/", posixpath.dirname(folder), stem.removesuffix(".rels"))
        return not name.endswith(".rels") or stem == ".rels" or source.lower() in self._names

    def _part(self, name: str, content: bytes) -> bytes:
        constant = _CONSTANTS.get(name.lower())
        if constant is not None:
            self._gone["properties"] += content != constant
            return constant
        if not _XML.search(name):
            return self._picture(content)
        root = parsed(content)
        if name == "[Content_Types].xml":
            self._content_types(root)
        elif name.endswith(".rels"):
            self._relations(name, root)
        else:
            self._contents(root)
        return written(root)

    def _picture(self, content: bytes) -> bytes:
        cleaned = clean_images.cleaned(content)
        self._gone["picture_metadata"] += cleaned != content
        return cleaned

    # --- lists of the package -----------------------------------------------------------------

    def _content_types(self, root: etree._Element) -> None:
        for entry in list(root):
            part = entry.get("PartName")
            if part is not None and part.lower() not in self._names:
                root.remove(entry)

    def _relations(self, name: str, root: etree._Element) -> None:
        folder = posixpath.dirname(posixpath.dirname(name))
        for relation in list(root):
            if not self._keeps(folder, relation):
                root.remove(relation)

    def _keeps(self, folder: str, relation: etree._Element) -> bool:
        target = relation.get("Target", "")
        code = _DROPPED_RELATIONS.get(relation.get("Type", "").rpartition("/")[2])
        if code:
            self._gone[code] += 1
            return False
        if relation.get("TargetMode", "").lower() != "external":
            path = posixpath.join("/", folder, unquote(target.partition("#")[0]))
            return posixpath.normpath(path).lower() in self._names
        if _PATH.search(target) or target.lower().startswith("mailto:"):
            # The link's words stay; an empty address keeps its relation's id alive.
            relation.set("Target", "about:blank")
            self._gone["links"] += 1
        return True

    # --- words --------------------------------------------------------------------------------

    def _contents(self, root: etree._Element) -> None:
        for element in list(root.iter(etree.Comment, etree.ProcessingInstruction)):
            if element.getparent() is not None:
                _take_out(element)
        for element in list(root.iter("{*}*")):
            code = self._verdict(element)
            if code and element.getparent() is not None:
                self._gone[code] += 1
                _take_out(element)
            elif local(element) in _UNWRAPPED and _in_word(element):
                self._gone["tracked_changes"] += 1
                _unwrap(element)
            else:
                self._attributes(element)
        for run in [e for e in root.iter("{*}r") if _in_word(e) and not _says_anything(e)]:
            _take_out(run)

    def _verdict(self, element: etree._Element) -> str:
        """Why the element goes; empty when it stays."""
        name = local(element)
        if name == "tr" and any(local(e) == "del" for e in element.iterfind("{*}trPr/{*}del")):
            return "tracked_changes"
        if name == "r" and _in_word(element) and self._is_hidden(element):
            return "hidden_text"
        if name in {"del", "ins"} and not _in_word(element):
            return ""
        return _REMOVED.get(name, "")

    def _is_hidden(self, run: etree._Element) -> bool:
        properties = run.find("{*}rPr")
        if properties is None:
            return False
        switch = properties.find("{*}vanish")
        if switch is not None:
            return _value(switch) not in {"0", "false", "off"}
        style = properties.find("{*}rStyle")
        return style is not None and _value(style) in self._hidden_styles

    def _attributes(self, element: etree._Element) -> None:
        for key, value in list(element.attrib.items()):
            name = key.rpartition("}")[2]
            if name.startswith("rsid") or name in {"paraId", "textId"}:
                del element.attrib[key]
                self._gone["revision_marks"] += 1
            elif name in _DROPPED_ATTRIBUTES and "wordprocessingml" in key:
                del element.attrib[key]
                self._gone[_DROPPED_ATTRIBUTES[name]] += 1
            elif _PATH.search(value) and not name.startswith("xmlns"):
                element.set(key, _PATH.sub("", value))
                self._gone["paths"] += 1
        if local(element) in _CODES and element.text and _PATH.search(element.text):
            element.text = _PATH.sub("", element.text)
            self._gone["paths"] += 1


def _hidden_styles(package: Package) -> frozenset[str]:
    root = package.xml_or_none("word/styles.xml")
    if root is None:
        return frozenset()
    hidden = (s for s in root.iterfind("{*}style") if s.find("{*}rPr/{*}vanish") is not None)
    return frozenset(_attribute(style, "styleId") for style in hidden)


def _in_word(element: etree._Element) -> bool:
    return "wordprocessingml/" in str(element.tag)


def _attribute(element: etree._Element, name: str) -> str:
    return next((v for key, v in element.attrib.items() if key.endswith("}" + name)), "")


def _value(element: etree._Element) -> str:
    return _attribute(element, "val")


def _says_anything(run: etree._Element) -> bool:
    return any(local(child) != "rPr" for child in run)


def _take_out(element: etree._Element) -> None:
    parent = element.getparent()
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _unwrap(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    for child in list(element):
        element.addprevious(child)
    _take_out(element)
