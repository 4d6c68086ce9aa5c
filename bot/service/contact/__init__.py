"""How somebody is written to, whether at all, and when."""
