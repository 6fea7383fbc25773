"""PURE. A flow as a picture: what is in each box (`cards`, `boxes`), where the boxes go (`layout`), SVG (`drawing`).

`layout` knows nothing of flows, and nobody but `drawing` knows of SVG as a whole. No library draws here.
"""
