"""The server process behind `sandbox`: forks one limited child for every file.

Runs as `python -m review.documents.sandbox_server FD`. It is single-threaded, holds no
secrets (its environment is empty), and where the system allows it has no network at all.
A child gets its files as open descriptors and may open no more of them, so no document
can make it read another file or connect anywhere.
"""

from __future__ import annotations

import array
import codecs
import ctypes
import gc
import io
import json
import math
import os
import resource
import select
import signal
import socket
import sys
import time
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NoReturn

from review.documents import sections, structure
from review.documents.checks import registry
from review.documents.checks.dossier import Card
from review.documents.examination import examine
from review.documents.outcome import Ask, Outcome, outcome_of
from review.documents.reading import docx, pdf
from review.documents.reading.model import DocumentModel, to_dict
from review.documents.refusals import UploadRefused

_CLONE_NEWNET: Final = 0x40000000
_CLONE_NEWUSER: Final = 0x10000000
_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_PDEATHSIG: Final = 1
_MAX_REQUEST: Final = 4_096
_CODECS: Final = ("cp437", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32",
                  "latin-1", "ascii", "cp1251", "koi8-r")  # fmt: skip
_SAMPLE: Final = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>1. Цель программы: проба</w:t></w:r></w:p></w:body></w:document>"
)

_SAMPLE_PDF: Final = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R
/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length 36>>stream
BT /F1 12 Tf 20 99 Td (probe) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
"""


@dataclass(slots=True)
class _Job:
    """A running child: where its end is told, and when it must be over."""

    report: int
    deadline: float
    timed_out: bool = False


def main(control: socket.socket) -> None:
    """Serve until the application closes its end."""
    _cut_off_network()
    _load_all()
    gc.collect()
    gc.freeze()
    wake = _wake_on_child()
    jobs: dict[int, _Job] = {}
    control.sendall(b"ready")
    while True:
        watched: list[socket.socket | int] = [control, wake]
        ready, _, _ = select.select(watched, [], [], _patience(jobs))
        if wake in ready:
            os.read(wake, 4096)
        _kill_late(jobs)
        _report_ended(jobs)
        if control in ready and not _take_request(control, jobs):
            break
    for pid in jobs:
        _kill(pid)


def _load_all() -> None:
    """Load what Python loads late: a child may open no file, not even a module."""
    sections.load_sections()
    registry.load()
    for codec in _CODECS:
        codecs.lookup(codec)
    sample = io.BytesIO()
    with zipfile.ZipFile(sample, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", _SAMPLE)
    ask = Ask(date(2026, 1, 1), Card(title="Проба", authors=("Проба",)))
    for model in (docx.read(sample), pdf.read(_SAMPLE_PDF)):
        json.dumps(_examined(model, ask).to_json())


def _cut_off_network() -> None:
    """Leave the network for good; without the right to, go on: children cannot connect."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _wake_on_child() -> int:
    """A descriptor that becomes readable when a child ends."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    os.set_blocking(reading, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    return reading


def _patience(jobs: dict[int, _Job]) -> float | None:
    if not jobs:
        return None
    return max(0.0, min(job.deadline for job in jobs.values()) - time.monotonic())


def _kill_late(jobs: dict[int, _Job]) -> None:
    now = time.monotonic()
    for pid, job in jobs.items():
        if job.deadline <= now and not job.timed_out:
            job.timed_out = True
            job.deadline = now + 5
            _kill(pid)


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _report_ended(jobs: dict[int, _Job]) -> None:
    for pid in list(jobs):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended == pid:
            _report(jobs.pop(pid), status)


def _report(job: _Job, status: int) -> None:
    code = os.waitstatus_to_exitcode(status)
    timed_out = job.timed_out or code == -signal.SIGXCPU
    line = json.dumps({"exit": code, "timed_out": timed_out}) + "\n"
    with suppress(OSError):
        os.write(job.report, line.encode())
    os.close(job.report)


def _take_request(control: socket.socket, jobs: dict[int, _Job]) -> bool:
    """Start a child for the next file; False when the application has gone."""
    fds = array.array("i")
    try:
        message, ancillary, _, _ = control.recvmsg(_MAX_REQUEST, socket.CMSG_SPACE(16))
    except OSError:
        return False
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            fds.frombytes(data[: len(data) - len(data) % fds.itemsize])
    if not message or len(fds) != 4:
        return False
    source, order, answer, report = fds
    request = json.loads(message)
    pid = os.fork()
    if pid == 0:
        _close_others({source, order, answer})
        _child(request, source, order, answer)
    for fd in (source, order, answer):
        os.close(fd)
    jobs[pid] = _Job(report, time.monotonic() + request["patience"])
    return True


# --- the child ------------------------------------------------------------------------


def _child(request: dict[str, Any], source: int, order: int, answer: int) -> NoReturn:
    """Read one file and leave by the shortest way; nothing of the server runs on."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        os.setsid()
        gc.disable()
        _limit(request)
        _write(answer, _answer(_order(order), source))
        code = 0
    except BaseException:  # noqa: S110 - any way out of the child is a plain exit code
        pass
    finally:
        os._exit(code)


