"""How somebody wants to be written to, or not at all."""
