"""Words made plain: spelling, numbers, what may leave the server, what a message says and nothing else."""
