"""Real, odd and hostile files: each is read or clearly refused, nothing falls or hangs."""

import csv
import re
import subprocess
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

from review.documents import rendering, sandbox
from review.documents.reading.model import DocumentModel, from_json, to_json
from review.documents.refusals import REFUSALS
from review.documents.sandbox import Limits
from review.documents.uploads import UploadRefused, accept

LIMIT = 20 << 20
SECONDS = Limits().patience + 5
WORKERS = 2
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
PLAIN = set("p strong em u br sup sub h2 h3 h4 h5 h6 ul ol li span div".split()) | set(
    "table thead tbody tr th td figure figcaption a".split()
)
LOST = {"del", "moveFrom", "delText", "instrText", "Fallback"}


@dataclass(frozen=True)
class Answer:
    """What came of one file."""

    path: Path
    code: str
    seconds: float
    part: str = ""
    model: DocumentModel | None = None


def take(path: Path) -> Answer:
    started = time.monotonic()
    try:
        accepted = accept(path.name, path, LIMIT)
        model = sandbox.read(path, accepted.format).model
    except UploadRefused as refused:
        part = str(refused.params.get("part", ""))
        return Answer(path, refused.code, time.monotonic() - started, part)
    return Answer(path, "read", time.monotonic() - started, model=model)


def take_all(folder: Path) -> dict[str, Answer]:
    files = sorted(path for path in folder.iterdir() if path.name != "MANIFEST.tsv")
    with ThreadPoolExecutor(WORKERS) as pool:
        return {answer.path.name: answer for answer in pool.map(take, files)}


def answer_of(answers: dict[str, Answer], start: str) -> str:
    found = [answer for name, answer in answers.items() if name.startswith(start)]
    return found[0].code + (f":{found[0].part}" if found[0].part else "")


