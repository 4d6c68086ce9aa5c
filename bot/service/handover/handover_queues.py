"""The queues of the desk, and which comes first."""

from __future__ import annotations

PRIORITY = {
    "distress": 0, "legal": 1, "over_indebtedness": 2, "hardship": 3, "dispute": 3, "complaint": 4,
    "payment": 4, "general": 5,
}
"""Lower comes first. Distress heads every queue."""
