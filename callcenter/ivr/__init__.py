"""PURE. Flows: their static check (`check`) and their interpreter (`interpreter.advance`).

What goes in and out of a turn is in `turn`. Nothing here waits, speaks, classifies or reads a clock.
"""
