"""Calls handed out through a real Asterisk: ours, Asterisk's own app_queue, and a bare first-in-first-out program."""
