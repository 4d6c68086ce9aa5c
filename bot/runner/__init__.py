"""Processes: what `make run`, `make train` and `make test` start, watch and stop."""
