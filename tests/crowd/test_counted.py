"""The counting itself: whatever is lost or doubled is named."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.crowd.__main__ import Told, options, table
from tests.crowd.counted import outbox_faults, page_faults, thread_faults


def thread(*said: str) -> list[dict]:
    """"you" writes; everything else is a sentence of ours by its id."""
    return [
        {"seq": n, "author": "you" if one.startswith("you") else "bot", "text_id": one, "text": one,
         "waits": one == "you, waiting"}
        for n, one in enumerate(said, 1)
    ]


def test_a_thread_in_which_each_message_has_its_answer_is_sound() -> None:
    assert thread_faults(thread("welcome", "you", "amount", "question", "you", "question"), 2) == []


@pytest.mark.parametrize(
    ("said", "written", "fault"),
    [
        (("you", "answer"), 2, "2 messages written, 1 kept"),
        (("you", "answer", "you", "answer"), 1, "1 messages written, 2 kept"),
        (("you", "you", "answer"), 2, "no answer before 2"),
        (("you, waiting",), 1, "a message waits for its answer"),
        (("you", "answer", "other", "answer"), 1, "said twice: answer at 4"),
    ],
)
def test_what_is_lost_doubled_or_left_is_named(said, written, fault) -> None:
    assert fault in thread_faults(thread(*said), written)


def test_a_page_has_each_number_once() -> None:
    assert page_faults(Counter({1: 1, 2: 1, 3: 1}), 3) == []
    assert page_faults(Counter({1: 1, 3: 1}), 3) == ["the page lacks [2]"]
    assert page_faults(Counter({1: 1, 2: 2}), 2) == ["the page got [2] more than once"]


def test_every_sms_is_sent_and_taken_once() -> None:
    assert outbox_faults(["sent", "sent"], 2) == []
    assert outbox_faults(["sent", "queued"], 1) == ["1 SMS not sent (queued)"]
    assert outbox_faults(["sent"], 2) == ["1 SMS sent, 2 taken by Twilio"]


def test_a_process_that_is_none_of_ours_is_not_killed() -> None:
    assert options(["--deaths", "serve,rasa"]).deaths == "serve,rasa"
    with pytest.raises(SystemExit):
        options(["--deaths", "sshd"])


def test_the_table_names_every_fault() -> None:
    told = Told(web=[0.1, 0.2], sms=[0.3], written=3, deaths=["rasa"], faults=["AUR-1: lost"])
    shown = table(told, 2)
    assert "web chat" in shown and "SMS" in shown and "killed: rasa" in shown and "AUR-1: lost" in shown
