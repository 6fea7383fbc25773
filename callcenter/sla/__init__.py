"""PURE. Calendars and clocks of promises, computed from events."""
