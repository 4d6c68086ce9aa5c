"""Bank statements: CAMT.053 and CSV read, `python -m bot bank`."""
