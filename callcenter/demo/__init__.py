"""The demo bank, its customers and a simulated gateway with simulated people."""
