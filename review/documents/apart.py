"""Starting a small program of ours in a process of its own, with limits.

For work on untrusted files that is done once in a while (cleaning, printing); reading at upload
has its own, faster sandbox. The child gets no secret of the server's environment, dies with its
whole family when time is over, and sets its own limits of memory and processor time.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

PACKAGE_PARENT: Final = Path(__file__).resolve().parents[2]
_KEPT_ENVIRONMENT: Final = frozenset({
    "PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "XDG_CACHE_HOME", "PYTHONPATH", "VIRTUAL_ENV",
    "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "FONTCONFIG_PATH",
    "FONTCONFIG_FILE",
})  # fmt: skip


class TookTooLong(Exception):
    """The child was not ready in time and was killed."""


def run(module: str, order: bytes, seconds: float) -> tuple[int, bytes, str]:
    """Run ``python -m module`` with ``order`` on its standard input.

    Gives its exit code, its standard output and the end of what it said on standard error.
    Raises TookTooLong after ``seconds`` of wall or, by the child's own limit, processor time.
    """
    with subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=PACKAGE_PARENT,
        env=_environment(),
        start_new_session=True,
    ) as process:
        try:
            made, said = process.communicate(order, timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise TookTooLong from None
    if process.returncode in {-signal.SIGXCPU, -signal.SIGKILL}:
        raise TookTooLong
    return process.returncode, made, said.decode("utf-8", "replace").strip()[-2000:]


def limit(seconds: float, megabytes: int) -> None:
    """Called by the child first: bounds its own processor time and memory."""
    cpu = max(1, round(seconds))
    for what, most in ((resource.RLIMIT_CPU, cpu), (resource.RLIMIT_AS, megabytes << 20)):
        with suppress(ValueError, OSError):  # macOS knows no RLIMIT_AS
            resource.setrlimit(what, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _environment() -> dict[str, str]:
    # Dates inside subset fonts and the order of sets must not change what comes out.
    kept = {name: value for name, value in os.environ.items() if name in _KEPT_ENVIRONMENT}
    return kept | {"SOURCE_DATE_EPOCH": "0", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}
