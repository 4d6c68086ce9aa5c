"""Rasa components of ours: the only code that runs in the environment of Rasa."""
