"""The words of the house: frozen dataclasses, transition tables, every event and every command.

Nothing here decides anything, reads a clock or touches the outside; every other room may import it.
"""