def manifest(folder: Path) -> Iterator[dict[str, str]]:
    with (folder / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def test_hostile_files_are_read_or_named(corpus: Path) -> None:
    answers = take_all(corpus / "hostile")
    assert {answer.code for answer in answers.values()} <= {"read", *REFUSALS} - {"reader_away"}
    assert max(answer.seconds for answer in answers.values()) < SECONDS
    expected = {
        "derived_d02": "needs_docx_or_pdf",
        "derived_d03": "not_a_document",
        "derived_d05": "wrong_extension",
        "derived_d10": "truncated",
        "derived_d12b": "broken_zip",
        "derived_d13": "zip_bomb",
        "derived_d14": "dangerous_part:entities",
        "derived_d15b": "dangerous_part:entities",
        "derived_d15c": "dangerous_part:entities",
        "derived_d17_": "too_deep",
        "derived_d17b": "too_deep",
        "derived_d24": "read",
        "derived_d26_empty.docx": "empty",
        "derived_d32b": "read",
        "hos_0002": "macros",
        "hos_0110": "dangerous_part:entities",
        "hos_0195": "broken_zip",
        "hos_0206": "old_doc",
        "hos_0268": "truncated",
        "hos_0312": "dangerous_part:entities",
        "hos_0325": "dangerous_part:entities",
        "hos_0335": "encrypted",
        "hos_0359": "read",
        "hos_0383": "dangerous_part:alt_chunk",
        "hos_0560": "encrypted",
        "hos_1104": "dangerous_part:dde",
        "hos_1119": "dangerous_part:ole_link",
        "hos_1771": "dangerous_part:external",
        "hos_1774": "zip_of_zips",
        "hos_1775": "path_traversal",
        "hosru_0233": "lock_file",
        "hosru_0595": "lock_file",
        "hos_0143": "macros",
        "hos_0241": "encrypted",
        "hos_0508": "encrypted",
        "hos_0510": "macros",
        "hos_1100": "encrypted",
        "hos_1130": "encrypted",
    }
    assert {start: answer_of(answers, start) for start in expected} == expected


def test_what_is_left_out_of_a_hostile_file_is_told(corpus: Path) -> None:
    told = {
        "hos_0350": "scripts",
        "hos_0811": "scripts",
        "hos_0558": "attachments",
        "hos_1037": "linked_image",
    }
    for start, code in told.items():
        (path,) = (corpus / "hostile").glob(f"{start}*")
        model = take(path).model
        assert model is not None
        assert model.note(code)


def test_what_a_hostile_file_tells_is_only_text(corpus: Path) -> None:
    answer = take(corpus / "hostile" / "derived_d32b_xss_ssti_text.docx")
    assert answer.model is not None
    html = str(rendering.to_html(answer.model))
    assert "alert(" in html
    tags = re.findall(r"<[^>]*>", html)
    assert {re.match(r"</?(\w+)", tag)[1] for tag in tags} <= PLAIN
    assert not [tag for tag in tags if re.search(r"\s(on\w+|style|src)=", tag)]


def test_odd_files_are_read(corpus: Path) -> None:
    """Valid though odd: a Word or PDF file is never refused, whatever wrote it."""
    answers = take_all(corpus / "odd")
    refused = {
        name: answer.code
        for name, answer in answers.items()
        if answer.code != "read" and name.endswith((".docx", ".dotx", ".docm", ".dotm", ".pdf"))
    }
    assert refused == {}
    others = {answer.code for answer in answers.values() if answer.model is None}
    assert others <= {"needs_docx_or_pdf", "not_a_document"}
    assert max(answer.seconds for answer in answers.values()) < SECONDS


@pytest.mark.parametrize("name", ["derived_d19_table_6000x12", "odd_0492_tika_testword_text_box"])
def test_stored_form_of_an_odd_model_is_whole(corpus: Path, name: str) -> None:
    answer = take(corpus / "odd" / f"{name}.docx")
    assert answer.model is not None
    assert from_json(to_json(answer.model)) == answer.model


@pytest.mark.parametrize("folder", ["programmes", "rulong"])
def test_real_documents_keep_their_words(corpus: Path, folder: str) -> None:
    """More than 95 % of the words another reader finds are in the model, for every file."""
    answers = take_all(corpus / folder)
    wanted = [a for a in answers.values() if a.path.suffix in {".docx", ".pdf"}]
    assert {answer.path.name: answer.code for answer in wanted if answer.model is None} == {}
    with ThreadPoolExecutor(WORKERS) as pool:
        shares = dict(zip((a.path.name for a in wanted), pool.map(share_kept, wanted), strict=True))
    assert {name: share for name, share in shares.items() if share < 0.95} == {}


def share_kept(answer: Answer) -> float:
    """Share of the other reader's words that the model holds."""
    assert answer.model is not None
    docx = answer.path.suffix == ".docx"
    other = words(xml_text(answer.path) if docx else pdf_text(answer.path))
    ours = words(answer.model.text)
    return sum((other & ours).values()) / max(1, sum(other.values()))


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w{2,}", text.lower()))


def pdf_text(path: Path) -> str:
    done = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", path, "-"], capture_output=True, check=True
    )
    return done.stdout.decode("utf-8", "replace")


def xml_text(path: Path) -> str:
    """Every `w:t` of the main part but deleted ones and repeated fallbacks, paragraph by line."""
    with zipfile.ZipFile(path) as archive:
        name = next(n for n in archive.namelist() if re.search(r"word/document\d*\.xml$", n))
        root = etree.fromstring(archive.read(name))
    lines = []
    for paragraph in root.iter(f"{W}p", f"{STRICT}p"):
        parts = []
        for element in paragraph.iter(
            *(f"{n}{t}" for n in (W, STRICT) for t in ("t", "tab", "br"))
        ):
            parents = list(element.iterancestors())
            nearest = next(p for p in parents if p.tag.endswith("}p"))
            lost = {etree.QName(parent).localname for parent in parents} & LOST
            if nearest is paragraph and not lost:
                parts.append(element.text or " ")
        lines.append("".join(parts))
    return "\n".join(lines)


def test_scans_say_that_they_are_scans(corpus: Path) -> None:
    rows = [row for row in manifest(corpus / "odd") if "pdf-no-text" in row["exercises"]]
    scans = [row["file"] for row in rows if "encrypt" not in row["exercises"]]
    assert scans
    for name in scans:
        answer = take(corpus / "odd" / name)
        assert answer.model is not None
        if not answer.model.has_text:
            assert answer.model.note("no_text")
