"""A recorded quarter of an hour as real calls on a real Asterisk, our server behind it: `python -m bench asterisk-day`."""
