"""Nobody but Twilio speaks at its doors."""

from __future__ import annotations

import pytest
from multidict import MultiDict
from phone_world import PHONE, World

from bot.channels.twilio.signed import LONGEST, is_signed
from bot.store.tables import Conversation, Message, PhoneLine
from tests.twilio_stand_in import EMPTY, OTHER_TOKEN, PUBLIC, TOKEN, signature, sms

VECTOR = MultiDict({
    "CallSid": "CA1234567890ABCDE", "Caller": "+14158675309", "Digits": "1234", "From": "+14158675309",
    "To": "+18005551212",
})
URL, SIGNED = "https://mycompany.com/myapp.php?foo=1&bar=2", "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_the_published_vector_holds() -> None:
    assert is_signed("12345", URL, VECTOR, SIGNED)
    assert is_signed("12345", URL.replace(".com/", ".com:443/"), VECTOR, SIGNED)  # with a port that goes without saying
    assert not is_signed("12346", URL, VECTOR, SIGNED)
    assert not is_signed("12345", URL + "&x=1", VECTOR, SIGNED)
    for broken in ("", SIGNED[:-2], SIGNED.lower(), "é" * 28):
        assert not is_signed("12345", URL, VECTOR, broken)


def test_every_field_counts_also_unknown_empty_and_repeated_ones() -> None:
    more = VECTOR.copy()
    more["TwilioAddsThis"] = ""
    assert not is_signed("12345", URL, MultiDict({**VECTOR, "TwilioAddsThis": "x"}), SIGNED)
    assert is_signed("12345", URL, MultiDict([*VECTOR.items(), ("Digits", "1234")]), SIGNED)  # the same value again
    assert not is_signed("12345", URL, MultiDict([*VECTOR.items(), ("Digits", "9")]), SIGNED)


async def test_what_is_not_signed_is_refused_and_nothing_is_kept(phones: World) -> None:
    fields = sms(PHONE, "bonjour")
    good = signature(fields)
    for signed in ("", "nonsense", good[:-4] + "AAA=", signature(fields, token="another")):
        assert (await phones.twilio.post(fields, signed=signed))[0] == 403
    for changed in ({"Body": "autre"}, {"From": "+33639980102"}, {"Extra": "1"}, {"AccountSid": "AC" + "9" * 32}):
        assert (await phones.twilio.post({**fields, **changed}, signed=good))[0] == 403
    short = {key: value for key, value in fields.items() if key != "NumSegments"}
    assert (await phones.twilio.post(short, signed=good))[0] == 403
    assert await phones.all(Message) == await phones.all(Conversation) == await phones.all(PhoneLine) == []
    assert await phones.twilio.post(fields, signed=good) == (200, EMPTY)


@pytest.mark.parametrize("base", [PUBLIC, f"{PUBLIC}:443"])
async def test_behind_a_proxy_the_public_address_is_what_was_signed(phones: World, base: str) -> None:
    assert (await phones.twilio.post(sms(PHONE, "bonjour"), base=base))[0] == 200


async def test_the_address_of_this_process_is_not_the_one_that_counts(phones: World) -> None:
    assert (await phones.twilio.post(sms(PHONE, "bonjour"), base=phones.twilio.url))[0] == 403


async def test_one_account_does_not_sign_for_another(other: World) -> None:
    fields = sms(PHONE, "bonjour", To="+33939010002", AccountSid="AC" + "2" * 32)
    assert (await other.twilio.post(fields, token=TOKEN))[0] == 403
    assert (await other.twilio.post(fields, token=OTHER_TOKEN))[0] == 200
    crossed = sms(PHONE, "bonjour", AccountSid="AC" + "2" * 32)  # its own signature, another's sender
    assert (await other.twilio.post(crossed, token=OTHER_TOKEN))[0] == 403


async def test_an_account_whose_token_is_not_there_is_closed(
    other: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TWILIO_AUTH_TOKEN_OTHER")
    fields = sms(PHONE, "bonjour", To="+33939010002", AccountSid="AC" + "2" * 32)
    for token in (OTHER_TOKEN, ""):
        assert (await other.twilio.post(fields, token=token))[0] == 403


async def test_a_sender_that_is_not_ours_is_refused(phones: World) -> None:
    assert (await phones.twilio.post(sms(PHONE, "x", To="+33939019999")))[0] == 403
    assert (await phones.twilio.post(sms(f"whatsapp:{PHONE}", "x", To="whatsapp:+33939019999")))[0] == 403


async def test_what_is_far_too_large_or_no_form_is_refused(phones: World) -> None:
    assert (await phones.twilio.post(sms(PHONE, "x" * LONGEST)))[0] == 413
    many = sms(PHONE, "x", **{f"F{n}": "1" for n in range(400)})
    assert (await phones.twilio.post(many))[0] == 403
    headers = {"X-Twilio-Signature": "x", "Content-Type": "application/json"}
    async with phones.http.post(phones.twilio.url + "/channels/twilio", data=b"\xff{", headers=headers) as answer:
        assert answer.status == 403
    assert await phones.all(Message) == []


async def test_signed_nonsense_harms_nothing(phones: World) -> None:
    for changed in ({"MessageSid": ""}, {"MessageSid": "x" * 300}, {"From": f"whatsapp:{PHONE}"}):
        assert (await phones.twilio.post(sms(PHONE, "bonjour", **changed)))[0] == 400
    for name in ("AMELI", "38000", "", "+", "+33639980101;drop"):
        assert (await phones.twilio.post(sms(name, "bonjour")))[0] == 200
    assert await phones.all(Message) == []


async def test_the_status_door_is_as_closed(phones: World) -> None:
    fields = {"MessageSid": "SM" + "1" * 32, "AccountSid": "AC" + "1" * 32, "MessageStatus": "delivered"}
    path = "/channels/twilio/status?m=1"
    assert (await phones.twilio.post(fields, path, signed=""))[0] == 403
    forged = signature(fields, "/channels/twilio/status?m=2")
    assert (await phones.twilio.post(fields, path, signed=forged))[0] == 403
    assert (await phones.twilio.post(fields, path))[0] == 200
