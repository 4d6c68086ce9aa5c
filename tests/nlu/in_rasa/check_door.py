"""The door gives nothing on that Rasa has said without its memory."""

from __future__ import annotations

import asyncio
import json
import unittest
from types import SimpleNamespace
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot.nlu.door import Door
from bot.nlu.tracker_store import FAILED


async def says_hello(message: UserMessage) -> None:
    await message.output_channel.send_response(message.sender_id, {"text": "Bonjour"})


def ask(sender: str, on_new_message: Any = says_hello) -> tuple[int, Any]:
    routes = {route.handler.__name__: route.handler for route in Door().blueprint(on_new_message)._future_routes}
    answer = asyncio.run(routes["receive"](SimpleNamespace(json={"sender": sender, "message": "bonjour"})))
    return answer.status, json.loads(answer.body)


class DoorTest(unittest.TestCase):
    def test_what_was_said_in_a_session_that_could_not_be_read_is_not_told(self) -> None:
        async def forgetful(message: UserMessage) -> None:
            await says_hello(message)
            FAILED.add(message.sender_id)

        self.assertEqual(ask("a.1", forgetful)[0], 503)
        self.assertEqual(FAILED, set())
        status, told = ask("a.1")
        self.assertEqual((status, told[0]["text"]), (200, "Bonjour"))


if __name__ == "__main__":
    unittest.main()
