"""Shipped fakes and builders: a day at the call centre in twenty lines."""
