"""an expert may say of a criterion that it does not apply, or that he cannot judge it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward; no mark given until now was skipped."""
    with op.batch_alter_table("marks") as table:
        table.add_column(sa.Column("skip", sa.String(length=20), nullable=False, server_default=""))
    with op.batch_alter_table("marks") as table:
        table.alter_column("skip", server_default=None)
        table.create_check_constraint("points_or_skip", "skip = '' OR points IS NULL")


def downgrade() -> None:
    """Undo `upgrade`; a skipped criterion becomes one without points."""
    with op.batch_alter_table("marks") as table:
        table.drop_constraint("points_or_skip", type_="check")
        table.drop_column("skip")
