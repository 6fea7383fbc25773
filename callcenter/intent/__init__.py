"""PURE. Text and what was heard become an Intent with reasons: rules that no model can veto, then a frozen table.

Classifying needs numpy alone; scikit-learn is imported by train.py, while training, and nowhere else.
"""
