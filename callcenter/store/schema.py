"""Every table on one page. Columns are what questions filter and order by; the rest of a row is JSON in `body`.

Times are seconds since the epoch. JSON is kept as text: what was written comes back byte for byte, and PostgreSQL's
JSONB would refuse an escaped NUL that a customer may well send.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite keeps a row at its key only when the type is called INTEGER.
Seq = BigInteger().with_variant(Integer(), "sqlite")

# --- journal --------------------------------------------------------------------------------------------------------

journal = Table(
    "journal",
    metadata,
    Column("seq", Seq, primary_key=True, autoincrement=False),
    Column("at", Double, nullable=False),
    # NULL when nobody can send the event twice: unique indexes let many NULLs pass.
    Column("key", Text, unique=True),
    Column("type", Text, nullable=False),
    Column("body", Text, nullable=False),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("seq", Seq, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("contacts", Text, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("contact", Text, primary_key=True),
    Column("seq", Seq, primary_key=True, autoincrement=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Text, primary_key=True),
    Column("gateway", Text, nullable=False),
    Column("leg", Text, nullable=False),
    Column("seq", Seq, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Double, nullable=False),
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("seq", Seq, primary_key=True, autoincrement=False),
    Column("at", Double, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

sites = Table(
    "sites",
    metadata,
    Column("version", Text, primary_key=True),
    Column("at", Double, nullable=False),
    Column("body", Text, nullable=False),
)

marks = Table(
    "marks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Seq, nullable=False),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("seq", Seq, primary_key=True, autoincrement=False),
    Column("at", Double, nullable=False),
    Column("type", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("error", Text, nullable=False),
)

# --- contacts: the read model ---------------------------------------------------------------------------------------

contacts = Table(
    "contacts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("seq", Seq, nullable=False),
    Column("channel", Text, nullable=False),
    Column("gateway", Text, nullable=False),
    Column("leg", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("customer", Text),
    Column("caller", Text, nullable=False),
    Column("intent", Text),
    Column("emergency", Boolean, nullable=False),
    Column("queue", Text),
    Column("agent", Text),
    Column("arrived_at", Double, nullable=False),
    Column("queued_at", Double),
    Column("connected_at", Double),
    Column("ended_at", Double),
    Column("end_reason", Text, nullable=False),
    Column("disposition", Text),
    Column("body", Text, nullable=False),
    Index(None, "arrived_at", "seq"),
    Index(None, "customer", "arrived_at"),
    Index(None, "agent", "arrived_at"),
    Index(None, "queue", "arrived_at"),
    Index(None, "intent", "arrived_at"),
    Index(None, "state", "arrived_at"),
    Index(None, "channel", "arrived_at"),
    Index(None, "emergency", "arrived_at"),
)

timeline = Table(
    "timeline",
    metadata,
    Column("contact", Text, primary_key=True),
    Column("seq", Seq, primary_key=True, autoincrement=False),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("at", Double, nullable=False),
    Column("what", Text, nullable=False),
    Column("detail", Text, nullable=False),
)

# --- customers ------------------------------------------------------------------------------------------------------

customers = Table(
    "customers",
    metadata,
    Column("id", Text, primary_key=True),
    # Case-folded, for the search by a part of it.
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
)

identities = Table(
    "identities",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("customer", Text, ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True),
    Index(None, "customer"),
    # PostgreSQL finds a prefix by an index only when it compares byte by byte.
    Index(None, "value", postgresql_ops={"value": "text_pattern_ops"}),
)

notes = Table(
    "notes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("customer", Text, ForeignKey("customers.id", ondelete="CASCADE"), nullable=False),
    Column("at", Double, nullable=False),
    Column("by", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("contact", Text),
    Index(None, "customer", "at"),
)

orders = Table(
    "orders",
    metadata,
    Column("id", Text, primary_key=True),
    Column("customer", Text, ForeignKey("customers.id", ondelete="CASCADE"), nullable=False),
    Column("at", Double, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "customer", "at"),
)

service_requests = Table(
    "service_requests",
    metadata,
    Column("id", Text, primary_key=True),
    Column("customer", Text, ForeignKey("customers.id", ondelete="CASCADE"), nullable=False),
    Column("at", Double, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "customer", "at"),
)

# --- promises -------------------------------------------------------------------------------------------------------

callbacks = Table(
    "callbacks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("customer", Text),
    Column("agent", Text),
    Column("queue", Text),
    Column("state", Text, nullable=False),
    Column("due_at", Double, nullable=False),
    # `due_at` while the promise still waits for its moment, else NULL: what the alarm clock looks at.
    Column("next_at", Double),
    Column("created_at", Double, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "next_at"),
    Index(None, "created_at", "id"),
    Index(None, "customer", "created_at"),
    Index(None, "agent", "created_at"),
    Index(None, "queue", "created_at"),
    Index(None, "state", "created_at"),
)

complaints = Table(
    "complaints",
    metadata,
    Column("id", Text, primary_key=True),
    Column("customer", Text),
    Column("owner", Text),
    Column("cause", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("clock", Text, nullable=False),
    Column("due_at", Double, nullable=False),
    # When the running clock passes its next level (a warning or the breach), else NULL.
    Column("next_at", Double),
    Column("created_at", Double, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "next_at"),
    Index(None, "created_at", "id"),
    Index(None, "customer", "created_at"),
    Index(None, "owner", "created_at"),
    Index(None, "cause", "created_at"),
    Index(None, "state", "clock", "due_at"),
)

# --- receipts of emergencies ----------------------------------------------------------------------------------------

receipts = Table(
    "receipts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("contact", Text, nullable=False, unique=True),
    Column("seq", Seq, nullable=False),
    Column("at", Double, nullable=False),
    Column("keep_until", Double, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "keep_until"),
)

# --- surveys --------------------------------------------------------------------------------------------------------

surveys = Table(
    "surveys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("contact", Text, nullable=False, index=True),
    Column("seq", Seq, nullable=False),
    Column("at", Double, nullable=False),
    Column("channel", Text, nullable=False),
    Column("customer", Text),
    Column("agent", Text),
    Column("queue", Text),
    Column("intent", Text, nullable=False),
    Column("flow", Text, nullable=False),
    Column("grade", Integer, nullable=False),
    Index(None, "at", "id"),
    Index(None, "customer", "at"),
)

# --- keys that sign -------------------------------------------------------------------------------------------------

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("created_at", Double, nullable=False),
    Column("public", Text, nullable=False),
    # NULL when the private half is a file of the operator's.
    Column("private", Text),
)

# --- what customers talk about ---------------------------------------------------------------------------------------

topics = Table(
    "topics",
    metadata,
    # YYYY-MM-DD in the site's zone.
    Column("day", Text, primary_key=True),
    Column("at", Double, nullable=False),
    Column("body", Text, nullable=False),
)

# --- people ---------------------------------------------------------------------------------------------------------

users = Table(
    "users",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("body", Text, nullable=False),
)

log_ins = Table(
    "log_ins",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("user", Text, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("csrf", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("expires_at", Double, nullable=False),
    Index(None, "expires_at"),
    Index(None, "user"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("secret_hash", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("revoked_at", Double),
    UniqueConstraint("secret_hash"),
)

answers = Table(
    "answers",
    metadata,
    Column("key", Text, primary_key=True),
    Column("at", Double, nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "at"),
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("id", Text, primary_key=True),
    Column("gateway", Text, nullable=False),
    Column("at", Double, nullable=False),
    Column("code", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "at", "id"),
)
