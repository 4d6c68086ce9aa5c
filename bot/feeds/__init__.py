"""Creditors' files, in and out."""
