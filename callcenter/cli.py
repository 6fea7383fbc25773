"""The command line."""


def run() -> None:
    """Reads the words after `callcenter` and does what they say."""
