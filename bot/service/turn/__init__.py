"""A message's way: stored as it arrives, one turn at a time, never lost."""
