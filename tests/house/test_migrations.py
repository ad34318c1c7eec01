"""Migrations make exactly the tables of the models, and every one of them can be undone."""

from collections.abc import Iterator

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from review.config import Config
from review.database import Base, db
from review.models.search import NAMED
from tests import run

pytestmark = pytest.mark.both_databases


@pytest.fixture
def bare(data, empty_database_url: str) -> Iterator[Flask]:
    """A database without any table."""
    settings = Config.from_env({}, data=data, database_url=empty_database_url, secret_key="key")
    with run.ledger(settings) as app, app.app_context():
        yield app


def scripts() -> ScriptDirectory:
    """The folder of migrations."""
    return ScriptDirectory(str(run.REPOSITORY / "migrations"))


def tables() -> set[str]:
    """The names of the tables that the database has, without those of the indexes of words."""
    return {name for name in sa.inspect(db.engine).get_table_names() if is_declared(name)}


def is_declared(name: str | None, *_kind: object) -> bool:
    """Whether a table or index is one that the models declare; indexes of words are not."""
    return not str(name).startswith(NAMED)


def test_models_equal_migrations(bare: Flask) -> None:
    flask_migrate.upgrade()

    with db.engine.connect() as connection:
        options = {"compare_type": True, "include_name": is_declared}
        context = MigrationContext.configure(connection, opts=options)
        differences = compare_metadata(context, Base.metadata)

    assert differences == []
    assert tables() == set(Base.metadata.tables) | {"alembic_version"}


def test_checks_and_names_equal_migrations(bare: Flask) -> None:
    flask_migrate.upgrade()
    inspector = sa.inspect(db.engine)

    for table in Base.metadata.sorted_tables:
        declared = {str(c.name) for c in table.constraints if isinstance(c, sa.CheckConstraint)}
        assert {c["name"] for c in inspector.get_check_constraints(table.name)} == declared
    assert Base.metadata.sorted_tables


def test_every_migration_goes_up_and_down(bare: Flask) -> None:
    revisions = [script.revision for script in scripts().walk_revisions()]

    for revision in reversed(revisions):
        flask_migrate.upgrade(revision=revision)
        flask_migrate.downgrade(revision="-1")
        flask_migrate.upgrade(revision=revision)
    assert len(tables()) > len(revisions)

    flask_migrate.downgrade(revision="base")
    assert tables() <= {"alembic_version"}


def test_migrations_are_one_numbered_row(engine: str) -> None:
    revisions = sorted(script.revision for script in scripts().walk_revisions())

    assert len(scripts().get_heads()) == 1
    assert revisions == [f"{number:04}" for number in range(1, len(revisions) + 1)]


def test_references_rest_while_migrations_run(bare: Flask) -> None:
    seen: list[int] = []

    @sa.event.listens_for(db.engine, "before_cursor_execute")
    def note(connection, cursor, statement, *_rest) -> None:
        if statement.lstrip().startswith("CREATE TABLE") and db.engine.dialect.name == "sqlite":
            seen.append(cursor.connection.execute("PRAGMA foreign_keys").fetchone()[0])

    flask_migrate.upgrade()

    assert set(seen) <= {0}
    assert bool(seen) == (db.engine.dialect.name == "sqlite")
