"""Rasa's door for the server: whole replies with their ids, paragraphs unbroken, the channel by its name.

The stock REST channel cuts a text at every blank line and calls its output "collector", so that no response
variation for a channel is ever chosen.
"""

import asyncio
import gc
import inspect
from typing import Any, Awaitable, Callable, Dict, Text

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.nlu import lean
from bot.nlu.tracker_store import FAILED

lean.install()
CHANNELS = ("web", "sms", "whatsapp", "email")


class NamedOutput(CollectingOutputChannel):
    """Collects replies as they are; named by the request."""

    def __init__(self, name: Text) -> None:
        super().__init__()
        self._name = name

    def name(self) -> Text:
        return self._name

    async def send_response(self, recipient_id: Text, message: Dict[Text, Any]) -> None:
        custom = message.get("custom") or {}
        self.messages.append(
            {
                "text": message.get("text"),
                "utter_action": message.get("utter_action") or custom.get("utter_action"),
                "buttons": message.get("buttons") or [],
                "card": custom.get("card"),
            }
        )


class Door(InputChannel):
    """POST /webhooks/repit/webhook with sender, message, metadata; answers the list of replies."""

    @classmethod
    def name(cls) -> Text:
        return "repit"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        door = Blueprint("repit_door_{}".format(type(self).__name__), inspect.getmodule(self).__name__)

        @door.listener("after_server_start")
        async def keep(*_: object) -> None:
            gc.collect()
            gc.freeze()  # the model, the rules: the collector need not go through them again and again

        @door.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @door.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            body = request.json or {}
            sender, text = body.get("sender"), body.get("message")
            if not isinstance(sender, str) or not isinstance(text, str) or not sender:
                return response.json({"error": "sender and message are texts"}, status=400)
            metadata = body.get("metadata") or {}
            channel = metadata.get("channel")
            output = NamedOutput(channel if channel in CHANNELS else "web")
            try:
                await on_new_message(
                    UserMessage(text, output, sender, input_channel=self.name(), metadata=metadata)
                )
            except asyncio.CancelledError:
                return response.json({"error": "cancelled"}, status=503)
            if sender in FAILED:  # it was answered without what had been said before, or that is forgotten by now
                FAILED.discard(sender)
                return response.json({"error": "the session could not be read or kept"}, status=503)
            return response.json(output.messages)

        return door
