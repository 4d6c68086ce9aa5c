"""Creditors' files applied to the store, and what creditors must hear back."""

from bot.service.feeds.apply import apply_feed
from bot.service.feeds.export import do_not_contact, events_after
from bot.service.feeds.records import FeedRefused, FeedUnusable, ImportReport

__all__ = ["FeedRefused", "FeedUnusable", "ImportReport", "apply_feed", "do_not_contact", "events_after"]
