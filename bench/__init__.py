"""How fast it is, measured from outside: `python -m bench`. Figures are printed, never asserted.

Nothing here is imported by the server or the tests. What each part measures stands on top of its file.
"""
