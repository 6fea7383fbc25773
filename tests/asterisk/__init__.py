"""Calls through a real Asterisk. They skip, and say why, where `scripts/test-asterisk.sh` cannot get one."""
