"""PURE. Figures about customers and service: every metric's one definition."""