def _close_others(kept: set[int]) -> None:
    """Let go of the server's own descriptors, so that ends are seen as ends."""
    first = 3
    for fd in (*sorted(kept), 1 << 16):
        os.closerange(first, fd)
        first = fd + 1


def _limit(request: dict[str, Any]) -> None:
    seconds = max(1, math.ceil(request["seconds"]))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    memory = int(request["memory_bytes"])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    size = int(request["answer_bytes"])
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    sys.setrecursionlimit(5_000)


def _order(order: int) -> dict[str, Any]:
    """What is wanted of the file; it comes as a file, since a card may be long."""
    with os.fdopen(order, "rb", closefd=False) as file:
        file.seek(0)
        wanted: dict[str, Any] = json.loads(file.read())
    return wanted


def _answer(order: dict[str, Any], source: int) -> dict[str, Any]:
    """The model with its structure and what the examination found, or the refusal."""
    try:
        model = _read(order["format"], source)
        answer: dict[str, Any] = {}
        if order["model"]:
            answer |= {"model": to_dict(model), "structure": structure.find(model).to_dict()}
        if order["ask"]:
            answer["outcome"] = _examined(model, Ask.from_json(order["ask"])).to_json()
        return answer
    except UploadRefused as refused:
        return {"refused": refused.code, "params": dict(refused.params)}
    except MemoryError:
        return {"refused": "memory"}
    except RecursionError:
        return {"refused": "too_deep"}
    except Exception as error:
        return {"refused": "unreadable", "params": {"detail": _where(error)}}


def _examined(model: DocumentModel, ask: Ask) -> Outcome:
    """What the checks found; one that breaks down does not make the file unreadable."""
    try:
        return outcome_of(examine(model, ask.today, ask.card, ask.settings))
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        return Outcome(failed=_where(error))


def _where(error: Exception) -> str:
    """Kind and place of an error for the log: never its text, which may quote the file."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = f" {os.path.basename(at.tb_frame.f_code.co_filename)}:{at.tb_lineno}" if at else ""
    return type(error).__name__ + place


def _read(fmt: str, source: int) -> DocumentModel:
    with os.fdopen(source, "rb", closefd=False) as file:
        file.seek(0)
        return pdf.read(file.read()) if fmt == "pdf" else docx.read(file)


def _write(answer: int, outcome: dict[str, Any]) -> None:
    try:
        data = json.dumps(outcome, ensure_ascii=False, separators=(",", ":")).encode(
            "utf-8", "replace"
        )
    except MemoryError:
        data = b'{"refused":"memory"}'
    try:
        _write_all(answer, data)
    except OSError:
        os.ftruncate(answer, 0)
        os.lseek(answer, 0, os.SEEK_SET)
        _write_all(answer, b'{"refused":"too_complex"}')


def _write_all(answer: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(answer, view) :]


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as connection:
        main(connection)
