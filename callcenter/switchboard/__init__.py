"""PURE. One contact's whole life: ivr and routing put together, every invariant in one place."""
