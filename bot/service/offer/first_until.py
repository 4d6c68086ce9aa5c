"""A smaller sum until a day: the first step of a proposal; what comes after it is asked where it was not told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.debt import reading
from bot.debt.money import Money
from bot.debt.plan import add_months, first_due_day
from bot.debt.reading.plans.first_steps import MOST_STEPS
from bot.service.thread import spoken
from bot.service.thread.conversation import remember
from bot.service.thread.reply import HUMAN, Answer, Choice, say
from bot.store.tables import Conversation

_SURE = (None, "period")
_ASKED = "until"


@dataclass(frozen=True, kw_only=True)
class Until:
    """So much each month until that local day, and then so much; `then` None: it was not told."""

    minor: int
    day: date
    then: int | None

    def steps(self, today: date, start: date | None, pay_day: int | None) -> tuple[int, ...]:
        """The payments that rise to the last, which goes on; () where none falls before the day, they do not rise, or
        there are too many to be told apart.
        """
        first = start if start is not None and start >= today else first_due_day(today, pay_day)
        count = sum(add_months(first, n) <= self.day for n in range(MOST_STEPS + 1))
        if self.then is None or not self.minor < self.then or not 0 < count <= MOST_STEPS:
            return ()
        return (self.minor,) * count + (self.then,)

    def goes_on(self, today: date, start: date | None, pay_day: int | None) -> int:
        """The sum of a proposal without steps: the smaller one, unless no payment falls before the day."""
        first = start if start is not None and start >= today else first_due_day(today, pay_day)
        then = self.minor if self.then is None else self.then
        return then if first > self.day else min(self.minor, then)


def read(conversation: Conversation, text: str, mine: Sequence[reading.Amount], today: date) -> Until | None:
    """What was told of it, now or before the question for afterwards; None: nothing, or a rhythm that is no month."""
    if not mine or any(one.doubt not in _SURE or one.period in ("week", "fortnight", "day") for one in mine):
        return None
    day, sums = reading.read_until(text, today=today, language=conversation.language), [one.minor for one in mine]
    data = conversation.memory.get("errand_data") or {}
    known = data.get("until") or {}
    waits = data.get("asked") == _ASKED and conversation.memory.get("question") == "own_amount"
    if day is None and known and waits and len(sums) == 1:
        return Until(minor=int(known["minor"]), day=date.fromisoformat(known["day"]), then=sums[0])
    if day is None or len(sums) > 2 or (len(sums) == 2 and not reading.goes_on_after(text)):
        return None
    return Until(minor=sums[0], day=day, then=sums[1] if len(sums) == 2 else None)


def ask_then(conversation: Conversation, told: Until, currency: str) -> Answer:
    """How much afterwards? The same, as long as nothing is known, is one tap away: nobody is asked to pay more."""
    remember(
        conversation, errand="propose",
        errand_data={"asked": _ASKED, "until": {"minor": told.minor, "day": told.day.isoformat()}},
    )
    lang = conversation.language
    same = Choice(title_id="choice_same_after", payload="/propose_amount", data={"minor": told.minor, "every": "month"})
    return say(
        "utter_ask_after_until", same, HUMAN, amount=spoken.money(Money(told.minor, currency), lang),
        day=spoken.day(told.day, lang),
    ).asking("own_amount")
