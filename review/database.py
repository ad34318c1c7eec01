"""The ground of the ledger: the base class of tables, the engine's settings, column kinds.

SQLite opens every transaction that may write with BEGIN IMMEDIATE: a deferred transaction that
reads first and writes later either loses updates or fails with "database is locked". Requests
that only read say so (`reading`) and take a plain BEGIN.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase

BUSY_TIMEOUT_MS = 15_000
#: The first SQLite whose write-ahead log cannot be corrupted by a reset race.
SAFE_WAL = (3, 51, 3)
POINT_PARTS = 1000

_reading: ContextVar[bool] = ContextVar("reading", default=False)


class Base(DeclarativeBase):
    """Base of every table; constraints are named so that a migration can drop them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware moment; kept as UTC without a zone where the engine has no zones (SQLite)."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        return dialect.type_descriptor(sa.DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Points(sa.types.TypeDecorator[Decimal]):
    """Points of a mark or total, exact to a thousandth; kept as a whole number of thousandths."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> int | None:
        if value is None:
            return None
        parts = Decimal(value) * POINT_PARTS
        if parts != parts.to_integral_value():
            raise ValueError(f"{value} is finer than a thousandth of a point")
        return int(parts)

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / POINT_PARTS


def choice(kind: type[StrEnum], name: str) -> sa.Enum:
    """A column that holds one word of `kind`, guarded by a CHECK constraint of that name."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        name=name,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


@contextmanager
def reading() -> Iterator[None]:
    """Transactions begun inside the block only read, so they need not queue for the write lock."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def set_reading(value: bool) -> None:
    """Tell whether transactions begun from here on in this context only read."""
    _reading.set(value)


def engine_options(url: str) -> dict[str, Any]:
    """Keyword arguments of `create_engine` for the URL."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False}}
    return {
        "pool_pre_ping": True,
        "connect_args": {
            "options": "-c statement_timeout=60000 -c lock_timeout=15000"
            " -c idle_in_transaction_session_timeout=60000 -c timezone=UTC"
        },
    }


def prepare_engine(engine: sa.Engine) -> None:
    """Attach the durable settings of SQLite to an engine; nothing to do for PostgreSQL."""
    if engine.dialect.name != "sqlite":
        return
    sa.event.listen(engine, "connect", _on_connect)
    sa.event.listen(engine, "begin", _on_begin)


def journal_mode() -> str:
    """WAL where this SQLite is free of the reset race, the rollback journal otherwise."""
    return "WAL" if sqlite3.sqlite_version_info >= SAFE_WAL else "DELETE"


def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute(f"PRAGMA journal_mode={journal_mode()}")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _on_begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")
