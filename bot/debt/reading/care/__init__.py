"""Need, fear, and who reads along."""
