"""findings that left the text stay for what was decided about them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward; every finding kept until now is in its text."""
    with op.batch_alter_table("findings") as table:
        table.add_column(sa.Column("gone", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("findings") as table:
        table.alter_column("gone", server_default=None)


def downgrade() -> None:
    """Undo `upgrade`; findings that left their text go for good."""
    op.execute(sa.text("DELETE FROM findings WHERE gone"))
    with op.batch_alter_table("findings") as table:
        table.drop_column("gone")
