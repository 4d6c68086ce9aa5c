"""What Rasa 3.6 does anew at every turn though it never changes, done once: loaded by the door, in Rasa's process.

Measured by `make bench`. Each replacement gives what the original gives; tests/nlu/in_rasa/check_lean.py holds them to it.
"""

from __future__ import annotations

import asyncio
from typing import Any, Dict, List, Optional, Set, Text, Tuple

import aiohttp
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.constants import PREVIOUS_ACTION, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT
from rasa.utils.endpoints import EndpointConfig

_new_session = EndpointConfig.session
_whole_call = RemoteAction._action_call_format


class _Kept:
    """A session that leaving the context does not close."""

    def __init__(self, session: aiohttp.ClientSession, loop: asyncio.AbstractEventLoop) -> None:
        self.session, self.loop = session, loop

    async def __aenter__(self) -> aiohttp.ClientSession:
        return self.session

    async def __aexit__(self, *_: object) -> None:
        return None


def kept_session(endpoint: EndpointConfig) -> _Kept:
    """The endpoint's one session: its connections to the custom actions stay open from call to call."""
    loop = asyncio.get_running_loop()
    kept: Optional[_Kept] = endpoint.__dict__.get("_kept")
    if kept is None or kept.session.closed or kept.loop is not loop:
        kept = _Kept(_new_session(endpoint), loop)
        endpoint.__dict__["_kept"] = kept
    return kept


def checked_answer(_: RemoteAction, result: Dict[Text, Any]) -> bool:
    """Check the outline of a custom action's answer; its events are checked when they are made into Rasa's own.

    Raises ValidationError, as the schema would, which Rasa works through anew at every call.
    """
    events, responses = result.get("events", []), result.get("responses", [])
    for told in (events, responses):
        if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
            raise ValidationError("events and responses of a custom action are lists of objects")
    if not all(isinstance(event.get("event"), str) for event in events):
        raise ValidationError("an event of a custom action has no type")
    return True


