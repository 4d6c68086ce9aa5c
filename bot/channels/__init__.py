"""Channels to debtors, and the client to Rasa."""
