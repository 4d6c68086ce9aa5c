"""What a debtor does next: reads what was said by its ids, answers as a person would, and leaves when it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.debt.procedure import procedures
from tests.simulated.people import FIELDS, Person
from tests.simulated.wordbook import Spoken, Voice

MOST_EXCHANGES = 25
PLANNERS = frozenset({"plan_by_steps", "plan_in_one_breath", "own_amount", "question_then_plan", "comes_back"})
_SETTLED = frozenset({
    "utter_reminders_sms", "utter_reminders_email", "utter_reminders_none", "utter_plan_done", "utter_to_person",
    "utter_to_person_may_find_more", "utter_pause_meanwhile",
    "utter_to_person_not_told", "utter_to_person_not_enough_left", "utter_pause_set", "utter_need_time",
    "utter_plan_needs_person", "utter_lookup_done", "utter_human_queued", "utter_added_to_request",
    "utter_not_understood_person",
    "utter_plan_already_agreed", "utter_crisis", "utter_plan_change_passed_on",
})
DONE: dict[str, frozenset[str]] = {
    "pause": frozenset({"utter_pause_set", "utter_pass_on_request_pause"}),
    "already_paid": frozenset({"utter_dispute_held", "utter_dispute_part_held"}),
    "dispute": frozenset({"utter_dispute_held", "utter_dispute_part_held"}),
    "identity_theft": frozenset({"utter_dispute_held"}),
    "wrong_person": frozenset({"utter_pass_on_wrong_person", "utter_dispute_held"}),
    "call_back": frozenset({"utter_pass_on_request_callback"}),
    "pay_now": frozenset({"utter_payment_link", "utter_pay_any_time", "utter_pay_person_checks"}),
    "budget_adviser": frozenset({"utter_partners_fr", "utter_partners_gb", "utter_no_partner_known"}),
    "over_indebtedness": frozenset(row.held for row in procedures().values()),
    "stop_contact": frozenset({"utter_stopped"}),
    "distress": frozenset({"utter_crisis"}),
    "late_on_plan": frozenset({"utter_instalment_moved", "utter_pass_on_plan_trouble", "utter_plan_moved_often"}),
    "change_due_day": frozenset({"utter_pass_on_change_due_date"}),
    "balance": frozenset({"utter_ask_what_next", "utter_not_late"}),
}
"""What tells a debtor that they have what they came for; beside it whatever settles any errand."""
WISH: dict[str, str] = {
    "pause": "/request_pause", "already_paid": "/already_paid", "dispute": "/dispute_debt",
    "identity_theft": "/identity_theft", "wrong_person": "/wrong_person", "person": "/ask_human",
    "call_back": "/request_callback", "pay_now": "/pay_now", "budget_adviser": "/request_budget_advice",
    "over_indebtedness": "/over_indebtedness_file", "stop_contact": "/stop_contact", "late_on_plan": "/plan_trouble",
    "change_due_day": "/change_due_date", "balance": "/ask_balance", "own_amount": "/propose_amount",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """A message to the debtor: key, id of its sentence, what may be tapped (as the store has it)."""

    id: int
    text_id: str
    payloads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """What the debtor does. `means`: what they meant by it; `to`: the question; `tells`: figures of the month."""

    means: str
    text: str = ""
    tap: tuple[int, int] | None = None
    to: str = ""
    tells: tuple[tuple[str, int | tuple[int, int]], ...] = ()
    leaves: bool = False  # closes the page first, and opens it again


class Mind:
    """One debtor's course through the conversation."""

    def __init__(self, person: Person) -> None:
        self.person, self.voice = person, Voice(person)
        self.chance = person.chance("mind")
        self.done = False
        self.amount = person.amount
        self.seen: list[str] = []
        self._rephrased = 0
        self._said: set[str] = set()
        self._last: Heard | None = None
        self._back_at = self.chance.randrange(3, 7) if person.goal == "comes_back" else 0
        self._exchanges = 0

    def first(self) -> Act:
        """The first words."""
        self._exchanges = 1
        return self._opening()

    def next(self, turn: Sequence[Heard]) -> Act | None:
        """What to do after these messages; None: leave for good."""
        self.seen += [one.text_id for one in turn]
        self._exchanges += 1
        if self._exchanges > MOST_EXCHANGES:
            return None
        if self._back_at and self._exchanges >= self._back_at:
            self._back_at = 0
            words = self.voice.answer("still_there").text if self.chance.random() < 0.5 else ""
            if words:
                return Act("back", words, leaves=True)
            return self._to(turn, leaves=True)
        return self._to(turn)

    def _to(self, turn: Sequence[Heard], *, leaves: bool = False) -> Act | None:
        self._notice(turn)
        asked = next((one for one in reversed(turn) if one.text_id in ANSWERS), None)
        if asked is not None:
            self._last = asked
            does = ANSWERS[asked.text_id](self, asked)
        else:
            does = self._closing(turn) if self.done else self._wander(turn)
        return replace(does, leaves=leaves) if does is not None else None

    def _notice(self, turn: Sequence[Heard]) -> None:
        ids = {one.text_id for one in turn}
        settled = _SETTLED - {"utter_human_queued"} if self.person.goal == "distress" else _SETTLED
        self.done = self.done or bool(ids & (settled | DONE.get(self.person.goal, frozenset())))

    # What they say when nothing is asked

    def _opening(self) -> Act:
        said = self.voice.opening()
        means = {"person": "ask_human", "stop_contact": "stop", "distress": "distress",
                 "possible_distress": "possible_distress", "call_back": "callback"}.get(self.person.goal, "open")
        return self.act(means, said)

    def _closing(self, turn: Sequence[Heard]) -> Act | None:
        if "utter_crisis" in self.seen and self._once("reach") and self.chance.random() < 0.7:
            return self.act("reach", self.voice.answer("reach"))
        if "thanks" in self._said or self.chance.random() < 0.4:
            return None
        self._said.add("thanks")
        return self.act("thanks", self.voice.answer("thanks" if self.chance.random() < 0.8 else "bye"))

    def _wander(self, turn: Sequence[Heard]) -> Act | None:
        asked_first = self.person.goal == "question_then_plan"
        if asked_first and any(one.text_id.startswith("utter_faq_") for one in turn) and self._once("then_plan"):
            return self.act("open", self.voice.answer("then_plan"))
        wish = WISH.get(self.person.goal, "/request_plan")
        for one in turn:
            if wish in one.payloads and one.payloads.count(wish) == 1:
                return self._tap(one, wish, "open")
        if {"utter_identity_closed", "utter_still_here", "utter_identity_other_thread"} & {o.text_id for o in turn}:
            return None
        if self.person.goal == "possible_distress" and "utter_distress_no" in self.seen and self._once("after_no"):
            return self.act("open", self.voice.answer("after_no"))
        if self._rephrased < 2:
            self._rephrased += 1
            return self._opening()
        if self._once("person"):
            return self.act("ask_human", self.voice.answer("want_person"))
        return None

    def _once(self, what: str) -> bool:
        new = what not in self._said
        self._said.add(what)
        return new

    def act(self, means: str, said: Spoken, to: str = "") -> Act:
        return Act(means, said.text, to=to, tells=tuple((field, self._truth(field)) for field in said.tells))

    def _truth(self, field: str) -> int | tuple[int, int]:
        home = self.person.household
        return (home.adults, home.children) if field == "household" else int(getattr(home, field)) * 100

    def _tap(self, one: Heard, payload: str, means: str, at: int | None = None) -> Act:
        index = one.payloads.index(payload) if at is None else at
        return Act(means, tap=(one.id, index), to=one.text_id)

    def taps(self) -> bool:
        """Whether they tap this time."""
        return self.chance.random() < self.person.traits.taps

    # What they answer

    def reference(self, asked: Heard) -> Act | None:
        if self.person.goal == "wrong_person":
            return self._opening() if self._once("not me") else None
        if not self.person.traits.letter:
            return self._tap(asked, "/no_reference", "no_reference") if "/no_reference" in asked.payloads else None
        if self.person.traits.one_go and self._once("one go"):
            return self.act("reference", self.voice.answer("reference_and_birth"), asked.text_id)
        return self.act("reference", self.voice.answer("reference"), asked.text_id)

    def birth(self, asked: Heard) -> Act:
        if self.person.traits.slips and self._once("slip"):
            wrong = self.person.account.birth_date + timedelta(days=1)
            return self.act("slip", self.voice.say("lookup_birth_date", birth=f"{wrong:%d/%m/%Y}",
                                                    birth_long=f"{wrong:%d/%m/%Y}"), asked.text_id)
        return self.act("birth", self.voice.answer("birth_date"), asked.text_id)

    def sum_right(self, asked: Heard) -> Act:
        if self.person.goal in ("dispute", "already_paid", "identity_theft", "wrong_person"):
            return self._yes_no(asked, "/deny", "no", "sum_right_no")
        if self.person.traits.unsure_of_sum:
            return self._yes_no(asked, "/skip", "unsure", "sum_right_unsure")
        return self._yes_no(asked, "/affirm", "yes", "sum_right_yes")

    def _yes_no(self, asked: Heard, payload: str, means: str, key: str) -> Act:
        if payload in asked.payloads and self.taps():
            return self._tap(asked, payload, means)
        return self.act(means, self.voice.answer(key), asked.text_id)

    def figure(self, asked: Heard) -> Act:
        field = asked.text_id.removeprefix("utter_ask_")
        if self.person.traits.hides == field and self._once(f"hides {field}"):
            return self._yes_no(asked, "/skip", "skip", "skip")
        value = self._truth(field)
        if value == 0:
            key = {"income": "income_none", "housing": "housing_none"}.get(field, "none")
            said = self.voice.answer(key)
            return Act("figure", said.text, to=asked.text_id, tells=((field, 0),))
        return self.act("figure", self.voice.answer(field), asked.text_id)

    def enough_left(self, asked: Heard) -> Act:
        enough = self.person.household.left >= self.amount
        return self._yes_no(asked, "/affirm" if enough else "/deny", "yes" if enough else "no",
                            "yes" if enough else "no")

    def distress(self, asked: Heard) -> Act:
        if self.person.goal != "possible_distress":
            return self._yes_no(asked, "/deny", "no_danger", "distress_no")
        if self.person.traits.suicidal:
            return self._yes_no(asked, "/affirm", "distress", "distress_yes")
        if self.chance.random() < 0.2:
            return self._yes_no(asked, "/ask_human", "ask_human", "want_person")
        return self._yes_no(asked, "/deny", "no_danger", "distress_no")

    def own_amount(self, asked: Heard) -> Act:
        return self.act("amount", self.voice.answer("own_amount_answer"), asked.text_id)

    def offer(self, asked: Heard) -> Act:
        wish = self.person.traits.offer
        later = asked.payloads.index("/need_time") if "/need_time" in asked.payloads else len(asked.payloads) - 1
        if asked.text_id == "utter_plan_not_agreed" or wish == "not_now":
            return self._yes_no(asked, "/need_time", "not_now", "not_now")
        if wish == "other" and self._once("other"):
            return self._tap(asked, "/choose_option", "other_amount", later - 1)
        if wish == "faster" and later > 2:
            return self._tap(asked, "/choose_option", "choose", 1)
        return self._yes_no(asked, "/choose_option", "choose", "offer_lightest")

    def confirm(self, asked: Heard) -> Act:
        wish = self.person.traits.confirm
        if wish == "unsure" and self._once("unsure"):
            return self.act("unsure", self.voice.answer("confirm_unsure"), asked.text_id)
        if wish == "no":
            return self._yes_no(asked, "/deny", "no", "confirm_no")
        return self._yes_no(asked, "/affirm", "yes", "confirm_yes")

    def any_choice(self, asked: Heard) -> Act | None:
        if not asked.payloads:
            return None
        return self._tap(asked, "", "chosen", self.chance.randrange(len(asked.payloads)))

    def first_choice(self, asked: Heard) -> Act | None:
        return self._tap(asked, "", "chosen", 0) if asked.payloads else None

    def what_next(self, asked: Heard) -> Act | None:
        if self.done:
            return self._closing([asked])
        wish = WISH.get(self.person.goal, "/request_plan")
        if wish in asked.payloads and self.taps():
            return self._tap(asked, wish, "open")
        return self._opening() if self._once("said again") else self._tap_or_leave(asked, wish)

    def _tap_or_leave(self, asked: Heard, wish: str) -> Act | None:
        if wish in asked.payloads:
            return self._tap(asked, wish, "open")
        return self._wander([])

    def what_is_wrong(self, asked: Heard) -> Act:
        wish = WISH.get(self.person.goal, "/dispute_debt")
        if wish in asked.payloads:
            return self._tap(asked, wish, "open")
        return self._opening()

    def meant(self, asked: Heard) -> Act | None:
        """Is it a dispute? Only for those who came for one."""
        said = WISH.get(self.person.goal, "")
        return self._tap(asked, "", "chosen", asked.payloads.index(said) if said in asked.payloads else 1)

    def told_wish(self, asked: Heard) -> Act | None:
        """After "write the day", "write a number": they do, once."""
        key = {"utter_pass_on_change_due_date": "other_day"}.get(asked.text_id, "callback_number")
        if self._once(key):
            return self.act("detail", self.voice.answer(key), asked.text_id)
        return self._closing([asked])

    def not_understood(self, asked: Heard) -> Act | None:
        wish = WISH.get(self.person.goal, "/request_plan")
        if wish in asked.payloads:
            return self._tap(asked, wish, "open")
        in_form = str(asked.text_id).startswith(("utter_not_understood_form", "utter_not_understood_home"))
        if in_form and self._last is not None and self._last.text_id in _ASKS:
            return ANSWERS[self._last.text_id](self, self._last)
        return self._wander([asked])


