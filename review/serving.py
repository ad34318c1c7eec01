"""Serving the product with gunicorn: one process of threads, the embedded runner inside.

One worker process is right for SQLite; a region on PostgreSQL may ask for more. Each worker
builds its own application after the fork, so no connection is shared between processes.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Final

from flask import Flask
from gunicorn.app.base import BaseApplication

from review.upkeep import chores

GRACEFUL_SECONDS: Final = 30
TIMEOUT_SECONDS: Final = 120


class _Server(BaseApplication):
    """Gunicorn with settings from here: no configuration file, no command line."""

    def __init__(self, make_app: Callable[[], Flask], options: dict[str, Any]) -> None:
        self.make_app, self.options = make_app, options
        super().__init__()

    def load_config(self) -> None:
        """Hand our settings to gunicorn."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application of one worker process, with its runner."""
        app = self.make_app()
        chores.start(app, app.config["ZNACHOK"])
        return app


def run(
    make_app: Callable[[], Flask],
    host: str,
    port: int,
    workers: int = 1,
    threads: int = 8,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Serve until told to stop; `ready` is called when the socket listens.

    Requests under way are finished for half a minute after SIGTERM.
    """
    os.umask(0o077)
    _Server(
        make_app,
        {
            "bind": [f"[{host}]:{port}" if ":" in host else f"{host}:{port}"],
            "worker_class": "gthread",
            "workers": workers,
            "threads": threads,
            "timeout": TIMEOUT_SECONDS,
            "graceful_timeout": GRACEFUL_SECONDS,
            "control_socket_disable": True,
            "keepalive": 5,
            "loglevel": "warning",
            "when_ready": lambda _server: ready(),
            "forwarded_allow_ips": "",
        },
    ).run()