def short_call(action: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> Dict[Text, Any]:
    """The call of a custom action with the events of this turn and the one before, not of the whole session."""
    return _whole_call(action, _Recent(tracker), domain)


class _Recent:
    """A tracker whose `current_state` tells only the last events."""

    def __init__(self, tracker: DialogueStateTracker) -> None:
        self._tracker = tracker
        self.sender_id = tracker.sender_id

    def current_state(self, _: object) -> Dict[Text, Any]:
        # EventVerbosity.NONE: everything but the events
        state = self._tracker.current_state()
        state["events"] = [event.as_dict() for event in recent(self._tracker)]
        return state


def recent(tracker: DialogueStateTracker) -> List[Any]:
    """The events since the debtor's message before the last one."""
    found: List[Any] = []
    messages = 0
    for event in reversed(tracker.events):
        found.append(event)
        messages += event.type_name == "user"
        if messages == 2:
            break
    return found[::-1]


_Order = List[Tuple[Text, Tuple[Text, ...]]]


def in_order(schema: GraphSchema) -> _Order:
    """The nodes of a graph with what each needs, every node after those it needs."""
    done: Dict[Text, Tuple[Text, ...]] = {}

    def visit(name: Text) -> None:
        if name in done or name not in schema.nodes:
            return
        needs = tuple(schema.nodes[name].needs.values())
        for need in needs:
            visit(need)
        done[name] = needs

    for name in schema.nodes:
        visit(name)
    return list(done.items())


def straight_run(
    runner: DaskGraphRunner, inputs: Optional[Dict[Text, Any]] = None, targets: Optional[List[Text]] = None
) -> Dict[Text, Any]:
    """Run a graph node by node in an order found once a set of targets. Raises GraphRunError."""
    wanted = tuple(targets or runner._graph_schema.target_names)
    orders: Dict[Tuple[Text, ...], _Order] = runner.__dict__.setdefault("_orders", {})
    if wanted not in orders:
        orders[wanted] = in_order(runner._graph_schema.minimal_graph_schema(list(wanted)))
    told: Dict[Text, Any] = {}
    runner._add_inputs_to_graph(inputs, told)
    try:
        for name, needs in orders[wanted]:
            if name not in told:
                told[name] = runner._instantiated_nodes[name](*[told.get(need, need) for need in needs])
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
    return dict(told[name] for name in wanted)


_Place = Tuple[Any, Any]
_Rules = Dict[_Place, List[Tuple[Text, List[State]]]]


def _place(state: State) -> _Place:
    """Where a rule is kept: the action before its last state, and the intent in it. A rule is compared as a whole."""
    return state.get(PREVIOUS_ACTION, {}).get("action_name"), state.get(USER, {}).get(INTENT)


def _rules(policy: RulePolicy, lookup: Dict[Text, Text]) -> _Rules:
    """The rules of a lookup with their states from the last one back, each in its place."""
    kept: Dict[int, Tuple[Dict[Text, Text], _Rules]] = policy.__dict__.setdefault("_sorted_rules", {})
    found = kept.get(id(lookup))
    if found is None or found[0] is not lookup:
        rules: _Rules = {}
        for key in lookup:
            states = policy._rule_key_to_state(key)[::-1]
            rules.setdefault(_place(states[0]), []).append((key, states))
        found = kept[id(lookup)] = (lookup, rules)
    return found[1]


def _matches(policy: RulePolicy, rule: State, state: State) -> bool:
    before, after = rule.get(PREVIOUS_ACTION), state.get(PREVIOUS_ACTION)
    if not before or not after:
        return not before and not after  # both begin a conversation
    return bool(policy._does_rule_match_state(rule, state))


def possible_rules(policy: RulePolicy, lookup: Dict[Text, Text], states: List[State]) -> Set[Text]:
    """The rules that the last states fit, looked for where they can be: same last action, same intent or none."""
    back, rules = states[::-1], _rules(policy, lookup)
    before, intent = _place(back[0])
    return {
        key for place in {(before, intent), (before, None)} for key, rule in rules.get(place, [])
        if all(_matches(policy, one, state) for one, state in zip(rule, back))
    }


def _reach(policy: RulePolicy) -> int:
    """How many states the longest rule looks back."""
    reach: Optional[int] = policy.__dict__.get("_reach")
    if reach is None:
        lookups = (policy.lookup[RULES], policy.lookup.get(RULES_FOR_LOOP_UNHAPPY_PATH, {}))
        lengths = [len(policy._rule_key_to_state(key)) for lookup in lookups for key in lookup]
        reach = policy.__dict__["_reach"] = max(lengths, default=1)
    return reach


def last_states(
    policy: RulePolicy,
    tracker: DialogueStateTracker,
    domain: Domain,
    use_text_for_last_user_input: bool = False,
    rule_only_data: Optional[Dict[Text, Any]] = None,
) -> List[State]:
    """As many of the last states as any rule looks at, not those of the whole session."""
    events = tracker.applied_events()
    count = 1 + sum(isinstance(event, ActionExecuted) for event in events)
    then, n, states = tracker.init_copy(), 0, []
    first = count - _reach(policy)

    def state() -> State:
        return domain._clean_state(domain.get_active_state(then))

    for event in events:
        if isinstance(event, ActionExecuted):
            if n >= first:
                states.append(state())
            n += 1
        then.update(event)
    states.append(state())
    policy.featurizer._choose_last_user_input([states], use_text_for_last_user_input)
    return states


def install() -> None:
    """Put these in the place of Rasa's own."""
    EndpointConfig.session = kept_session
    RemoteAction._validate_action_result = checked_answer
    RemoteAction._action_call_format = short_call
    DaskGraphRunner.run = straight_run
    RulePolicy._get_possible_keys = possible_rules
    RulePolicy._prediction_states = last_states
