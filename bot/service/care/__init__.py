"""Danger, need, fear and vulnerability: before everything else."""
