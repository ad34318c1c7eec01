"""The product served as in production, for tests that need real requests: gunicorn, one worker."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.run import REPOSITORY

STARTS_WITHIN = 90  # seconds
STOPS_WITHIN = 60  # seconds


@dataclass(frozen=True)
class Server:
    """A running product: where it answers, where its data lies, what it has said."""

    url: str
    data: Path
    log: Path

    def faults(self) -> list[str]:
        """Lines of the log that tell of an exception nobody handled."""
        return [line for line in self.log.read_text().splitlines() if line.startswith("Traceback")]


@contextmanager
def served(data: Path, **settings: str) -> Iterator[Server]:
    """Serve the data folder on a free port of 127.0.0.1 inside the block.

    `settings` are named as the fields of `review.config.Config`. The listening socket is made here
    and handed over, so that no other process can take the port in between. Raises RuntimeError
    with the server's log when it does not start.
    """
    log = data / "server.log"
    with socket.create_server(("127.0.0.1", 0)) as listener, log.open("wb") as output:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        given = {"data": str(data), "base_url": url, **settings}
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--bind", f"fd://{listener.fileno()}",
             "--worker-class", "gthread", "--threads", "8", "--no-control-socket", "wsgi:app"],
            cwd=REPOSITORY,
            env=os.environ | {f"ZNACHOK_{name.upper()}": text for name, text in given.items()},
            pass_fds=[listener.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        listener.close()  # the server's copy is the only one now: should it die, nobody listens
        try:
            _wait(url, process, log)
            yield Server(url, data, log)
        finally:
            process.terminate()
            process.wait(STOPS_WITHIN)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while process.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 - our own
        except urllib.error.HTTPError as answer:
            answer.close()
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")
