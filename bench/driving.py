"""A server process of its own and a browser-like client: keep-alive, cookies, CSRF tokens."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode

from bench.served import COUNTER

ROOT = Path(__file__).parent.parent
STARTS_WITHIN = 60  # seconds
TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')


@contextmanager
def serve(kind: str, data: Path, workers: int) -> Iterator[int]:
    """Serve the data folder with gunicorn as in production; gives the port.

    `kind` is "product" or "bare". Raises RuntimeError with the log when it does not start.
    """
    log_path = data / f"{kind}.log"
    with socket.create_server(("127.0.0.1", 0)) as listener, log_path.open("wb") as log:
        port = listener.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--bind", f"fd://{listener.fileno()}",
             "--worker-class", "gthread", "--threads", "8", "--workers", str(workers),
             "--keep-alive", "600", "--no-control-socket", "--log-level", "warning",
             "bench.served:app"],
            cwd=ROOT,
            env=_environment(kind, data, port),
            pass_fds=[listener.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        listener.close()
        try:
            _wait(port, process, log_path)
            yield port
        finally:
            process.terminate()
            process.wait(30)


def _environment(kind: str, data: Path, port: int) -> dict[str, str]:
    plain = {name: text for name, text in os.environ.items() if not name.startswith("ZNACHOK_")}
    return plain | {
        "BENCH_APP": kind,
        "ZNACHOK_DATA": str(data),
        "ZNACHOK_BASE_URL": f"http://127.0.0.1:{port}",
        "ZNACHOK_WORKER": "0",
    }


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while process.poll() is None and time.monotonic() < until:
        try:
            if Client(port).ask("GET", COUNTER).status == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")


@dataclass
class Answer:
    """An answer and how long it took in seconds, from the first byte sent to the last read."""

    status: int
    body: bytes
    seconds: float
    location: str = ""


@dataclass
class Client:
    """One browser: a connection kept alive, its cookies, the last CSRF token it was given."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        kind: str = "",
        accept: str = "text/html",
    ) -> Answer:
        """Send one request and read the whole answer."""
        headers = {"Accept": accept, "Accept-Language": "ru"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = kind
        begun = perf_counter()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        answer = response.read()
        seconds = perf_counter() - begun
        for line in response.headers.get_all("Set-Cookie") or ():
            name, _, text = line.split(";")[0].partition("=")
            self.cookies[name] = text
        return Answer(response.status, answer, seconds, response.headers.get("Location", ""))

    def open(self, path: str) -> Answer:
        """Open a page and remember its CSRF token. Raises RuntimeError unless it answers 200."""
        answer = self.ask("GET", path)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        if found := TOKEN.search(answer.body):
            self.token = found.group(1).decode()
        return answer

    def send(self, path: str, fields: dict[str, str], accept: str = "text/html") -> Answer:
        """Send a form with the remembered token."""
        body = urlencode({"csrf_token": self.token, **fields}).encode()
        return self.ask("POST", path, body, "application/x-www-form-urlencoded", accept)

    def upload(self, path: str, name: str, data: bytes) -> Answer:
        """Send a file as a browser does."""
        line = "----bench-boundary-7d93"
        head = (
            f'--{line}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{self.token}\r\n'
            f'--{line}\r\nContent-Disposition: form-data; name="document"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        body = head + data + f"\r\n--{line}--\r\n".encode()
        return self.ask("POST", path, body, f"multipart/form-data; boundary={line}")

    def sign_in(self, email: str, password: str) -> None:
        """Sign in through the product's own form. Raises RuntimeError when it refuses."""
        self.open("/accounts/sign-in")
        answer = self.send("/accounts/sign-in", {"email": email, "password": password})
        if answer.status != 303:
            raise RuntimeError(f"signing in as {email} answered {answer.status}")
        self.token = ""  # a new session has a new one

    def statements(self) -> int:
        """SQL statements that this worker has sent since it was last asked."""
        return int(self.ask("GET", COUNTER).body)
