"""Telling the operator."""

from __future__ import annotations

import contextlib


def say(text: str) -> None:
    """Print it at once; a closed terminal is no reason to stop halfway."""
    with contextlib.suppress(OSError):
        print(text, flush=True)
