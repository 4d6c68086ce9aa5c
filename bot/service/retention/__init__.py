"""What has been kept long enough goes: which rows those are, and how they go (the table: bot/debt/retention.yml)."""
