"""drafts of rubrics, written in the browser until they are published."""

import sqlalchemy as sa
from alembic import op

from review.database import Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "rubric_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("based_on_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["based_on_id"],
            ["rubric_versions.id"],
            name="fk_rubric_drafts_based_on_id_rubric_versions",
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["people.id"], name="fk_rubric_drafts_changed_by_id_people"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_rubric_drafts"),
    )


def downgrade() -> None:
    """Undo `upgrade`."""
    op.drop_table("rubric_drafts")
