"""Rasa's trackers in PostgreSQL; REPIT_CHECK_DATABASE_URL names a database that may be used up."""

from __future__ import annotations

import asyncio
import os
import unittest

import psycopg2
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu import tracker_store
from bot.nlu.tracker_store import TurnStore

URL = os.environ["REPIT_CHECK_DATABASE_URL"]
DOMAIN = Domain.from_dict({
    "intents": ["greet"], "slots": {"question": {"type": "text", "influence_conversation": False,
                                                 "mappings": [{"type": "custom"}]}},
})


def play(tracker: DialogueStateTracker, n: int) -> None:
    tracker.update(UserUttered(f"mon secret {n}", {"name": "greet", "confidence": 0.9}))
    tracker.update(ActionExecuted("action_x"))
    tracker.update(BotUttered(f"vous devez {n} €", {"buttons": [{"title": "x", "data": {"amount": n}}]}))
    tracker.update(SlotSet("question", f"q{n}"))
    tracker.update(ActionExecuted("action_listen"))


def rows(statement: str, *values: object) -> list[tuple]:
    with psycopg2.connect(URL) as connection, connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


class StoreTest(unittest.TestCase):
    def setUp(self) -> None:
        self.store = TurnStore(DOMAIN, host=URL)
        rows("delete from turn")

    def run_turns(self, store: TurnStore, sender: str, numbers: range) -> None:
        async def turns() -> None:
            for n in numbers:
                tracker = await store.get_or_create_tracker(sender)
                play(tracker, n)
                await store.save(tracker)

        asyncio.run(turns())

    def test_after_a_restart_the_dialogue_goes_on_where_it_was(self) -> None:
        self.run_turns(self.store, "a.1", range(3))
        before = asyncio.run(self.store.retrieve("a.1"))
        after = asyncio.run(TurnStore(DOMAIN, host=URL).retrieve("a.1"))
        self.assertEqual(after.current_slot_values(), before.current_slot_values())
        self.assertEqual([type(e) for e in after.events], [type(e) for e in before.events])
        self.assertEqual(after.latest_message.intent["name"], "greet")
        self.assertEqual(after.latest_action_name, "action_listen")

    def test_no_word_and_no_amount_is_kept(self) -> None:
        self.run_turns(self.store, "a.1", range(3))
        told = " ".join(events for (events,) in rows("select events from turn"))
        self.assertIn("action_x", told)
        for word in ("secret", "vous devez", "amount"):
            self.assertNotIn(word, told)

    def test_a_turn_that_fails_before_it_is_saved_leaves_nothing(self) -> None:
        self.run_turns(self.store, "a.1", range(2))
        broken = asyncio.run(self.store.retrieve("a.1"))
        play(broken, 99)  # and the turn fails here
        again = asyncio.run(self.store.retrieve("a.1"))
        self.assertEqual(again.get_slot("question"), "q1")
        self.run_turns(self.store, "a.1", range(2, 4))
        self.assertEqual(asyncio.run(TurnStore(DOMAIN, host=URL).retrieve("a.1")).get_slot("question"), "q3")

    def test_a_line_a_turn_and_no_line_twice(self) -> None:
        self.run_turns(self.store, "a.1", range(4))
        self.run_turns(TurnStore(DOMAIN, host=URL), "a.1", range(4, 6))
        firsts = [first for (first,) in rows("select first from turn order by first")]
        self.assertEqual(firsts, [0, 1, 6, 11, 16, 21, 26])

    def test_a_missing_line_ends_the_story_there(self) -> None:
        self.run_turns(self.store, "a.1", range(3))
        rows("delete from turn where first = 6")
        left = asyncio.run(TurnStore(DOMAIN, host=URL).retrieve("a.1"))
        self.assertEqual(left.get_slot("question"), "q0")
        fresh = TurnStore(DOMAIN, host=URL)
        self.run_turns(fresh, "a.1", range(7, 8))
        self.assertEqual(asyncio.run(TurnStore(DOMAIN, host=URL).retrieve("a.1")).get_slot("question"), "q7")

    def test_a_lost_connection_is_made_again(self) -> None:
        self.run_turns(self.store, "a.1", range(1))
        rows("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() "
             "and datname = current_database()")
        self.run_turns(self.store, "a.1", range(1, 2))
        self.assertEqual(asyncio.run(TurnStore(DOMAIN, host=URL).retrieve("a.1")).get_slot("question"), "q1")

    def test_a_session_that_could_not_be_read_or_kept_is_noted(self) -> None:
        tracker_store.FAILED.clear()
        self.run_turns(self.store, "a.1", range(1))
        url, self.store._url, self.store._connection = self.store._url, "postgresql://nobody@127.0.0.1:1/none", None
        with self.assertRaises(psycopg2.OperationalError):
            self.run_turns(self.store, "a.1", range(1, 2))
        self.assertEqual(tracker_store.FAILED, {"a.1"})
        with self.assertRaises(psycopg2.OperationalError):
            asyncio.run(self.store.retrieve("b.1"))
        self.assertEqual(tracker_store.FAILED, {"a.1", "b.1"})
        self.store._url = url
        tracker_store.FAILED.clear()

    def test_old_sessions_go(self) -> None:
        self.run_turns(self.store, "old.1", range(1))
        rows("update turn set saved_at = now() - interval '4 days'")
        self.run_turns(TurnStore(DOMAIN, host=URL), "new.1", range(1))
        self.assertEqual({sender for (sender,) in rows("select sender from turn")}, {"new.1"})

    def test_only_so_many_are_held_in_memory(self) -> None:
        held, tracker_store.HELD = tracker_store.HELD, 2
        try:
            for n in range(5):
                self.run_turns(self.store, f"s{n}.1", range(1))
            self.assertEqual(len(self.store._held), 2)
            self.run_turns(self.store, "s0.1", range(1, 2))
        finally:
            tracker_store.HELD = held
        self.assertEqual(asyncio.run(self.store.retrieve("s0.1")).get_slot("question"), "q1")


if __name__ == "__main__":
    unittest.main()
