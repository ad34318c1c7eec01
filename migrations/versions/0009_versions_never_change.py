"""stored versions of rubrics and tracks never change: the database itself refuses.

On SQLite the triggers belong to the tables they watch: a later migration that rebuilds one of
these tables must make its triggers anew (tests/house/test_versions.py would show it).
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

FROZEN = ("rubric_versions", "track_versions")
REFUSAL = "a stored version never changes"
FUNCTION = f"""
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def upgrade() -> None:
    """Bring the schema forward: from now on rows are added and nothing else."""
    if op.get_bind().dialect.name == "sqlite":
        _watch_sqlite()
    else:
        _watch_postgres()


def _watch_sqlite() -> None:
    for table in FROZEN:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


def _watch_postgres() -> None:
    op.execute(FUNCTION)
    for table in FROZEN:
        for act, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table}"
                f" FOR EACH {each} EXECUTE FUNCTION refuse_change()"
            )


def downgrade() -> None:
    """Undo `upgrade`."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in FROZEN:
        for act in ("update", "delete") if sqlite else ("update", "delete", "truncate"):
            where = "" if sqlite else f" ON {table}"
            op.execute(f"DROP TRIGGER {table}_no_{act}{where}")
    if not sqlite:
        op.execute("DROP FUNCTION refuse_change()")
