"""DOC, ODT and RTF into DOCX by LibreOffice, when the machine has it.

LibreOffice runs as a separate program: with a profile and a folder of its own, without a
network, under limits, in a process group that is killed as a whole when time is up (it
does not heed a polite signal). Without LibreOffice, or without a way to cut the network
off, such files are refused with the advice to save them as DOCX.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from review.documents.refusals import UploadRefused

FORMATS: Final = frozenset({"doc", "odt", "rtf"})
SECONDS: Final = 60.0
MEMORY_KB: Final = 4 << 20
MAX_RESULT: Final = 60 << 20

#: Files converted at once by one application process: LibreOffice is large and slow, others wait.
PARALLEL: Final = 2

_turns = threading.BoundedSemaphore(PARALLEL)
_NAMES: Final = ("soffice", "libreoffice")
_LIMITED: Final = 'ulimit -t "$1" -v "$2" -f "$3" -c 0; shift 3; exec "$@"'
_NO_NETWORK: Final = (("unshare", "--net"), ("unshare", "--map-root-user", "--net"))


def available() -> bool:
    """True when files of `FORMATS` can be read on this machine."""
    return _program() is not None and _cut_off() is not None


def to_docx(path: Path, fmt: str, seconds: float = SECONDS) -> bytes:
    """The DOCX that LibreOffice makes of the file at `path` (`fmt` is one of `FORMATS`).

    Raises UploadRefused: "needs_docx_or_pdf" without LibreOffice, "timeout", "unreadable".
    """
    program, cut_off = _program(), _cut_off()
    if fmt not in FORMATS or program is None or cut_off is None:
        raise UploadRefused("needs_docx_or_pdf", found=fmt)
    with _turns, tempfile.TemporaryDirectory(prefix="znachok-convert-") as folder:
        source = Path(folder) / f"source.{fmt}"
        shutil.copyfile(path, source)
        _run([*cut_off, *_limits(seconds), *_command(program, source)], folder, seconds)
        made = source.with_suffix(".docx")
        if not made.is_file() or not 0 < made.stat().st_size <= MAX_RESULT:
            raise UploadRefused("unreadable")
        return made.read_bytes()


@cache
def _program() -> str | None:
    return next(filter(None, map(shutil.which, _NAMES)), None)


@cache
def _cut_off() -> tuple[str, ...] | None:
    """How to start a program without a network here; None when there is no way."""
    for prefix in _NO_NETWORK:
        with suppress(OSError, subprocess.TimeoutExpired):
            tried = subprocess.run([*prefix, "true"], capture_output=True, timeout=10, check=False)
            if tried.returncode == 0:
                return prefix
    return None


def _limits(seconds: float) -> list[str]:
    blocks = str(MAX_RESULT * 4 // 512)
    return ["sh", "-c", _LIMITED, "sh", str(int(seconds) + 1), str(MEMORY_KB), blocks]


def _command(program: str, source: Path) -> list[str]:
    profile = f"-env:UserInstallation={(source.parent / 'profile').as_uri()}"
    options = ["--headless", "--norestore", "--nolockcheck", "--nologo", "--nodefault"]
    target = ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(source.parent)]
    return [program, profile, *options, *target, str(source)]


def _run(command: list[str], folder: str, seconds: float) -> None:
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={"HOME": folder, "LANG": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired as late:
        raise UploadRefused("timeout", seconds=f"{seconds:g}") from late
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
