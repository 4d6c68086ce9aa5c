"""The desk of the agents."""
