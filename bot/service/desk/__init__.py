"""The desk: who works there, what they see, and what they do for whom."""
