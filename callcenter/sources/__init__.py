"""ADAPTER. The company's own web services that a site declares, asked over HTTP. What is asked and what an answer means
is decided in `services/sources.py`; here are addresses, keys, bounds and nothing else."""
