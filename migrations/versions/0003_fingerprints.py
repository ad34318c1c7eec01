"""fingerprints of the programmes' texts."""

import sqlalchemy as sa
from alembic import op

from review.database import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward; what was sent before is indexed by the daily work."""
    op.create_table(
        "text_prints",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.Integer(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [f"{one}_id"], [f"{one}s.id"], name=op.f(f"fk_text_prints_{one}_id_{one}s")
            )
            for one in ("programme", "submission", "revision")
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_text_prints")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_text_prints_submission_id")),
        sa.UniqueConstraint("revision_id", name=op.f("uq_text_prints_revision_id")),
    )
    op.create_table(
        "fingerprints",
        sa.Column("hash", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("programme_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_fingerprints_programme_id_programmes"),
        ),
        sa.PrimaryKeyConstraint("hash", "programme_id", name=op.f("pk_fingerprints")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Undo `upgrade`."""
    op.drop_table("fingerprints")
    op.drop_table("text_prints")
