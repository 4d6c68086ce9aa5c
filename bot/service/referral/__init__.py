"""Referrals to a partner: shown and agreed to, sent, acknowledged, reported on, taken back at any time."""
