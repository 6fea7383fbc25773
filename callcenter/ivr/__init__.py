"""PURE. Flows: their static check and their interpreter. Never waits, never speaks itself."""
