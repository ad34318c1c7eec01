"""What LibreOffice makes of Word files: it is another reader, and many teachers' only one."""

import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from lxml import etree

from tests.documents import docx_diff

_UNSEEN = {"annotation", "tracked-changes", "note", "sequence-decls", "forms"}
SECONDS = 600


@dataclass(frozen=True)
class Comment:
    """A comment as LibreOffice shows it; `under` is the letters it is spread over."""

    author: str
    text: str
    resolved: bool
    under: str


@dataclass(frozen=True)
class Shown:
    """A document as LibreOffice has read it: the letters of its text, and its comments."""

    letters: str
    comments: tuple[Comment, ...]


def shown(files: Mapping[str, bytes], folder: Path) -> dict[str, Shown]:
    """Let LibreOffice open all files; one it could not open is missing in the answer.

    A file it falls over takes those after it along, so whoever is missing gets a call of its own.
    """
    sources = {name: folder / f"{number}.docx" for number, name in enumerate(files)}
    for name, source in sources.items():
        source.write_bytes(files[name])
    _convert(folder, *sources.values())
    for source in sources.values():
        if not source.with_suffix(".odt").is_file():
            _convert(folder, source)
    made = ((name, source.with_suffix(".odt")) for name, source in sources.items())
    return {name: _read(path.read_bytes()) for name, path in made if path.is_file()}


def _convert(folder: Path, *sources: Path) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "odt", "--outdir", str(folder)]
    subprocess.run(
        [*command, *map(str, sources)], check=False, capture_output=True, timeout=SECONDS
    )


def differences(before: Shown, after: Shown | None, annotated: bytes) -> Iterator[str]:
    """What LibreOffice shows of an annotated file and ought not to, or ought to and does not."""
    if after is None:
        yield "cannot be opened"
        return
    if before.letters != after.letters:
        yield "the text"
    wanted = sorted(docx_diff.all_comments(annotated).values())
    seen = sorted((one.author, one.text) for one in after.comments)
    if len(wanted) != len(seen):
        yield f"{len(seen)} comments for {len(wanted)}"
    lost = sorted((Counter(wanted) - Counter(seen)).elements())
    yield from (f"a comment's words: {text!r}" for _, text in lost)


def _read(data: bytes) -> Shown:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parser = etree.XMLParser(huge_tree=True)
        root = etree.fromstring(archive.read("content.xml"), parser)
    found: list[str] = []
    starts: dict[str, int] = {}
    ends: dict[str, int] = {}
    told: list[tuple[str, etree._Element]] = []
    for element, text in _walked(root.find("{*}body")):
        name = _local(element)
        if text:
            found.extend(filter(str.isalnum, text))
        elif name == "annotation":
            key = element.get(_key(element, "name"), f"#{len(told)}")
            starts[key] = len(found)
            told.append((key, element))
        elif name == "annotation-end":
            ends[element.get(_key(element, "name"), "")] = len(found)
    letters = "".join(found)
    spans = {key: letters[at : ends.get(key, at)] for key, at in starts.items()}
    return Shown(letters, tuple(_comment(element, spans[key]) for key, element in told))


def _walked(element: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Every element with its text and, after it, its tail; insides nobody sees are left out."""
    yield element, ""
    if _local(element) not in _UNSEEN:
        if element.text:
            yield element, element.text
        for child in element:
            yield from _walked(child)
            if child.tail:
                yield element, child.tail


def _comment(element: etree._Element, under: str) -> Comment:
    lines = ["".join(paragraph.itertext()) for paragraph in element.iterfind("{*}p")]
    resolved = any(value == "true" for key, value in element.items() if key.endswith("}resolved"))
    return Comment(element.findtext("{*}creator", ""), "\n".join(lines), resolved, under)


def _key(element: etree._Element, name: str) -> str:
    return next((key for key in element.attrib if key.endswith("}" + name)), name)


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
