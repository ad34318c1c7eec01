"""findings of the checks; names seen and the copy for experts belong to an upload."""

import sqlalchemy as sa
from alembic import op

from review.database import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    _make_findings()
    with op.batch_alter_table("revisions") as table:
        table.add_column(sa.Column("cleaned_sha256", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("visible_names", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("passport", sa.JSON(none_as_null=True), nullable=True))
        table.add_column(sa.Column("examined_at", Moment(), nullable=True))
        table.add_column(sa.Column("examined_as", sa.String(length=64), nullable=True))
        table.create_foreign_key(
            op.f("fk_revisions_cleaned_sha256_files"), "files", ["cleaned_sha256"], ["sha256"]
        )
    op.execute(
        "UPDATE revisions SET cleaned_sha256 = (SELECT cleaned_sha256 FROM readings"
        " WHERE readings.sha256 = revisions.sha256),"
        " visible_names = COALESCE((SELECT visible_names FROM readings"
        " WHERE readings.sha256 = revisions.sha256), visible_names)"
    )
    with op.batch_alter_table("revisions") as table:
        table.alter_column("visible_names", server_default=None)
    with op.batch_alter_table("readings") as table:
        table.drop_constraint(op.f("fk_readings_cleaned_sha256_files"), type_="foreignkey")
        table.drop_column("cleaned_sha256")
        table.drop_column("visible_names")


def downgrade() -> None:
    """Undo `upgrade`; of several uploads of one file the last one's names are kept."""
    with op.batch_alter_table("readings") as table:
        table.add_column(sa.Column("cleaned_sha256", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("visible_names", sa.JSON(), nullable=False, server_default="[]"))
        table.create_foreign_key(
            op.f("fk_readings_cleaned_sha256_files"), "files", ["cleaned_sha256"], ["sha256"]
        )
    op.execute(
        "UPDATE readings SET cleaned_sha256 = (SELECT cleaned_sha256 FROM revisions"
        " WHERE id = (SELECT MAX(id) FROM revisions WHERE revisions.sha256 = readings.sha256)),"
        " visible_names = COALESCE((SELECT visible_names FROM revisions"
        " WHERE id = (SELECT MAX(id) FROM revisions WHERE revisions.sha256 = readings.sha256)),"
        " visible_names)"
    )
    with op.batch_alter_table("readings") as table:
        table.alter_column("visible_names", server_default=None)
    with op.batch_alter_table("revisions") as table:
        table.drop_constraint(op.f("fk_revisions_cleaned_sha256_files"), type_="foreignkey")
        for column in ("examined_as", "examined_at", "passport", "visible_names", "cleaned_sha256"):
            table.drop_column(column)
    op.drop_table("findings")


def _make_findings() -> None:
    op.create_table(
        "findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=320), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.String(length=40), nullable=False),
        sa.Column("variant", sa.String(length=60), nullable=False),
        sa.Column("severity", sa.String(length=40), nullable=False),
        sa.Column("section", sa.String(length=60), nullable=False),
        sa.Column("mistake", sa.String(length=40), nullable=False),
        sa.Column("block", sa.String(length=50), nullable=False),
        sa.Column("table_row", sa.Integer(), nullable=False),
        sa.Column("table_column", sa.Integer(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        *_decisions(),
        sa.Column("version", sa.Integer(), nullable=False),
        *_constraints(),
    )
    op.create_index(op.f("ix_findings_disputed_at"), "findings", ["disputed_at"])
    op.create_index("ix_findings_revision_id_severity", "findings", ["revision_id", "severity"])


def _decisions() -> list[sa.Column]:
    return [
        sa.Column("disputed_at", Moment(), nullable=True),
        sa.Column("disputed_by_id", sa.Integer(), nullable=True),
        sa.Column("dispute_text", sa.Text(), nullable=False),
        sa.Column("waived_at", Moment(), nullable=True),
        sa.Column("waived_by_id", sa.Integer(), nullable=True),
        sa.Column("waive_reason", sa.Text(), nullable=False),
        sa.Column("upheld_at", Moment(), nullable=True),
        sa.Column("upheld_by_id", sa.Integer(), nullable=True),
        sa.Column("upheld_reason", sa.Text(), nullable=False),
    ]


def _constraints() -> list[sa.Constraint]:
    people = ("disputed_by_id", "waived_by_id", "upheld_by_id")
    return [
        sa.CheckConstraint(
            "severity IN ('block', 'warn', 'note')", name=op.f("ck_findings_severity_known")
        ),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1", name=op.f("ck_findings_confidence_range")),
        sa.CheckConstraint(
            "disputed_at IS NULL OR disputed_by_id IS NOT NULL",
            name=op.f("ck_findings_dispute_has_author"),
        ),
        sa.CheckConstraint(
            "waived_at IS NULL OR (waived_by_id IS NOT NULL AND length(waive_reason) > 0)",
            name=op.f("ck_findings_waiver_has_reason"),
        ),
        sa.CheckConstraint(
            "upheld_at IS NULL OR (upheld_by_id IS NOT NULL AND length(upheld_reason) > 0)",
            name=op.f("ck_findings_upholding_has_reason"),
        ),
        sa.CheckConstraint(
            "waived_at IS NULL OR upheld_at IS NULL", name=op.f("ck_findings_decided_once")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_findings_revision_id_revisions")
        ),
        *(
            sa.ForeignKeyConstraint([one], ["people.id"], name=op.f(f"fk_findings_{one}_people"))
            for one in people
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
        sa.UniqueConstraint("revision_id", "key", name=op.f("uq_findings_revision_id_key")),
    ]
