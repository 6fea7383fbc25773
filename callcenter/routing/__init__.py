"""PURE. Waiting lines, candidates, ranking, explanations. Decides who gets what, performs nothing."""
