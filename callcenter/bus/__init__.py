"""ADAPTER. Live notices between the parts of the house (and, later, between processes)."""
