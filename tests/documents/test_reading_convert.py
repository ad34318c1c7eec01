"""LibreOffice as a guest: limited, cut off, killed in time, and not needed."""

import os
import time
from pathlib import Path

import pytest

from review.documents import sandbox
from review.documents.reading import convert
from review.documents.refusals import UploadRefused
from tests.documents.word import paragraph, word_file


@pytest.fixture
def office(tmp_path: Path, monkeypatch):
    """A program in LibreOffice's place that does what the given shell lines say."""

    def install(*lines: str) -> None:
        program = tmp_path / "soffice"
        program.write_text("\n".join(("#!/bin/sh", *lines)) + "\n")
        program.chmod(0o755)
        monkeypatch.setattr(convert, "_program", lambda: str(program))
        monkeypatch.setattr(convert, "_cut_off", lambda: ())

    return install


@pytest.fixture
def odt(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(b"an odt")
    return path


def code_of(path, fmt="odt", **more):
    with pytest.raises(UploadRefused) as caught:
        convert.to_docx(path, fmt, **more)
    return caught.value.code


def test_without_the_program_the_remedy_is_named(odt, monkeypatch):
    monkeypatch.setattr(convert, "_program", lambda: None)
    assert not convert.available()
    assert code_of(odt) == "needs_docx_or_pdf"


def test_without_a_way_to_cut_the_network_it_is_not_started(odt, office, monkeypatch):
    office("exit 0")
    monkeypatch.setattr(convert, "_cut_off", lambda: None)
    assert not convert.available()
    assert code_of(odt) == "needs_docx_or_pdf"


def test_other_formats_are_not_given_to_it(odt, office):
    office("exit 0")
    assert code_of(odt, "exe") == "needs_docx_or_pdf"


def test_converted_file_is_read_in_the_sandbox(odt, office, tmp_path):
    made = tmp_path / "made.docx"
    made.write_bytes(word_file(paragraph("Из ODT")))
    office(f"cp {made} source.docx")
    assert convert.available()
    assert sandbox.read(odt, "odt").model.text == "Из ODT"


def test_nothing_or_too_much_made_is_unreadable(odt, office):
    office("exit 0")
    assert code_of(odt) == "unreadable"
    office(": > source.docx")
    assert code_of(odt) == "unreadable"


def test_late_program_is_killed_with_its_children(odt, office, tmp_path):
    pid_file = tmp_path / "pid"
    office("trap '' TERM", "sleep 60 &", f"echo $! > {pid_file}", "wait; wait; sleep 60")
    started = time.monotonic()
    assert code_of(odt, seconds=1) == "timeout"
    assert time.monotonic() - started < 5
    child = int(pid_file.read_text())
    deadline = time.monotonic() + 3
    while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
        status = Path(f"/proc/{child}/stat").read_text().split(")")[1].split()[0]
        if status == "Z":
            break
        time.sleep(0.05)
    else:
        assert not Path(f"/proc/{child}").exists()


def test_it_gets_no_secrets_and_leaves_nothing(odt, office, tmp_path, monkeypatch):
    monkeypatch.setenv("ZNACHOK_SECRET_KEY", "s3cret")
    seen = tmp_path / "seen"
    office(f"env > {seen}; pwd >> {seen}", "echo x > source.docx")
    convert.to_docx(odt, "odt")
    told = seen.read_text()
    assert "s3cret" not in told
    assert not os.path.exists(told.splitlines()[-1])
