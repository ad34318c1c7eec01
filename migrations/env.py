"""Alembic's way to our database: the engine and tables of the running application."""

import sqlalchemy as sa
from alembic import context
from flask import current_app

from review.database import Base
from review.models.search import NAMED


def include_object(item, name, kind, reflected, compare_to):
    """Migrations own every table of the ledger and nothing else."""
    return not (kind == "table" and reflected and compare_to is None)


def include_name(name, kind, parents):
    """The indexes of words are made by a migration of their own; no table declares them."""
    return not (kind in ("table", "index") and str(name).startswith(NAMED))


def render_item(kind, item, autogen_context):
    """Write our column kinds by their short names."""
    if kind == "type" and type(item).__module__ == Base.__module__:
        name = type(item).__name__
        autogen_context.imports.add(f"from {Base.__module__} import {name}")
        return f"{name}()"
    return False


def _enforce_references(connection: sa.Connection, switch: str) -> None:
    """Set foreign_keys where SQLite heeds it: outside of the transaction SQLAlchemy would begin.

    A batch migration rebuilds a table by dropping the old one, which must not delete its children.
    """
    connection.connection.driver_connection.execute(f"PRAGMA foreign_keys={switch}")


def run() -> None:
    """Run the migrations in one transaction."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:
            _enforce_references(connection, "OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=sqlite,
            compare_type=True,
            include_object=include_object,
            include_name=include_name,
            render_item=render_item,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if sqlite:
            _enforce_references(connection, "ON")


run()
