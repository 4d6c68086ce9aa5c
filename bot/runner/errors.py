"""What keeps the runner from starting."""

from __future__ import annotations

from bot.settings import ConfigurationError


class StartError(ConfigurationError):
    """Something needed is missing, taken or broken; the message is the one line that the operator reads."""
