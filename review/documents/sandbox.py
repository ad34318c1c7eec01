"""Reads a teacher's file in a process of its own, with limits; the caller never parses.

One small server process is started per application process and kept. For each file it
forks a child that may not open files or sockets, has a limit on memory and time, and
gives its answer back through a temporary file. A fork of a small, single-threaded server
costs a few milliseconds and is safe under threads, unlike forking the application.
"""

from __future__ import annotations

import array
import atexit
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Final

import review
from review.documents.outcome import Ask, Outcome
from review.documents.reading import convert
from review.documents.reading.model import DocumentModel, collector_paused, from_dict
from review.documents.refusals import REFUSALS, UploadRefused
from review.documents.structure import Structure, structure_from_dict

_SERVER: Final = "review.documents.sandbox_server"
PATIENCE: Final = 2.5

_START_SECONDS: Final = 20.0
_GRACE_SECONDS: Final = 3.0
#: Files read at once by one application process; others wait for their turn.
PARALLEL: Final = max(2, (os.cpu_count() or 2) * 2)
_Files = tuple[BinaryIO, BinaryIO, BinaryIO]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: seconds of processor time, sizes in bytes.

    On the clock it may take `PATIENCE` times as long, since other work shares the machine.
    """

    seconds: float = 10.0
    memory_bytes: int = 512 << 20
    answer_bytes: int = 64 << 20

    @property
    def patience(self) -> float:
        """Seconds on the clock after which a file is given up."""
        return self.seconds * PATIENCE


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What came out of a file; `outcome` is None where no examination was asked for."""

    model: DocumentModel
    structure: Structure
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class _Order:
    """What a child is told: the format, what to examine against, whether the model is wanted."""

    fmt: str
    ask: Ask | None = None
    model: bool = True

    def to_bytes(self) -> bytes:
        ask = self.ask.to_json() if self.ask else None
        return json.dumps({"format": self.fmt, "ask": ask, "model": self.model}).encode()


def read(path: Path, fmt: str, limits: Limits | None = None, ask: Ask | None = None) -> ReadResult:
    """Read the stored file at `path` outside this process, and examine it where `ask` is given.

    `fmt` is "docx" or "pdf"; "doc", "odt" and "rtf" are made into DOCX before, where
    LibreOffice is installed (`convert.available`). `limits` hold for reading and
    examination together.
    Raises UploadRefused for every other outcome: the readers' own codes, "timeout" and
    "memory" at the limits, "unreadable" when the parser broke down, "reader_away" when
    the server cannot be started.
    """
    data = _answer(path, _Order(fmt, ask), limits or Limits())
    with collector_paused():
        model, structure = from_dict(data["model"]), structure_from_dict(data["structure"])
    return ReadResult(model, structure, _outcome(data))


def examine(path: Path, fmt: str, ask: Ask, limits: Limits | None = None) -> Outcome:
    """Examine the stored file at `path` outside this process; like `read`, without the model."""
    outcome = _outcome(_answer(path, _Order(fmt, ask, model=False), limits or Limits()))
    if outcome is None:
        raise UploadRefused("unreadable")
    return outcome


def _outcome(data: dict[str, Any]) -> Outcome | None:
    return Outcome.from_json(data["outcome"]) if data.get("outcome") else None


def _answer(path: Path, order: _Order, limits: Limits) -> dict[str, Any]:
    if order.fmt not in convert.FORMATS:
        with path.open("rb") as source:
            return _run(source, order, limits)
    with tempfile.TemporaryFile() as made:
        made.write(convert.to_docx(path, order.fmt))
        made.flush()
        return _run(made, replace(order, fmt="docx"), limits)


def _run(source: BinaryIO, order: _Order, limits: Limits) -> dict[str, Any]:
    with _slots, tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as answer:
        asked.write(order.to_bytes())
        asked.flush()
        status = _server.run((source, asked, answer), limits)
        with collector_paused():
            return _result(status, answer, limits)


