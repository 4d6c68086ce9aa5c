"""What somebody can carry: told, put right, read back, kept as a paper."""
