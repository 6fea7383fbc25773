"""Settings come from flags, then the environment (`CALLCENTER_DATABASE`, ...), then these defaults."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="CALLCENTER_", extra="ignore")

    database: str = "sqlite:///callcenter.db"
    bus: Literal["memory"] = "memory"
    """Notices between processes: there is one process."""
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    site: Path | None = None
    """None: the demo bank."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    receipt_key: Path | None = None
    """PEM file of the Ed25519 key receipts are signed with; None: one made at first use and kept in the database."""
    snapshot_every: int = Field(default=5000, ge=1)
    """Events between two snapshots of the live state."""
    secure_cookies: bool = False
    """Set behind TLS: cookies are then sent over https only."""
    allowed_origins: str = ""
    """Further origins (space separated) whose pages may open sockets; the server's own is always allowed."""
    trusted_proxies: str = ""
    """Addresses (space separated) of proxies in front whose X-Forwarded-For is believed."""
