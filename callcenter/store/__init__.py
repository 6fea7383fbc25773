"""ADAPTER. The only place with SQLAlchemy; one function per question; driver errors become ours here."""
