"""What falls due, done exactly once, and the clock by which it does."""
