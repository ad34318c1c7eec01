"""lives of remarks: their turns, their places on later revisions, the bank of wordings."""

import sqlalchemy as sa
from alembic import op

from review.database import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward; what was said before becomes the first turns."""
    _change_remarks()
    _make_turns()
    _make_places()
    _make_bank()
    _tell_turns()


def downgrade() -> None:
    """Undo `upgrade`; the last answer stays with the remark."""
    op.drop_table("bank_entries")
    op.drop_table("remark_places")
    op.drop_table("remark_turns")
    with op.batch_alter_table("remarks") as table:
        table.drop_constraint(op.f("ck_remarks_range_forward"), type_="check")
        table.drop_constraint("scope_known", type_="check")
        for column in ("mistake", "ends", "starts", "end_block_id", "scope"):
            table.drop_column(column)


def _change_remarks() -> None:
    scope = sa.Enum(
        "words",
        "block",
        "section",
        "document",
        name="scope_known",
        native_enum=False,
        create_constraint=True,
        length=40,
    )
    with op.batch_alter_table("remarks") as table:
        table.add_column(sa.Column("scope", scope, nullable=False, server_default="document"))
        table.add_column(sa.Column("end_block_id", sa.String(length=50), nullable=True))
        table.add_column(sa.Column("starts", sa.Integer(), nullable=True))
        table.add_column(sa.Column("ends", sa.Integer(), nullable=True))
        table.add_column(sa.Column("mistake", sa.String(length=40), nullable=True))
        table.create_check_constraint(
            op.f("ck_remarks_range_forward"), "starts IS NULL OR starts <= ends"
        )
    op.execute("UPDATE remarks SET scope = 'words' WHERE quote <> ''")
    op.execute("UPDATE remarks SET scope = 'block' WHERE quote = '' AND block_id IS NOT NULL")
    with op.batch_alter_table("remarks") as table:
        table.alter_column("scope", server_default=None)


def _make_turns() -> None:
    op.create_table(
        "remark_turns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("remark_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "written",
                "changed",
                "mended",
                "objected",
                "verified",
                "reopened",
                "withdrawn",
                "kept",
                "moved",
                "dropped",
                name="kind_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "teacher",
                "internal_expert",
                "moc",
                "rmc",
                "expert",
                "administrator",
                "system",
                name="role_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("expert_place", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_remark_turns_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["remark_id"], ["remarks.id"], name=op.f("fk_remark_turns_remark_id_remarks")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_remark_turns_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark_turns")),
    )
    op.create_index(op.f("ix_remark_turns_remark_id"), "remark_turns", ["remark_id"], unique=False)


def _make_places() -> None:
    op.create_table(
        "remark_places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("remark_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column(
            "found",
            sa.Enum(
                "exact",
                "moved",
                "drifted",
                "orphan",
                name="found_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "sure",
                "waiting",
                "kept",
                "moved",
                "dropped",
                name="state_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("prefix", sa.String(length=100), nullable=False),
        sa.Column("suffix", sa.String(length=100), nullable=False),
        sa.Column("block_id", sa.String(length=50), nullable=True),
        sa.Column("end_block_id", sa.String(length=50), nullable=True),
        sa.Column("starts", sa.Integer(), nullable=True),
        sa.Column("ends", sa.Integer(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('sure', 'waiting') OR decided_by_id IS NOT NULL",
            name=op.f("ck_remark_places_decided_by_someone"),
        ),
        sa.CheckConstraint(
            "confidence BETWEEN 0 AND 1", name=op.f("ck_remark_places_confidence_range")
        ),
        sa.CheckConstraint(
            "starts IS NULL OR starts <= ends", name=op.f("ck_remark_places_range_forward")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name=op.f("fk_remark_places_decided_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["remark_id"], ["remarks.id"], name=op.f("fk_remark_places_remark_id_remarks")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_remark_places_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark_places")),
        sa.UniqueConstraint(
            "remark_id", "revision_id", name=op.f("uq_remark_places_remark_id_revision_id")
        ),
    )
    op.create_index(
        op.f("ix_remark_places_revision_id"), "remark_places", ["revision_id"], unique=False
    )


def _make_bank() -> None:
    op.create_table(
        "bank_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("criterion_id", sa.String(length=50), nullable=True),
        sa.Column("mistake", sa.String(length=40), nullable=True),
        sa.Column(
            "level",
            sa.Enum(
                "must",
                "improve",
                "praise",
                name="level_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("retired_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(text) > 0", name=op.f("ck_bank_entries_text_given")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["people.id"], name=op.f("fk_bank_entries_owner_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_entries")),
    )
    op.create_index(op.f("ix_bank_entries_owner_id"), "bank_entries", ["owner_id"], unique=False)


def _tell_turns() -> None:
    """The writing, the author's last answer and the examiner's word of every remark.

    Folded in the order of their moments the turns give the status the remark has: a settling is
    dated no earlier than the answer it follows, and one never dated by what is known.
    """
    op.execute(
        "INSERT INTO remark_turns"
        " (remark_id, revision_id, kind, at, person_id, role, expert_place, text)"
        " SELECT id, revision_id, 'written', created_at, person_id, role, expert_place, text"
        " FROM remarks ORDER BY id"
    )
    _tell_reopened_before_answer()
    op.execute(
        "INSERT INTO remark_turns (remark_id, revision_id, kind, at, person_id, role, text)"
        " SELECT remarks.id, revision_id,"
        " CASE WHEN status = 'objected' THEN 'objected' ELSE 'mended' END,"
        " replied_at, uploaded_by_id, 'teacher', reply"
        " FROM remarks JOIN revisions ON revisions.id = remarks.revision_id"
        " WHERE replied_at IS NOT NULL ORDER BY remarks.id"
    )
    op.execute(
        "INSERT INTO remark_turns (remark_id, revision_id, kind, at, person_id, role, text)"
        " SELECT id, revision_id, CASE status WHEN 'verified' THEN 'verified'"
        " WHEN 'withdrawn' THEN 'withdrawn' ELSE 'reopened' END,"
        " CASE WHEN replied_at > COALESCE(settled_at, created_at) THEN replied_at"
        " ELSE COALESCE(settled_at, created_at) END, COALESCE(settled_by_id, person_id), role, ''"
        " FROM remarks WHERE status IN ('verified', 'withdrawn') OR (status = 'open'"
        " AND (settled_at IS NOT NULL OR replied_at IS NOT NULL)) ORDER BY id"
    )


def _tell_reopened_before_answer() -> None:
    """What was settled and is answered now had been opened again before the answer."""
    op.execute(
        "INSERT INTO remark_turns (remark_id, revision_id, kind, at, person_id, role, text)"
        " SELECT id, revision_id, 'reopened',"
        " CASE WHEN settled_at < replied_at THEN settled_at ELSE replied_at END,"
        " COALESCE(settled_by_id, person_id), role, ''"
        " FROM remarks WHERE status IN ('mended', 'objected') AND settled_at IS NOT NULL"
        " ORDER BY id"
    )
