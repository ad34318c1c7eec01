"""talks about a submission."""

import sqlalchemy as sa
from alembic import op

from review.database import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    _make_talks()
    _make_messages()


def downgrade() -> None:
    """Undo `upgrade`."""
    for table in ("read_marks", "message_files", "mentions", "messages", "talks"):
        op.drop_table(table)


def _make_talks() -> None:
    op.create_table(
        "talks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "author",
                "staff",
                name="audience_known",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("last_at", Moment(), nullable=False),
        sa.CheckConstraint("length(subject) > 0", name=op.f("ck_talks_subject_given")),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["people.id"], name=op.f("fk_talks_opened_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_talks_submission_id_submissions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talks")),
    )
    op.create_index(op.f("ix_talks_submission_id"), "talks", ["submission_id"], unique=False)


def _make_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("talk_id", sa.Integer(), nullable=False),
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
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("taken_back_at", Moment(), nullable=True),
        sa.Column("remark_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_messages_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["remark_id"], ["remarks.id"], name=op.f("fk_messages_remark_id_remarks")
        ),
        sa.ForeignKeyConstraint(["talk_id"], ["talks.id"], name=op.f("fk_messages_talk_id_talks")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index("ix_messages_talk_id_id", "messages", ["talk_id", "id"], unique=False)
    op.create_table(
        "mentions",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_mentions_message_id_messages")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_mentions_person_id_people")
        ),
        sa.PrimaryKeyConstraint("message_id", "person_id", name=op.f("pk_mentions")),
    )
    op.create_index(op.f("ix_mentions_person_id"), "mentions", ["person_id"], unique=False)
    op.create_table(
        "message_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_message_files_message_id_messages")
        ),
        sa.ForeignKeyConstraint(
            ["sha256"], ["files.sha256"], name=op.f("fk_message_files_sha256_files")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_files")),
        sa.UniqueConstraint(
            "message_id", "sha256", name=op.f("uq_message_files_message_id_sha256")
        ),
    )
    op.create_index(
        op.f("ix_message_files_message_id"), "message_files", ["message_id"], unique=False
    )
    op.create_index(op.f("ix_message_files_sha256"), "message_files", ["sha256"], unique=False)
    op.create_table(
        "read_marks",
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_read_marks_message_id_messages")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_read_marks_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["talk_id"], ["talks.id"], name=op.f("fk_read_marks_talk_id_talks")
        ),
        sa.PrimaryKeyConstraint("talk_id", "person_id", name=op.f("pk_read_marks")),
    )
    op.create_index(op.f("ix_read_marks_person_id"), "read_marks", ["person_id"], unique=False)
