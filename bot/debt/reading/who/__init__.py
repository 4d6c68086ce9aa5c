"""Who writes, for whom, and the facts that prove it."""
