"""callcenter: an open-source contact-centre backend. See docs/ARCHITECTURE.md for the house."""

__version__ = "0.1.0"
