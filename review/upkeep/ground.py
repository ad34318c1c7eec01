"""The database without the rooms: what upkeep, backup and the demo's loader stand on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from flask import Flask
from flask_migrate import Migrate, upgrade

from review import clock, profiles
from review.config import Config
from review.database import db, engine_options, prepare_engine
from review.demo import day
from review.models import all as every_table  # noqa: F401 - tables name one another

MIGRATIONS: Final = Path(__file__).parents[2] / "migrations"


@contextmanager
def ground(config: Config) -> Iterator[Flask]:
    """An application context on the installation's database; closed afterwards.

    The clock stands where the installation's clock stands.
    """
    clock.set_zone(config.zone)
    clock.shift(day.offset(config))
    profiles.forget()
    app = Flask("review.upkeep")
    app.config.update(
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(config.database_url),
        ZNACHOK=config,
    )
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    with app.app_context():
        prepare_engine(db.engine)
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def newest_schema() -> str:
    """The name of the newest migration."""
    from alembic.script import ScriptDirectory  # a third of a second that few verbs need

    return str(ScriptDirectory(str(MIGRATIONS)).get_current_head())


def present_schema() -> str | None:
    """The migration the database stands at; None for an empty database."""
    with db.engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        return connection.scalar(sa.text("SELECT version_num FROM alembic_version"))


def migrate() -> None:
    """Bring the database to the newest schema; nothing to do when it is there."""
    if present_schema() != newest_schema():
        upgrade(directory=str(MIGRATIONS))