Answer = Callable[[Mind, Heard], Act | None]


def _phrase(key: str) -> Answer:
    return lambda mind, asked: mind.act(key, mind.voice.answer(key), asked.text_id)


_ASKS: dict[str, Answer] = {
    "utter_ask_reference": Mind.reference, "utter_identity_failed": Mind.reference,
    "utter_ask_birth_date": Mind.birth, "utter_ask_lookup_name": _phrase("lookup_name"),
    "utter_ask_lookup_birth_date": _phrase("lookup_birth_date"),
    "utter_ask_lookup_postcode": _phrase("lookup_postcode"),
    "utter_ask_sum_right": Mind.sum_right, **{f"utter_ask_{field}": Mind.figure for field in FIELDS},
    "utter_ask_enough_left": Mind.enough_left, "utter_ask_pause_until": _phrase("pause_until"),
    "utter_ask_wait_until": _phrase("pause_until"), "utter_ask_pause_longer": _phrase("pause_until"),
    "utter_ask_distress": Mind.distress, "utter_pay_check_in": Mind.distress, "utter_ask_own_amount": Mind.own_amount,
    "utter_amount_doubt": Mind.own_amount, "utter_ask_month_or_once": Mind.first_choice,
    "utter_ask_offer": Mind.offer, "utter_plan_not_agreed": Mind.offer, "utter_ask_confirm_plan": Mind.confirm,
    "utter_ask_confirm_again": Mind.confirm, "utter_ask_distress_again": Mind.distress,
    "utter_ask_distress_short": Mind.distress, "utter_ask_distress_sure": Mind.distress,
    "utter_distress_bye": Mind.distress,
    "utter_ask_reminders": Mind.any_choice, "utter_ask_what_next": Mind.what_next,
    "utter_ask_before_arrears": Mind.what_next, "utter_ask_go_on_with_rest": Mind.any_choice,
    "utter_ask_pay_amount": Mind.first_choice, "utter_ask_what_is_wrong": Mind.what_is_wrong,
    "utter_ask_move_instalment": Mind.first_choice, "utter_ask_move": Mind.first_choice,
    **{f"utter_ask_meant_{kind}": Mind.meant for kind in (
        "already_paid", "dispute_debt", "identity_theft", "request_proof",
    )},
    "utter_ask_confirm_pause": Mind.first_choice, "utter_ask_plan_in_pause": Mind.first_choice,
}
QUESTIONS = frozenset(_ASKS)
ANSWERS: dict[str, Answer] = {
    **_ASKS, "utter_pass_on_change_due_date": Mind.told_wish, "utter_pass_on_request_callback": Mind.told_wish,
    "utter_not_understood": Mind.not_understood, "utter_not_understood_again": Mind.not_understood,
    "utter_not_understood_perhaps": Mind.not_understood, "utter_not_understood_form": Mind.not_understood,
    "utter_not_understood_form_again": Mind.not_understood, "utter_not_understood_home_again": Mind.not_understood,
}
