"""The parser's own process: it answers, it is limited, and it comes back after a fall."""

import json
import os
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from review.documents import sandbox, sandbox_server
from review.documents.checks.dossier import Card
from review.documents.examination import examine
from review.documents.outcome import Ask, outcome_of
from review.documents.refusals import UploadRefused
from review.documents.sandbox import Limits
from tests import run
from tests.documents.word import cell, paragraph, row, table, word_file


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good"
    body = paragraph("Цель программы: развитие внимания"), table(row(cell("Тема"), cell("Часы")))
    path.write_bytes(word_file(*body))
    return path


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large"
    path.write_bytes(word_file("".join(paragraph(f"Слово {n}") for n in range(30_000))))
    return path


def code_of(path, fmt="docx", limits=None):
    with pytest.raises(UploadRefused) as caught:
        sandbox.read(path, fmt, limits)
    return caught.value.code


def test_model_and_structure_come_back(good):
    result = sandbox.read(good, "docx")
    assert result.model.text == "Цель программы: развитие внимания\nТема\tЧасы"
    assert result.structure.sections["goal"].block_id == "b1"


def test_pdf_comes_back(tmp_path):
    path = tmp_path / "pdf"
    path.write_bytes(sandbox_server._SAMPLE_PDF)
    assert sandbox.read(path, "pdf").model.text == "probe"


def test_refusals_of_the_readers_come_back(tmp_path):
    path = tmp_path / "bad"
    path.write_bytes(word_file("<w:altChunk/>"))
    with pytest.raises(UploadRefused) as caught:
        sandbox.read(path, "docx")
    assert (caught.value.code, caught.value.params["part"]) == ("dangerous_part", "alt_chunk")
    path.write_bytes(b"%PDF-1.4 nothing")
    assert code_of(path, "pdf") == "unreadable"


def test_time_is_limited_and_the_server_lives_on(large, good):
    started = time.monotonic()
    assert code_of(large, limits=Limits(seconds=0.05)) == "timeout"
    assert time.monotonic() - started < 3
    assert sandbox.read(good, "docx").model.words == 6


def test_processor_time_is_limited(tmp_path):
    path = tmp_path / "slow"
    path.write_bytes(word_file("".join(paragraph(f"Слово {n}") for n in range(250_000))))
    assert code_of(path, limits=Limits(seconds=1, memory_bytes=1 << 30)) == "timeout"


def test_memory_is_limited(large, good):
    limits = Limits(seconds=60, memory_bytes=70 << 20)
    assert code_of(large, limits=limits) in {"memory", "unreadable"}
    assert sandbox.read(good, "docx").model.words == 6


def test_answer_is_limited(large):
    assert code_of(large, limits=Limits(seconds=60, answer_bytes=10_000)) == "too_complex"


def test_server_that_died_is_started_again(good):
    sandbox.warm_up()
    process = sandbox._server._process
    assert process is not None
    process.kill()
    process.wait()
    assert sandbox.read(good, "docx").model.words == 6


def test_threads_do_not_disturb_one_another(good, tmp_path):
    bad = tmp_path / "bad"
    bad.write_bytes(b"PK\x03\x04 broken")

    def read(number: int) -> str:
        try:
            return sandbox.read(good if number % 2 else bad, "docx").model.format
        except UploadRefused as refused:
            return refused.code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(read, range(40)))
    assert answers == ["truncated", "docx"] * 20


def test_no_descriptors_are_left_open(good):
    sandbox.read(good, "docx")
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        sandbox.read(good, "docx")
    assert len(os.listdir("/proc/self/fd")) == before


def test_child_opens_neither_files_nor_sockets(tmp_path):
    program = textwrap.dedent(
        """
        import socket
        from review.documents import sandbox_server
        sandbox_server._limit({"seconds": 5, "memory_bytes": 1 << 30, "answer_bytes": 1 << 20})
        for attempt in (lambda: open("/etc/hostname"), socket.socket):
            try:
                attempt()
            except OSError as error:
                print(error.errno)
            else:
                print("opened")
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["24", "24"]


def test_server_gets_no_secrets(good, monkeypatch):
    monkeypatch.setenv("ZNACHOK_SECRET_KEY", "s3cret")
    sandbox._server.stop()
    sandbox.warm_up()
    process = sandbox._server._process
    assert process is not None
    environment = Path(f"/proc/{process.pid}/environ").read_bytes()
    assert b"s3cret" not in environment


def test_server_ends_with_its_application():
    program = (
        "from review.documents import sandbox\n"
        "sandbox.warm_up()\nprint(sandbox._server._process.pid)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert not Path(f"/proc/{done.stdout.strip()}").exists()


@pytest.mark.parametrize("name", ["art_brush.docx", "social_media.docx", "tech_smart_home.docx"])
def test_child_examines_as_the_application_would(name):
    """A check that loads something late would break down there: the child opens no file."""
    card = Card(title="Название " * 40, authors=tuple(f"Автор {n}" * 20 for n in range(10)))
    ask = Ask(date(2023, 6, 1), card)
    path = run.REPOSITORY / "review" / "demo" / "programmes" / name
    result = sandbox.read(path, "docx", ask=ask)
    here = outcome_of(examine(result.model, ask.today, ask.card, ask.settings))
    assert result.outcome.failed == ""
    assert [one.key for one in result.outcome.findings] == [one.key for one in here.findings]
    assert result.outcome.passport == json.loads(json.dumps(here.passport))
    assert sandbox.examine(path, "docx", ask) == result.outcome


def test_a_check_that_breaks_down_leaves_the_text_readable(good, monkeypatch):
    def broken(*_args):
        raise ZeroDivisionError("a text quoted")

    monkeypatch.setattr(sandbox_server, "examine", broken)
    model = sandbox.read(good, "docx").model
    told = sandbox_server._examined(model, Ask(date(2023, 6, 1)))
    assert told.failed.startswith("ZeroDivisionError")
    assert "quoted" not in told.failed