def warm_up() -> None:
    """Start the server process now rather than at the first file."""
    _server.start()


def _result(status: dict[str, Any], answer: BinaryIO, limits: Limits) -> dict[str, Any]:
    if status.get("timed_out"):
        raise UploadRefused("timeout", seconds=f"{limits.seconds:g}")
    if status.get("exit") != 0:
        raise UploadRefused("unreadable")
    answer.seek(0)
    try:
        data: dict[str, Any] = json.loads(answer.read(limits.answer_bytes + 1))
    except ValueError as error:
        raise UploadRefused("too_complex") from error
    if "refused" in data:
        raise _refusal(data)
    return data


def _refusal(data: dict[str, Any]) -> UploadRefused:
    code = data["refused"] if data["refused"] in REFUSALS else "unreadable"
    return UploadRefused(code, **data.get("params", {}))


class _Server:
    """The server process of this application process, started when first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._owner = 0

    def start(self) -> socket.socket:
        """The control socket of a living server. Raises UploadRefused "reader_away"."""
        with self._lock:
            alive = self._process is not None and self._process.poll() is None
            if not alive or self._control is None or self._owner != os.getpid():
                self._discard()
                self._launch()
            assert self._control is not None  # noqa: S101 - set by _launch
            return self._control

    def run(self, files: _Files, limits: Limits) -> dict[str, Any]:
        """Have one file read (itself, the order, the place of the answer).

        One new try when the server had died meanwhile.
        """
        for last in (False, True):
            control = self.start()
            try:
                return _ask(control, files, limits)
            except (OSError, EOFError) as error:
                self.stop()
                if last:
                    raise UploadRefused("reader_away") from error
        raise UploadRefused("reader_away")

    def stop(self) -> None:
        """End the server; it also ends by itself when this process is gone."""
        with self._lock:
            self._discard()

    def _discard(self) -> None:
        """Let go of a server; one started by a parent before a fork is not ours to end."""
        control, process = self._control, self._process
        self._control = self._process = None
        if control is not None:
            control.close()
        if process is not None and self._owner == os.getpid():
            _reap(process)

    def _launch(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        root = str(Path(review.__file__).resolve().parent.parent)
        try:
            process = subprocess.Popen(
                [sys.executable, "-m", _SERVER, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,  # Ctrl+C is for the application; the server follows it
                env={"PYTHONPATH": root, "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            )
        except OSError as error:
            ours.close()
            raise UploadRefused("reader_away") from error
        finally:
            theirs.close()
        ready, _, _ = select.select([ours], [], [], _START_SECONDS)
        if not ready or ours.recv(64) != b"ready":
            ours.close()
            process.kill()
            _reap(process)
            raise UploadRefused("reader_away")
        self._process, self._control, self._owner = process, ours, os.getpid()


def _ask(control: socket.socket, files: _Files, limits: Limits) -> dict[str, Any]:
    """Send the files to the server and wait for the child's end."""
    request = json.dumps({"patience": limits.patience, **asdict(limits)}).encode()
    reading, writing = socket.socketpair()
    with reading:
        with writing:
            fds = array.array("i", [*(file.fileno() for file in files), writing.fileno()])
            control.sendmsg([request], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
        return _await(reading, time.monotonic() + limits.patience + _GRACE_SECONDS)


def _await(reading: socket.socket, deadline: float) -> dict[str, Any]:
    """The server's one line about the child; its own watch is the first to kill."""
    received = b""
    while not received.endswith(b"\n"):
        reading.settimeout(max(0.01, deadline - time.monotonic()))
        try:
            chunk = reading.recv(4096)
        except TimeoutError:
            return {"timed_out": True}
        if not chunk:
            raise EOFError("the reading server went away")
        received += chunk
    status: dict[str, Any] = json.loads(received)
    return status


def _reap(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(timeout=2)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


_slots = threading.BoundedSemaphore(PARALLEL)
_server = _Server()
atexit.register(_server.stop)
