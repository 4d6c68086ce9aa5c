"""Who lives there, and how old they are."""
