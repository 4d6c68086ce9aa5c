"""Days, hours, spans and starts as people name them."""
