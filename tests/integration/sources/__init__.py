"""Asking web services: the fake and the real one."""
