"""Dialogues tried out beforehand: one customer, the real switchboard and the site's own understanding, a clock that is
moved by hand. What a source answers is made up by whoever writes the dialogue. No I/O beyond reading its file.
"""
