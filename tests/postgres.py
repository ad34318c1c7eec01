"""A PostgreSQL cluster for one test run, or the server that ZNACHOK_TEST_POSTGRES names.

The cluster lives in the run's own folder and listens on a Unix socket there, so that two runs on
one machine never meet. PostgreSQL refuses to run as root; then its programs run as the user
`postgres`, which Debian's package makes. Nothing is flushed to disk: the cluster dies with the run.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa

DSN_VARIABLE = "ZNACHOK_TEST_POSTGRES"
FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200"


class Cluster:
    """Makes and drops databases; start it with `started_in`."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)

    def named(self, database: str) -> str:
        """The SQLAlchemy URL of a database of this cluster, password included."""
        return self.url.set(database=database).render_as_string(hide_password=False)

    def create(self, database: str, template: str | None = None) -> str:
        """Create a database (a copy of `template` where given) and answer its URL."""
        copied = f' TEMPLATE "{template}" STRATEGY FILE_COPY' if template else ""
        self._run(f'CREATE DATABASE "{database}"{copied}')
        return self.named(database)

    def has(self, database: str) -> bool:
        """Whether the cluster holds a database of this name."""
        with self._connect() as connection:
            row = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [database]
            ).fetchone()
        return row is not None

    def drop(self, database: str) -> None:
        """Drop a database together with whoever is still connected to it."""
        self._run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    @contextmanager
    def scratch(self, template: str | None = None) -> Iterator[str]:
        """The URL of a database of its own, gone after the block."""
        database = f"znachok_test_{uuid.uuid4().hex}"
        try:
            yield self.create(database, template)
        finally:
            self.drop(database)

    def _run(self, statement: str) -> None:
        with self._connect() as connection:
            connection.execute(statement)

    def _connect(self) -> psycopg.Connection:
        plain = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(plain, autocommit=True)


def cluster_in(folder: Path) -> Cluster:
    """The run's cluster: the given server, or one started in `folder` unless it already runs.

    Call it under the run's lock. Raises RuntimeError when PostgreSQL is not installed.
    """
    given = os.environ.get(DSN_VARIABLE)
    if given:
        return Cluster(
            sa.make_url(given).set(drivername="postgresql+psycopg").render_as_string(False)
        )
    home = folder / "postgres"
    if not (home / "postmaster.pid").exists():
        _start(home)
    return Cluster(f"postgresql+psycopg://{_owner()}@/postgres?host={home}")


def stop_in(folder: Path) -> None:
    """Stop the cluster that `cluster_in` started in `folder`, if it did."""
    home = folder / "postgres"
    if (home / "postmaster.pid").exists():
        _call(home, "pg_ctl", "stop", "--pgdata", str(home), "--mode", "immediate", "--wait")


def _start(home: Path) -> None:
    home.mkdir()
    if os.geteuid() == 0:
        shutil.chown(home, _owner(), _owner())
    _call(home, "initdb", "--pgdata", str(home), "--username", _owner(), "--auth", "trust",
          "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync")  # fmt: skip
    options = f"{FAST} -c listen_addresses='' -c unix_socket_directories='{home}'"
    _call(home, "pg_ctl", "start", "--pgdata", str(home), "--wait",
          "--log", str(home / "server.log"), "--options", options)  # fmt: skip


def _call(home: Path, program: str, *arguments: str) -> None:
    as_owner = {"user": _owner(), "group": _owner(), "extra_groups": []}
    subprocess.run(
        [str(_programs() / program), *arguments],
        check=True,
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        **(as_owner if os.geteuid() == 0 else {}),
    )


def _owner() -> str:
    return "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


def _programs() -> Path:
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    if found is None:
        raise RuntimeError(
            f"PostgreSQL is not installed: run ./dev setup, or set {DSN_VARIABLE} to the URL of a "
            "server where databases may be created"
        )
    return Path(found).resolve().parent
