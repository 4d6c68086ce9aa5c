"""Pauses: wished for, asked about, set, prolonged, ended early."""
