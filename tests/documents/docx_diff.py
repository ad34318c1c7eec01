"""What an annotated DOCX differs in from its original, looked at independently of the product."""

import zipfile
from collections.abc import Callable
from io import BytesIO

from lxml import etree

MARKS = ("commentRangeStart", "commentRangeEnd", "commentReference")
MATHS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}",
    "{http://purl.oclc.org/ooxml/officeDocument/math}",
)
NOTES = ("footnoteReference", "endnoteReference")
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def parts(data: bytes) -> dict[str, bytes]:
    """Every part of the package, unpacked."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def replaced(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The package with one part made anew."""
    made, content = BytesIO(), parts(data)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, body in content.items():
            archive.writestr(part, change(body) if part == name else body)
    return made.getvalue()


def changed_parts(old: bytes, new: bytes) -> set[str]:
    """Names of parts that were added, taken away or changed by a byte."""
    before, after = parts(old), parts(new)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def body_without(data: bytes, numbers: set[str], main: str = "word/document.xml") -> bytes:
    """Canonical XML of the main part without these comments' marks, cut runs joined again."""
    root = etree.fromstring(parts(data)[main])
    for element in list(root.iter()):
        if name_of(element) in MARKS and own_id(element) in numbers:
            gone = element.getparent() if name_of(element) == "commentReference" else element
            gone.getparent().remove(gone)
    for run in list(root.iter("{*}r")):
        _join(run)
    return etree.tostring(root, method="c14n")


def main_part(data: bytes) -> str:
    """The name of the part that holds the text, as the package's own list of relations says."""
    listed = etree.fromstring(parts(data)["_rels/.rels"])
    named = [r.get("Target", "") for r in listed if r.get("Type", "").endswith("/officeDocument")]
    return named[0].lstrip("/") if named else "word/document.xml"


def comments_part(data: bytes) -> str:
    """The name of the part with the comments; empty where there is none."""
    return next((name for name in parts(data) if name.endswith("/comments.xml")), "")


def all_comments(data: bytes) -> dict[str, tuple[str, str]]:
    """Author and text of every comment, wherever their part lies; none where there is none."""
    part = comments_part(data)
    return comments(data, part) if part else {}


def comment_parts(data: bytes) -> set[str]:
    """Parts that may change when comments are added."""
    main = main_part(data)
    folder, _, name = main.rpartition("/")
    names = {"comments.xml", "commentsExtended.xml", name, f"_rels/{name}.rels"}
    return {f"{folder}/{one}".lstrip("/") for one in names} | {"[Content_Types].xml"}


def _join(run: etree._Element) -> None:
    """Melt the runs after this one into it while they look alike; texts beside each other too."""
    follower = run.getnext()
    while follower is not None and name_of(follower) == "r" and _look(follower) == _look(run):
        for child in list(follower):
            if name_of(child) != "rPr":
                run.append(child)
        follower.getparent().remove(follower)
        follower = run.getnext()
    for text in list(run):
        if name_of(text) == "t":
            text.attrib.pop(SPACE, None)
            while text.getnext() is not None and name_of(text.getnext()) == "t":
                text.text = (text.text or "") + (text.getnext().text or "")
                run.remove(text.getnext())


def _look(run: etree._Element) -> tuple[bytes, tuple]:
    properties = run.find("{*}rPr")
    shown = b"" if properties is None else etree.tostring(properties, method="c14n")
    return shown.strip(), tuple(sorted(run.attrib.items()))


def commented_text(data: bytes, number: str, main: str = "word/document.xml") -> str:
    """The letters and digits between the start and the end of a comment's range."""
    inside, found = False, []
    for element in etree.fromstring(parts(data)[main]).iter():
        name = name_of(element)
        if name in MARKS[:2] and own_id(element) == number:
            inside = name == MARKS[0]
        elif inside and name == "t" and not _not_text(element):
            found.append(element.text or "")
    return "".join(found)


def marked(data: bytes, main: str) -> tuple[str, dict[str, tuple[int, int]], set[int]]:
    """Letters and digits of the main part, each comment's range in them, and those of formulas.

    A mark of a foot- or endnote counts as its number, as the product shows it: «[1]».
    """
    formulas: set[int] = set()
    found: list[str] = []
    starts: dict[str, int] = {}
    spans: dict[str, tuple[int, int]] = {}
    notes: dict[tuple[str, str], int] = {}
    for element in etree.fromstring(parts(data)[main]).iter():
        name = name_of(element)
        if name == MARKS[0]:
            starts[own_id(element)] = len(found)
        elif name == MARKS[1]:
            spans[own_id(element)] = (starts[own_id(element)], len(found))
        elif name == "t" and not _not_text(element) and not _hidden(element):
            before = len(found)
            found.extend(filter(str.isalnum, element.text or ""))
            if element.tag.startswith(MATHS):
                formulas.update(range(before, len(found)))
        elif name in NOTES and not _not_text(element):
            found.extend(str(notes.setdefault((name, own_id(element)), len(notes) + 1)))
    return "".join(found), spans, formulas


def lost_comments(old: bytes, new: bytes) -> list[str]:
    """Numbers of comments whose XML is not what it was, and threads that are no more there."""
    part, threads = comments_part(old), threads_part(old)
    if not part:
        return []
    now = {own_id(one): _canonical(one) for one in etree.fromstring(parts(new)[part])}
    was = {own_id(one): _canonical(one) for one in etree.fromstring(parts(old)[part])}
    lost = [number for number, xml in was.items() if now.get(number) != xml]
    if threads:
        there = [_canonical(one) for one in etree.fromstring(parts(new)[threads])]
        had = [_canonical(one) for one in etree.fromstring(parts(old)[threads])]
        lost += [] if there[: len(had)] == had else ["threads"]
    return lost


def threads_part(data: bytes) -> str:
    """The name of the part with the threads of comments; empty where there is none."""
    return next((name for name in parts(data) if name.endswith("/commentsExtended.xml")), "")


def _canonical(element: etree._Element) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True, with_tail=False)


def _hidden(text: etree._Element) -> bool:
    look = text.getparent().find("{*}rPr/{*}vanish")
    return look is not None and attribute(look, "val") not in {"0", "false", "off"}


def comments(data: bytes, part: str = "word/comments.xml") -> dict[str, tuple[str, str]]:
    """Author and text of each comment by its number."""
    root = etree.fromstring(parts(data)[part])
    return {own_id(c): (attribute(c, "author"), text_of(c)) for c in root}


def text_of(comment: etree._Element) -> str:
    """Text of a comment, a line for each paragraph."""
    lines = ("".join(t.text or "" for t in p.iter("{*}t")) for p in comment.iter("{*}p"))
    return "\n".join(lines)


def name_of(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def attribute(element: etree._Element, name: str) -> str:
    return next((v for k, v in element.attrib.items() if k.endswith("}" + name)), "")


def own_id(element: etree._Element) -> str:
    return attribute(element, "id")


def _not_text(element: etree._Element) -> bool:
    return any(
        name_of(parent) in {"del", "moveFrom", "txbxContent", "Fallback"}
        for parent in element.iterancestors()
    )
