"""The first tables."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "r0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "answers",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_answers")),
    )
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answers_at"), ["at"], unique=False)

    op.create_table(
        "api_keys",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("revoked_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_api_keys_secret_hash")),
    )
    op.create_table(
        "callbacks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=True),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("queue", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.Double(), nullable=False),
        sa.Column("next_at", sa.Double(), nullable=True),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
    )
    with op.batch_alter_table("callbacks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_callbacks_agent_created_at"), ["agent", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_callbacks_created_at_id"), ["created_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_callbacks_customer_created_at"), ["customer", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_callbacks_next_at"), ["next_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_callbacks_queue_created_at"), ["queue", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_callbacks_state_created_at"), ["state", "created_at"], unique=False)

    op.create_table(
        "complaints",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.Column("due_at", sa.Double(), nullable=False),
        sa.Column("next_at", sa.Double(), nullable=True),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
    )
    with op.batch_alter_table("complaints", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaints_cause_created_at"), ["cause", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaints_created_at_id"), ["created_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaints_customer_created_at"), ["customer", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaints_next_at"), ["next_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaints_owner_created_at"), ["owner", "created_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_complaints_state_clock_due_at"), ["state", "clock", "due_at"], unique=False
        )

    op.create_table(
        "contacts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("leg", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=True),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=True),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=True),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("arrived_at", sa.Double(), nullable=False),
        sa.Column("queued_at", sa.Double(), nullable=True),
        sa.Column("connected_at", sa.Double(), nullable=True),
        sa.Column("ended_at", sa.Double(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("disposition", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contacts_agent_arrived_at"), ["agent", "arrived_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_contacts_arrived_at_seq"), ["arrived_at", "seq"], unique=False)
        batch_op.create_index(batch_op.f("ix_contacts_channel_arrived_at"), ["channel", "arrived_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_contacts_customer_arrived_at"), ["customer", "arrived_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_contacts_emergency_arrived_at"), ["emergency", "arrived_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_contacts_intent_arrived_at"), ["intent", "arrived_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_contacts_queue_arrived_at"), ["queue", "arrived_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_contacts_state_arrived_at"), ["state", "arrived_at"], unique=False)

    op.create_table(
        "customers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
    )
    op.create_table(
        "dead_letters",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dead_letters")),
    )
    with op.batch_alter_table("dead_letters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dead_letters_at_id"), ["at", "id"], unique=False)

    op.create_table(
        "decisions",
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("contact", "seq", name=op.f("pk_decisions")),
    )
    op.create_table(
        "journal",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
        sa.UniqueConstraint("key", name=op.f("uq_journal_key")),
    )
    op.create_table(
        "marks",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_marks")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("leg", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_table(
        "outcomes",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("contacts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outcomes")),
    )
    op.create_table(
        "quarantine",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_quarantine")),
    )
    op.create_table(
        "sites",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_sites")),
    )
    op.create_table(
        "snapshots",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_snapshots")),
    )
    op.create_table(
        "timeline",
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("contact", "seq", "n", name=op.f("pk_timeline")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("name", name=op.f("uq_users_name")),
    )
    op.create_table(
        "identities",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer"], ["customers.id"], name=op.f("fk_identities_customer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("kind", "value", "customer", name=op.f("pk_identities")),
    )
    with op.batch_alter_table("identities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identities_customer"), ["customer"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_identities_value"), ["value"], unique=False, postgresql_ops={"value": "text_pattern_ops"}
        )

    op.create_table(
        "log_ins",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name=op.f("fk_log_ins_user"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_log_ins")),
    )
    with op.batch_alter_table("log_ins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_log_ins_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_log_ins_user"), ["user"], unique=False)

    op.create_table(
        "notes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["customer"], ["customers.id"], name=op.f("fk_notes_customer"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    with op.batch_alter_table("notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notes_customer_at"), ["customer", "at"], unique=False)

    op.create_table(
        "orders",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["customer"], ["customers.id"], name=op.f("fk_orders_customer"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
    )
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_orders_customer_at"), ["customer", "at"], unique=False)

    op.create_table(
        "service_requests",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer"], ["customers.id"], name=op.f("fk_service_requests_customer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_requests")),
    )
    with op.batch_alter_table("service_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_requests_customer_at"), ["customer", "at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("service_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_requests_customer_at"))

    op.drop_table("service_requests")
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_orders_customer_at"))

    op.drop_table("orders")
    with op.batch_alter_table("notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notes_customer_at"))

    op.drop_table("notes")
    with op.batch_alter_table("log_ins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_log_ins_user"))
        batch_op.drop_index(batch_op.f("ix_log_ins_expires_at"))

    op.drop_table("log_ins")
    with op.batch_alter_table("identities", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identities_value"), postgresql_ops={"value": "text_pattern_ops"})
        batch_op.drop_index(batch_op.f("ix_identities_customer"))

    op.drop_table("identities")
    op.drop_table("users")
    op.drop_table("timeline")
    op.drop_table("snapshots")
    op.drop_table("sites")
    op.drop_table("quarantine")
    op.drop_table("outcomes")
    op.drop_table("outbox")
    op.drop_table("marks")
    op.drop_table("journal")
    op.drop_table("decisions")
    with op.batch_alter_table("dead_letters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dead_letters_at_id"))

    op.drop_table("dead_letters")
    op.drop_table("customers")
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contacts_state_arrived_at"))
        batch_op.drop_index(batch_op.f("ix_contacts_queue_arrived_at"))
        batch_op.drop_index(batch_op.f("ix_contacts_intent_arrived_at"))
        batch_op.drop_index(batch_op.f("ix_contacts_emergency_arrived_at"))
        batch_op.drop_index(batch_op.f("ix_contacts_customer_arrived_at"))
        batch_op.drop_index(batch_op.f("ix_contacts_channel_arrived_at"))
        batch_op.drop_index(batch_op.f("ix_contacts_arrived_at_seq"))
        batch_op.drop_index(batch_op.f("ix_contacts_agent_arrived_at"))

    op.drop_table("contacts")
    with op.batch_alter_table("complaints", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaints_state_clock_due_at"))
        batch_op.drop_index(batch_op.f("ix_complaints_owner_created_at"))
        batch_op.drop_index(batch_op.f("ix_complaints_next_at"))
        batch_op.drop_index(batch_op.f("ix_complaints_customer_created_at"))
        batch_op.drop_index(batch_op.f("ix_complaints_created_at_id"))
        batch_op.drop_index(batch_op.f("ix_complaints_cause_created_at"))

    op.drop_table("complaints")
    with op.batch_alter_table("callbacks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_callbacks_state_created_at"))
        batch_op.drop_index(batch_op.f("ix_callbacks_queue_created_at"))
        batch_op.drop_index(batch_op.f("ix_callbacks_next_at"))
        batch_op.drop_index(batch_op.f("ix_callbacks_customer_created_at"))
        batch_op.drop_index(batch_op.f("ix_callbacks_created_at_id"))
        batch_op.drop_index(batch_op.f("ix_callbacks_agent_created_at"))

    op.drop_table("callbacks")
    op.drop_table("api_keys")
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answers_at"))

    op.drop_table("answers")
