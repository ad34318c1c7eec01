"""marks of a sheet keep all selectors of the words they are tied to."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward; old ties stay as quotations."""
    with op.batch_alter_table("marks") as table:
        table.add_column(sa.Column("end_block_id", sa.String(length=50), nullable=True))
        table.add_column(sa.Column("starts", sa.Integer(), nullable=True))
        table.add_column(sa.Column("ends", sa.Integer(), nullable=True))
        for name in ("prefix", "suffix"):
            column = sa.Column(name, sa.String(length=100), nullable=False, server_default="")
            table.add_column(column)
    with op.batch_alter_table("marks") as table:
        for name in ("prefix", "suffix"):
            table.alter_column(name, server_default=None)


def downgrade() -> None:
    """Undo `upgrade`."""
    with op.batch_alter_table("marks") as table:
        for name in ("suffix", "prefix", "ends", "starts", "end_block_id"):
            table.drop_column(name)
