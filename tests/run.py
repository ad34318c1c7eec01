"""One test run: its folder, its databases, and what it could not run.

The pytest process that the user started owns the run. The workers of pytest-xdist find its folder
in the environment and share, under a lock, whatever is costly to make: the PostgreSQL cluster and
the two migrated databases that every test gets a copy of.

The application is imported where it is needed, for the reason that conftest.py gives.
"""

from __future__ import annotations

import fcntl
import os
import pkgutil
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, ClassVar

from jinja2.bccache import Bucket, BytecodeCache

from tests.postgres import Cluster, cluster_in, stop_in

if TYPE_CHECKING:
    from flask import Flask

    from review.config import Config

FOLDER_VARIABLE = "ZNACHOK_TEST_RUN"
REPOSITORY = Path(__file__).resolve().parent.parent
CORPUS = REPOSITORY.parent / "shared" / "corpus"
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}
#: Where Linux keeps a file system in memory, and the bytes a run takes there at most.
MEMORY = "/dev/shm"
ROOM = 4 * 2**30
TEMPLATE = "znachok_test_template"


def begin() -> None:
    """Make the run's folder and forget the settings of the person who runs the tests."""
    for name in [name for name in os.environ if name.startswith("ZNACHOK_")]:
        if not name.startswith("ZNACHOK_TEST_"):
            del os.environ[name]
    folder = Path(tempfile.mkdtemp(prefix="znachok-tests-", dir=_memory()))
    folder.chmod(0o755)  # PostgreSQL runs as another user and must be able to walk in
    os.environ[FOLDER_VARIABLE] = str(folder)


def _memory() -> str | None:
    """A file system in memory where one has room: databases are copied there in no time."""
    try:
        roomy = shutil.disk_usage(MEMORY).free > ROOM and os.access(MEMORY, os.W_OK)
    except OSError:
        return None
    return MEMORY if roomy else None


def end() -> None:
    """Stop what the run started and remove its folder."""
    folder = Path(os.environ.pop(FOLDER_VARIABLE))
    stop_in(folder)
    if os.environ.get("ZNACHOK_TEST_POSTGRES"):
        cluster_in(folder).drop(template_name(folder))
    shutil.rmtree(folder)


def folder() -> Path:
    """The folder of the present run."""
    return Path(os.environ[FOLDER_VARIABLE])


@contextmanager
def locked() -> Iterator[Path]:
    """The run's folder, held by one worker at a time."""
    with (folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder()


def template_name(run: Path) -> str:
    """The name of the run's migrated PostgreSQL database (a given server may serve two runs)."""
    return f"{TEMPLATE}_{run.name.removeprefix('znachok-tests-').lower()}"


def sqlite_template() -> Path:
    """A migrated SQLite database, made by the first worker that asks."""
    with locked() as run:
        made = run / "template.sqlite3"
        if not made.exists():
            fresh = run / "fresh.sqlite3"
            migrate(f"sqlite:///{fresh}")
            fresh.rename(made)
    return made


def postgres_template() -> tuple[Cluster, str]:
    """The cluster and the name of a migrated database in it."""
    with locked() as run:
        cluster, name = cluster_in(run), template_name(run)
        if not (run / "template.postgres").exists():
            cluster.drop(name)  # of an attempt that failed half-way
            migrate(cluster.create(name))
            (run / "template.postgres").touch()
    return cluster, name


def migrate(url: str) -> None:
    """Bring the database behind `url` to the newest schema by the real migrations."""
    import flask_migrate

    from review.config import Config

    settings = Config.from_env({}, data=folder() / "template", database_url=url, worker=False)
    with ledger(settings) as app, app.app_context():
        flask_migrate.upgrade()


@contextmanager
def ledger(settings: Config) -> Iterator[Flask]:
    """The database and no rooms: all that services need, and quick to make."""
    import flask_migrate
    from flask import Flask

    from review.database import db, engine_options, prepare_engine

    for module in pkgutil.iter_modules([str(REPOSITORY / "review" / "models")]):
        import_module(f"review.models.{module.name}")  # tables name one another
    app = Flask("ledger")
    app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        ZNACHOK=settings,
    )
    db.init_app(app)
    flask_migrate.Migrate(app, db, directory=str(REPOSITORY / "migrations"))
    with app.app_context():
        prepare_engine(db.engine)
    with closed_afterwards(app):
        yield app


class CompiledOnce(BytecodeCache):
    """Templates as compiled by the applications before this one, for each language apart."""

    compiled: ClassVar[dict[tuple[str | None, str, str], CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code of the same source in the same language, if it is known."""
        bucket.code = self.compiled.get(self._key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code for the applications after this one."""
        if bucket.code is not None:
            self.compiled[self._key(bucket)] = bucket.code

    @staticmethod
    def _key(bucket: Bucket) -> tuple[str | None, str, str]:
        return getattr(bucket.environment, "language", None), bucket.key, bucket.checksum


@contextmanager
def installation(settings: Config) -> Iterator[Flask]:
    """The whole application with these settings."""
    from review.app import create_app
    from tests.client import Client

    app = create_app(settings)
    app.jinja_env.bytecode_cache = CompiledOnce()
    app.testing = True
    app.test_client_class = Client
    with closed_afterwards(app):
        yield app


@contextmanager
def closed_afterwards(app: Flask) -> Iterator[None]:
    """Close the application's connections to the database after the block."""
    from review.database import db

    try:
        yield
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
