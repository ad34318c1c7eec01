"""A Word file as it comes back from a colleague: with comments, answers and tracked changes."""

import random
import zipfile
from copy import deepcopy
from io import BytesIO

from docx import Document
from lxml import etree

from review.documents.docx_package import DocxFile
from tests.documents import docx_diff

W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
AUTHOR = "Методист"


def reviewed(data: bytes, seed: str, changes: int = 12) -> bytes:
    """The file with tracked insertions and deletions in it and a talk of three comments.

    What is deleted is a copy of what stands there, so that the text itself stays as it was.
    """
    main, chance = docx_diff.main_part(data), random.Random(seed)
    root = etree.fromstring(docx_diff.parts(data)[main])
    runs = [run for run in root.iter("{*}r") if _plain(run)]
    for number, run in enumerate(chance.sample(runs, min(changes, len(runs))), 9001):
        (_inserted if number % 2 else _deleted)(run, number)
    return _commented(_with(data, {main: etree.tostring(root, xml_declaration=True)}))


def _plain(run: etree._Element) -> bool:
    return docx_diff.name_of(run.getparent()) == "p" and run.find("{*}t") is not None


def _change(run: etree._Element, kind: str, number: int) -> etree._Element:
    word = f"{{{etree.QName(run).namespace}}}"
    made = etree.Element(f"{word}{kind}")
    for key, value in (("id", str(number)), ("author", AUTHOR), ("date", "2026-05-05T10:00:00Z")):
        made.set(word + key, value)
    return made


def _inserted(run: etree._Element, number: int) -> None:
    change = _change(run, "ins", number)
    run.addprevious(change)
    change.append(run)


def _deleted(run: etree._Element, number: int) -> None:
    change = _change(run, "del", number)
    gone = deepcopy(run)
    for text in gone.iterfind("{*}t"):
        text.tag = text.tag.replace("}t", "}delText")
    for child in list(gone):
        if docx_diff.name_of(child) not in {"rPr", "delText"}:
            gone.remove(child)
    change.append(gone)
    run.addnext(change)


def _commented(data: bytes) -> bytes:
    """Three comments by python-docx, the second an answer to the first, listed by hand."""
    if docx_diff.comments_part(data) or DocxFile(data).root is None:
        return data
    document = Document(BytesIO(data))
    paragraph = next((one for one in document.paragraphs if one.runs), None)
    if paragraph is None:
        return data
    for words in ("Проверьте даты.", "Проверил.", "Это лишнее."):
        document.add_comment(paragraph.runs[0], words, AUTHOR, "М")
    saved = BytesIO()
    document.save(saved)
    return _threaded(saved.getvalue())


def _threaded(data: bytes) -> bytes:
    parts = docx_diff.parts(data)
    part = docx_diff.comments_part(data)
    root = etree.fromstring(parts[part])
    listed = etree.Element(f"{{{W15}}}commentsEx", nsmap={"w15": W15})
    ids = ["11111111", "22222222", "33333333"]
    for comment, own in zip(list(root)[-3:], ids, strict=True):
        comment[-1].set(f"{{{W14}}}paraId", own)
        entry = etree.SubElement(listed, f"{{{W15}}}commentEx")
        entry.set(f"{{{W15}}}paraId", own)
        if own == ids[1]:
            entry.set(f"{{{W15}}}paraIdParent", ids[0])
        entry.set(f"{{{W15}}}done", str(int(own == ids[2])))
    folder, _, main = docx_diff.main_part(data).rpartition("/")
    relations = f"{folder}/_rels/{main}.rels"
    return _with(data, {
        part: etree.tostring(root, xml_declaration=True),
        f"{folder}/commentsExtended.xml": etree.tostring(listed, xml_declaration=True),
        relations: parts[relations].replace(b"</Relationships>", RELATION + b"</Relationships>"),
        "[Content_Types].xml": parts["[Content_Types].xml"].replace(
            b"</Types>", TYPE % folder.encode() + b"</Types>"
        ),
    })  # fmt: skip


RELATION = (
    b'<Relationship Id="rIdThreads" Target="commentsExtended.xml" Type='
    b'"http://schemas.microsoft.com/office/2011/relationships/commentsExtended"/>'
)
TYPE = (
    b'<Override PartName="/%s/commentsExtended.xml" ContentType="application/vnd.openxmlformats-'
    b'officedocument.wordprocessingml.commentsExtended+xml"/>'
)


def _with(data: bytes, changed: dict[str, bytes]) -> bytes:
    made, parts = BytesIO(), docx_diff.parts(data)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **changed}.items():
            archive.writestr(name, content)
    return made.getvalue()
