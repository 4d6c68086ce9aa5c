"""Sums as people tell them: how much, of what, how often, whose, and what is in doubt."""
