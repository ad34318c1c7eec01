"""Fixtures for everybody.

The application is imported by the fixtures that need it and not above, so that the tests of the
rules start at once and run even while the application cannot.

Engine: a test runs on SQLite; marked `both_databases` it runs on PostgreSQL as well. Each test has
a database of its own, copied from one that the real migrations made.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import run
from tests.mailbox import Mailbox, mailbox_on_loopback
from tests.network import loopback_only

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session, scoped_session

    from review.config import Config

ENGINES = ("sqlite", "postgresql")


#: Markers of tests that need something beside the repository, and whether it is missing here.
MISSING = {
    "corpus": lambda: not run.CORPUS.is_dir() and not run.IN_CI,
    "libreoffice": lambda: shutil.which("soffice") is None,
}
WHY = {
    "corpus": "there is no folder ../shared/corpus",
    "libreoffice": "LibreOffice, which the product can use but does not need, is not installed",
}


def pytest_configure(config: pytest.Config) -> None:
    """Begin the run in the process that the user started, not in its workers."""
    if not hasattr(config, "workerinput"):
        run.begin()


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what `pytest_configure` began."""
    if not hasattr(config, "workerinput"):
        run.end()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let a test marked `both_databases` meet both engines."""
    if metafunc.definition.get_closest_marker("both_databases"):
        metafunc.parametrize("engine", ENGINES, indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests by the fixtures they use; leave out what this machine cannot run."""
    for item in items:
        names = getattr(item, "fixturenames", ())
        for fixture, marker in (("corpus", "corpus"), ("browser", "browser")):
            if fixture in names:
                item.add_marker(marker)
    absent = {marker for marker in MISSING if MISSING[marker]()}
    left_out = [item for item in items if any(map(item.get_closest_marker, absent))]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say aloud what this machine could not run."""
    for marker, why in WHY.items():
        if MISSING[marker]():
            terminalreporter.write_line(f"not run: the tests marked `{marker}`, because {why}")


@pytest.fixture(scope="session", autouse=True)
def fence() -> Iterator[None]:
    """No test reaches another machine."""
    with loopback_only():
        yield


@pytest.fixture
def corpus() -> Path:
    """The folder of real and hostile documents beside the repository."""
    return run.CORPUS


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """Which database engine the test meets: `sqlite` or `postgresql`."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The test's own data folder."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def empty_database_url(engine: str, data: Path) -> Iterator[str]:
    """The URL of a database without any table."""
    if engine == "sqlite":
        yield f"sqlite:///{data / 'znachok.sqlite3'}"
        return
    with run.locked() as folder:
        cluster = run.cluster_in(folder)
    with cluster.scratch() as url:
        yield url


@pytest.fixture
def database_url(engine: str, data: Path) -> Iterator[str]:
    """The URL of a migrated database with nothing in it."""
    if engine == "sqlite":
        shutil.copyfile(run.sqlite_template(), data / "znachok.sqlite3")
        yield f"sqlite:///{data / 'znachok.sqlite3'}"
        return
    cluster, template = run.postgres_template()
    with cluster.scratch(template) as url:
        yield url


@pytest.fixture
def config(data: Path, database_url: str) -> Config:
    """Settings of an empty installation; nothing works in the background."""
    from review.config import Config

    return Config.from_env(
        {}, data=data, database_url=database_url, secret_key="a key for tests", worker=False
    )


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """The application on the test's own database; no context is pushed."""
    with run.installation(config) as application:
        yield application


@pytest.fixture
def ledger(config: Config) -> Iterator[Flask]:
    """The database without the rooms."""
    with run.ledger(config) as application:
        yield application


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without script: keeps cookies, follows nothing by itself."""
    return app.test_client()


@pytest.fixture
def db_session(request: pytest.FixtureRequest, config: Config) -> Iterator[scoped_session[Session]]:
    """The session that services use, inside an application context, for the whole test.

    A test that does not ask for `app` stands on the ledger alone, without the rooms.
    """
    from review.database import db

    whole = {"app", "client"} & set(request.fixturenames)
    home: Flask = request.getfixturevalue("app" if whole else "ledger")
    with home.app_context():
        yield db.session
        db.session.rollback()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A real SMTP server on this machine and the letters it received."""
    with mailbox_on_loopback() as box:
        yield box
