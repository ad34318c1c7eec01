"""indexes of the words and numbers people look for, and of an expert's former sheets.

On SQLite the triggers belong to the tables they watch: a later migration that rebuilds one of
these tables must make its triggers anew (a search that finds nothing new would show it).
"""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SEARCHED = {"programmes": "search_text", "submissions": "number", "badges": "search_text"}
#: A table of trigrams beside the table, and the triggers that keep it (manual of FTS5, 4.4.3).
DROPPED = (
    "INSERT INTO words_of_{table} (words_of_{table}, rowid, {column})"
    " VALUES ('delete', old.id, old.{column});"
)
ADDED = "INSERT INTO words_of_{table} (rowid, {column}) VALUES (new.id, new.{column});"
WORDS = (
    "CREATE VIRTUAL TABLE words_of_{table} USING fts5({column}, content='{table}',"
    " content_rowid='id', tokenize='trigram case_sensitive 1')",
    "INSERT INTO words_of_{table} (words_of_{table}) VALUES ('rebuild')",
    "CREATE TRIGGER words_of_{table}_insert AFTER INSERT ON {table} BEGIN " + ADDED + " END",
    "CREATE TRIGGER words_of_{table}_update AFTER UPDATE OF {column} ON {table} BEGIN "
    + DROPPED
    + ADDED
    + " END",
    "CREATE TRIGGER words_of_{table}_delete AFTER DELETE ON {table} BEGIN " + DROPPED + " END",
)


def upgrade() -> None:
    """Bring the schema forward; what is there already is indexed at once."""
    op.create_index(
        "ix_seats_submission_id_person_id", "seats", ["submission_id", "person_id", "round"]
    )
    op.create_index(
        "ix_submissions_found",
        "submissions",
        ["programme_id", "submitted_at", "due_at", "state", "round"],
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    if not sqlite:
        op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for table, column in SEARCHED.items():
        if sqlite:
            for statement in WORDS:
                op.execute(statement.format(table=table, column=column))
        else:
            _keep_trigrams(table, column)


def downgrade() -> None:
    """Undo `upgrade`; the extension stays, for others may use it."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in SEARCHED:
        if sqlite:
            for when in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER words_of_{table}_{when}")
            op.execute(f"DROP TABLE words_of_{table}")
        else:
            op.drop_index(f"words_of_{table}", table)
    op.drop_index("ix_submissions_found", "submissions")
    op.drop_index("ix_seats_submission_id_person_id", "seats")


def _keep_trigrams(table: str, column: str) -> None:
    op.create_index(
        f"words_of_{table}",
        table,
        [column],
        postgresql_using="gin",
        postgresql_ops={column: "gin_trgm_ops"},
    )
