"""What stands in the place of Rasa's own must give what Rasa's own gives."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import tempfile
import unittest
from pathlib import Path
from typing import Any

from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.engine.graph import ExecutionContext, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import SHOULD_NOT_BE_SET
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig

dask_run = DaskGraphRunner.run
whole_call = RemoteAction._action_call_format
all_keys, all_states = RulePolicy._get_possible_keys, RulePolicy._prediction_states

from bot.nlu import lean  # noqa: E402  (after Rasa's own have been kept)


class Plain(DaskGraphRunner):
    """A runner over functions, without a model."""

    def __init__(self, nodes: dict[str, tuple[Any, dict[str, str]]], targets: list[str]) -> None:
        self._graph_schema = GraphSchema({
            name: SchemaNode(needs=needs, uses=object, constructor_name="", fn="", config={}, is_target=name in targets)
            for name, (_, needs) in nodes.items()
        })
        self._instantiated_nodes = {name: self._call(name, function) for name, (function, _) in nodes.items()}
        self._execution_context = None

    @staticmethod
    def _call(name: str, function: Any) -> Any:
        return lambda *given: (name, function(*(g[1] if isinstance(g, tuple) else g for g in given)))


def runner() -> Plain:
    return Plain(
        {
            "sum": (lambda a, b: a + b, {"left": "twice", "right": "__start__"}),
            "twice": (lambda a: 2 * a, {"of": "__start__"}),
            "unused": (lambda: 1 / 0, {}),
            "end": (lambda a: -a, {"of": "sum"}),
        },
        ["end"],
    )


class GraphTest(unittest.TestCase):
    def test_the_result_is_dasks(self) -> None:
        for targets in (None, ["sum"], ["end", "twice"], ["twice", "end"]):
            expected = dask_run(runner(), {"__start__": 5}, targets)
            self.assertEqual(lean.straight_run(runner(), {"__start__": 5}, targets), expected)

    def test_it_can_be_run_again_with_other_values(self) -> None:
        one = runner()
        self.assertEqual(lean.straight_run(one, {"__start__": 1}), {"end": -3})
        self.assertEqual(lean.straight_run(one, {"__start__": 2}), {"end": -6})


class CallTest(unittest.TestCase):
    def tracker(self) -> DialogueStateTracker:
        tracker = DialogueStateTracker("x.1", [TextSlot("question", mappings=[])])
        for n in range(6):
            tracker.update(UserUttered(f"message {n}", {"name": "greet", "confidence": 1.0}))
            tracker.update(ActionExecuted("action_x"))
            tracker.update(BotUttered(f"answer {n}"))
            tracker.update(SlotSet("question", str(n)))
            tracker.update(ActionExecuted("action_listen"))
        tracker.update(UserUttered("now", {"name": "inform", "confidence": 1.0}))
        tracker.update(SlotSet("question", "last"))
        return tracker

    def test_the_call_is_rasas_but_for_the_older_events(self) -> None:
        action = RemoteAction("action_x", EndpointConfig("http://127.0.0.1:1", enable_selective_domain=True))
        domain, tracker = Domain.empty(), self.tracker()
        short, whole = lean.short_call(action, tracker, domain), whole_call(action, tracker, domain)
        self.assertEqual({**short, "tracker": None}, {**whole, "tracker": None})
        events = short["tracker"].pop("events")
        self.assertEqual(events, whole["tracker"].pop("events")[-len(events):])
        self.assertEqual(short["tracker"], whole["tracker"])
        self.assertEqual([e["text"] for e in events if e["event"] == "user"], ["message 5", "now"])

    def test_a_short_session_is_told_whole(self) -> None:
        tracker = DialogueStateTracker("x.1", [])
        tracker.update(UserUttered("one", {"name": "greet", "confidence": 1.0}))
        self.assertEqual(
            [e.as_dict() for e in lean.recent(tracker)], tracker.current_state(EventVerbosity.ALL)["events"]
        )

    def test_an_answer_of_another_format_is_refused(self) -> None:
        for wrong in ({"events": {}}, {"events": [1]}, {"responses": "x"}, {"events": [{"name": "a"}]}):
            with self.assertRaises(ValidationError):
                lean.checked_answer(None, wrong)
        self.assertTrue(lean.checked_answer(None, {"events": [{"event": "slot", "name": "a"}], "responses": [{}]}))

    def test_one_session_serves_all_calls_and_a_closed_one_is_replaced(self) -> None:
        async def play() -> None:
            endpoint = EndpointConfig("http://127.0.0.1:1")
            async with lean.kept_session(endpoint) as first:
                pass
            async with lean.kept_session(endpoint) as second:
                self.assertIs(first, second)
                self.assertFalse(second.closed)
            await second.close()
            async with lean.kept_session(endpoint) as third:
                self.assertIsNot(third, second)
            await third.close()

        asyncio.run(play())


DOMAIN = Domain.from_dict({
    "intents": ["greet", "pay", "stop"], "actions": ["action_pay", "action_stop"],
    "slots": {"seen": {"type": "bool", "mappings": [{"type": "custom"}]}},
    "forms": {"form": {"required_slots": []}},
})


def rule(*states: dict[str, Any]) -> str:
    return json.dumps(states, sort_keys=True)


def after(action: str, intent: str | None = None, **more: Any) -> dict[str, Any]:
    user = {"user": {"intent": intent}} if intent else {}
    return {"prev_action": {"action_name": action}, **user, **more}


def policy() -> RulePolicy:
    context, place = ExecutionContext(GraphSchema({})), Resource("rules")
    with tempfile.TemporaryDirectory() as folder:
        made = RulePolicy(RulePolicy.get_default_config(), LocalModelStorage(Path(folder)), place, context)
    listen = "action_listen"
    made.lookup = {
        RULES: dict.fromkeys([
            *(rule(after(listen, intent)) for intent in ("greet", "pay", "stop")),
            *(rule({}, after(listen, intent)) for intent in ("greet", "pay")),
            *(rule(after(listen, intent), after("action_pay", intent)) for intent in ("greet", "pay", "stop")),
            rule(after(listen, "pay", slots={"seen": [1.0]}), after("action_pay", "pay")),
            rule(after(listen), after("action_stop"), after(listen, "stop", active_loop={"name": "form"})),
            rule(after("action_pay", active_loop={"name": SHOULD_NOT_BE_SET})),
        ], "action_listen"),
        RULES_FOR_LOOP_UNHAPPY_PATH: {rule(after("action_stop", active_loop={"name": "form"})): "unhappy"},
    }
    return made


def some_tracker(chance: random.Random) -> DialogueStateTracker:
    tracker = DialogueStateTracker("x", DOMAIN.slots)
    for _ in range(chance.randrange(6)):
        tracker.update(ActionExecuted("action_listen"), DOMAIN)
        tracker.update(UserUttered("words", {"name": chance.choice(DOMAIN.intents), "confidence": 1.0}), DOMAIN)
        if chance.random() < 0.3:
            tracker.update(SlotSet("seen", chance.choice([True, False, None])), DOMAIN)
        if chance.random() < 0.3:
            tracker.update(ActiveLoop(chance.choice(["form", None])), DOMAIN)
        for _ in range(chance.randrange(3)):
            tracker.update(ActionExecuted(chance.choice(["action_pay", "action_stop"])), DOMAIN)
    return tracker


class RulesTest(unittest.TestCase):
    def test_the_same_rules_are_possible_after_whatever_has_been_said(self) -> None:
        mine, chance, found = policy(), random.Random(7), 0  # noqa: S311  (a seed that can be run again)
        for _, text in itertools.product(range(500), (True, False)):
            tracker = some_tracker(chance)
            whole = all_states(mine, tracker, DOMAIN, text)
            last = lean.last_states(mine, tracker, DOMAIN, text)
            self.assertEqual(whole[-3:], last)
            for lookup in (mine.lookup[RULES], mine.lookup[RULES_FOR_LOOP_UNHAPPY_PATH]):
                expected = all_keys(mine, lookup, whole)
                self.assertEqual(expected, lean.possible_rules(mine, lookup, last))
                found += len(expected)
        self.assertGreater(found, 300)


if __name__ == "__main__":
    unittest.main()
