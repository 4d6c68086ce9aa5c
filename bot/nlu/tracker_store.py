"""Where Rasa keeps what it knows of a conversation: a line a turn in PostgreSQL, the tracker itself in memory.

The stock SQL store reads, parses and replays a whole session at every turn. Here Rasa is handed the tracker that it
gave back after the turn before; the lines are read only after a restart. They hold no words of anybody: what was
said is kept in one place, the case store, and the dialogue goes on from intents, slots and actions alone.
"""

from __future__ import annotations

import json
import logging
import time
from collections import OrderedDict
from contextlib import contextmanager
from typing import Any, Dict, Iterable, Iterator, List, Optional, Set, Text

import psycopg2
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

logger = logging.getLogger(__name__)

HELD = 500
"""Trackers kept in memory; about 100 KB each."""
FAILED: Set[Text] = set()
"""Sessions of which something could not be read or kept. Rasa goes on as if nothing were known of them: what it answers
there is not to be told (`door.py`), and the server begins another session.
"""
KEPT_DAYS = 3
"""A session of Rasa's ends with its errand, and its id never comes back: after that its lines serve nothing."""
_SWEEP_SECONDS = 3600.0
_TABLE = """
create table if not exists turn (
    sender text not null, first integer not null, events text not null,
    saved_at timestamptz not null default now(), primary key (sender, first)
);
create index if not exists turn_saved_at on turn (saved_at);
"""


def wordless(event: Dict[Text, Any]) -> Dict[Text, Any]:
    """An event as it is kept: without what was said, by either side, and without the values of choices."""
    if event.get("event") == "bot":
        return {**event, "text": None, "data": {}, "metadata": {}}
    if event.get("event") == "user":
        parsed = event.get("parse_data") or {}
        kept = {"intent": parsed.get("intent") or {}, "entities": [], "text": ""}
        return {**event, "text": "", "parse_data": kept, "metadata": {}}
    return event


@contextmanager
def _noted(sender: Text) -> Iterator[None]:
    """Whatever fails is remembered: Rasa itself only logs it."""
    try:
        yield
    except Exception:
        FAILED.add(sender)
        raise


class TurnStore(TrackerStore):
    """`tracker_store: {type: bot.nlu.tracker_store.TurnStore, url: postgresql://...}` in endpoints.yml."""

    def __init__(
        self, domain: Optional[Domain], event_broker: Optional[EventBroker] = None, host: Text = "", **kwargs: Any
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self._url = host
        self._connection: Any = None
        self._held: "OrderedDict[Text, DialogueStateTracker]" = OrderedDict()
        self._stored: Dict[Text, int] = {}
        self._swept = 0.0
        self._run(_TABLE)

    def _run(self, statement: Text, values: Any = None, *, rows: bool = False) -> List[Any]:
        """One statement, one transaction; over a new connection if the old one has died meanwhile."""
        for attempt in (1, 2):
            try:
                if self._connection is None:
                    # Nobody waits for the disk here: the server's commit at the end of the turn takes it along.
                    self._connection = psycopg2.connect(
                        self._url, connect_timeout=3, options="-c statement_timeout=3000 -c synchronous_commit=off"
                    )
                    self._connection.autocommit = True
                with self._connection.cursor() as cursor:
                    cursor.execute(statement, values)
                    return list(cursor.fetchall()) if rows else []
            except (psycopg2.OperationalError, psycopg2.InterfaceError):
                self._connection = None
                if attempt == 2:
                    raise
        return []

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the events that are new."""
        await self.stream_events(tracker)
        with _noted(tracker.sender_id):
            self._save(tracker)

    def _save(self, tracker: DialogueStateTracker) -> None:
        sender, events = tracker.sender_id, list(tracker.events)
        stored = self._stored.get(sender)
        if stored is None:
            stored = self._count(sender)
        if len(events) < stored:  # replaced from outside, as `PUT /conversations/x/tracker/events` does
            self._run("delete from turn where sender = %s", (sender,))
            stored = 0
        if len(events) > stored:
            told = json.dumps([wordless(event.as_dict()) for event in events[stored:]])
            self._run(
                "insert into turn (sender, first, events) values (%s, %s, %s) "
                "on conflict (sender, first) do update set events = excluded.events, saved_at = now()",
                (sender, stored, told),
            )
        self._hold(tracker, len(events))
        self._sweep()

    def _count(self, sender: Text) -> int:
        return sum(len(events) for events in self._lines(sender))

    def _lines(self, sender: Text) -> List[List[Dict[Text, Any]]]:
        """The lines of a session as far as they follow each other."""
        found: List[List[Dict[Text, Any]]] = []
        upto = 0
        rows = self._run("select first, events from turn where sender = %s order by first", (sender,), rows=True)
        for first, told in rows:
            if first != upto:
                logger.warning("a line of a session is missing: it goes on from the lines before")
                self._run("delete from turn where sender = %s and first >= %s", (sender, first))
                break
            found.append(json.loads(told))
            upto += len(found[-1])
        return found

    def _hold(self, tracker: DialogueStateTracker, stored: int) -> None:
        self._held[tracker.sender_id] = tracker
        self._held.move_to_end(tracker.sender_id)
        self._stored[tracker.sender_id] = stored
        while len(self._held) > HELD:
            old, _ = self._held.popitem(last=False)
            self._stored.pop(old, None)

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """The tracker of this session, or nothing.

        It is handed out, not copied: of a turn that fails before it is saved nothing remains, the lines are read.
        """
        held = self._held.pop(sender_id, None)
        stored = self._stored.pop(sender_id, None)
        if held is not None and stored == len(held.events):
            self._stored[sender_id] = stored
            return held
        with _noted(sender_id):
            events = [event for line in self._lines(sender_id) for event in line]
        if not events:
            return None
        self._stored[sender_id] = len(events)
        return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots, self.max_event_history)

    async def keys(self) -> Iterable[Text]:
        """The sessions there are."""
        return [row[0] for row in self._run("select distinct sender from turn", rows=True)]

    def _sweep(self) -> None:
        if time.monotonic() - self._swept > _SWEEP_SECONDS or not self._swept:
            self._swept = time.monotonic()
            self._run("delete from turn where saved_at < now() - make_interval(days => %s)", (KEPT_DAYS,))

    @property
    def domain(self) -> Domain:
        """What the trackers are made for; with another one, those in memory no longer fit."""
        return self._domain

    @domain.setter
    def domain(self, domain: Optional[Domain]) -> None:
        self._domain = domain or Domain.empty()
        self._held.clear()
        self._stored.clear()
