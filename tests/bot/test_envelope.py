"""Envelope: the platform's signatures, encryption and XML, in and out."""

from base64 import b64decode
from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import envelope
from bot.envelope import SUCCESS, Envelope
from civic.errors import Forged, Unreadable
from simulator import messages, replies, signing
from simulator.account import Account
from tests import papers
from tests.town import account

NOW = datetime(2026, 11, 2, 4, tzinfo=UTC)
STAMP = int(NOW.timestamp())
MODES = ("plain", "compat", "safe")


def envelope_of(a: Account, **more: str) -> Envelope:
    keys = ("", "") if a.mode == "plain" else (a.aes_key or "", a.aes_key_previous or "")
    return Envelope(a.token, a.app_id, *keys, **more)


def signed(a: Account, xml: bytes, stamp: int = STAMP) -> tuple[dict[str, str], bytes]:
    return signing.request_for(a, xml, openid="o1", timestamp=stamp, nonce="n1")


def at(vector: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(int(vector["timestamp"]), UTC)


def test_every_published_vector() -> None:
    checked = {vector["source"] + vector["kind"]: _check(vector) for vector in papers.vectors()}
    assert len(checked) == 18
    assert all(checked.values()), [source for source, fits in checked.items() if not fits]


def _check(vector: dict[str, Any]) -> bool:
    sign = envelope._sign
    token, stamp, nonce = vector["token"], vector["timestamp"], vector["nonce"]
    match vector["kind"]:
        case "url-signature":
            query = {"signature": vector["signature"], "timestamp": stamp, "nonce": nonce, "echostr": "e"}
            return Envelope(token, "wx0").greet(query, at(vector)) == "e"
        case "signature-only":
            return bool(sign(token, stamp, nonce, vector["encrypt"]) == vector["msg_signature"])
        case "encrypt-deterministic":
            return _encrypts(vector) and (not nonce or _signs(vector))
    return _signs(vector) and _opens(vector)


def _signs(vector: dict[str, Any]) -> bool:
    parts = vector["token"], vector["timestamp"], vector["nonce"], vector["encrypt"]
    return bool(envelope._sign(*parts) == vector["msg_signature"])


def _encrypts(vector: dict[str, Any]) -> bool:
    crypto = envelope._Crypto(b64decode(vector["encoding_aes_key"] + "="))
    with patch.object(crypto, "get_random_string", return_value=vector["random16"]):
        return bool(crypto.encrypt(vector["plaintext"], vector["app_id"]).decode() == vector["encrypt"])


def _opens(vector: dict[str, Any]) -> bool:
    crypto = envelope._Crypto(b64decode(vector["encoding_aes_key"] + "="))
    opened = envelope._unwrap(crypto, vector["encrypt"])
    return opened == (vector["plaintext"].encode(), vector["app_id"].encode())


@pytest.mark.parametrize("mode", MODES)
def test_a_message_in_every_mode(mode: Any) -> None:
    a = account(mode)
    query, body = signed(a, messages.text("o1", "灯坏了", 7, STAMP))
    incoming = envelope_of(a).open(query, body, NOW)
    assert (incoming.sender, incoming.kind, incoming.field("Content")) == ("o1", "text", "灯坏了")


@pytest.mark.parametrize("mode", MODES)
def test_a_reply_is_judged_well_in_every_mode(mode: Any) -> None:
    a = account(mode)
    box = envelope_of(a)
    incoming = box.open(*signed(a, messages.text("o1", "你好", 7, STAMP)), NOW)
    verdict = replies.judge(a, 200, box.seal(incoming, "您好]]>\x07&<b>", NOW).encode(), openid="o1")
    assert (verdict.kind, verdict.text) == ("reply", "您好]]>&<b>")


def test_nothing_to_say_is_success_and_never_encrypted() -> None:
    a = account("safe")
    box = envelope_of(a)
    incoming = box.open(*signed(a, messages.text("o1", "你好", 7, STAMP)), NOW)
    assert [box.seal(incoming, reply, NOW) for reply in ("", " \n", "\x00")] == [SUCCESS] * 3


def test_a_rotated_key_opens_and_seals_what_was_under_way() -> None:
    old = account("safe")
    new = old.rotated("n" * 43)
    box = envelope_of(new)
    incoming = box.open(*signed(old, messages.text("o1", "你好", 7, STAMP)), NOW)
    assert replies.judge(old, 200, box.seal(incoming, "好", NOW).encode()).text == "好"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("field", ["timestamp", "nonce"])
def test_what_was_signed_differently_is_refused(mode: Any, field: str) -> None:
    a = account(mode)
    query, body = signed(a, messages.text("o1", "你好", 7, STAMP))
    with pytest.raises(Forged, match="signature"):
        envelope_of(a).open(query | {field: "1"}, body, NOW)


def test_the_signature_of_the_address_is_not_enough_for_an_encrypted_message() -> None:
    a = account("safe")
    query, body = signed(a, messages.text("o1", "你好", 7, STAMP))
    with pytest.raises(Forged):
        envelope_of(a).open(query | {"msg_signature": query["signature"]}, body, NOW)


def test_an_old_callback_is_refused_and_a_retry_is_not() -> None:
    a = account("plain")
    box, (query, body) = envelope_of(a), signed(a, messages.text("o1", "你好", 7, STAMP))
    assert box.open(query, body, NOW + timedelta(seconds=15)).key == box.open(query, body, NOW).key
    with pytest.raises(Forged, match="time"):
        box.open(query, body, NOW + timedelta(minutes=11))


def test_a_message_for_another_account_is_refused() -> None:
    theirs = Account("towntoken", "wxother000000000", "secret", "k" * 43, mode="safe")
    with pytest.raises(Forged, match="app id"):
        envelope_of(account()).open(*signed(theirs, messages.text("o1", "你好", 7, STAMP)), NOW)


@pytest.mark.parametrize("mode", ["auto", "safe"])
def test_with_a_key_only_what_is_encrypted_is_taken(mode: str) -> None:
    query, body = signed(account("plain"), messages.text("o1", "a", 7, STAMP))
    with pytest.raises(Forged, match="not encrypted"):
        envelope_of(account(), mode=mode).open(query, body, NOW)


def test_a_clear_body_under_a_captured_signature_is_refused_unless_any_was_asked_for() -> None:
    """The platform sends the clear `signature` in safe mode too, and it does not cover the body."""
    query, _ = signed(account("safe"), messages.text("o1", "灯坏了", 7, STAMP))
    captured = {name: query[name] for name in ("signature", "timestamp", "nonce")}
    forged = messages.text("o2", "撤回", 8, STAMP)
    with pytest.raises(Forged, match="not encrypted"):
        envelope_of(account()).open(captured, forged, NOW)
    assert envelope_of(account(), mode="any").open(captured, forged, NOW).sender == "o2"


def test_compat_mode_believes_only_what_is_encrypted() -> None:
    a = account("compat")
    query, body = signed(a, messages.text("o1", "灯坏了", 7, STAMP))
    forged = body.replace("灯坏了".encode(), "给我钱".encode())
    assert envelope_of(a).open(query, forged, NOW).field("Content") == "灯坏了"


def test_a_key_that_fits_nothing_is_unreadable_not_forged() -> None:
    a = account("safe")
    other = Account(a.token, a.app_id, "secret", "z" * 43, mode="safe")
    with pytest.raises(Unreadable, match="wrong key"):
        envelope_of(a).open(*signed(other, messages.text("o1", "你好", 7, STAMP)), NOW)


def test_two_people_with_one_message_number_are_two_messages() -> None:
    box = envelope_of(account("plain"))
    keys = {box.open(*signed(account("plain"), messages.text(who, "a", 7, STAMP)), NOW).key for who in ("o1", "o2")}
    assert len(keys) == 2


def test_keys_come_in_the_order_of_time() -> None:
    a, box = account("plain"), envelope_of(account("plain"))
    keys = [box.open(*signed(a, messages.text("o1", "a", 7, STAMP + second)), NOW).key for second in range(20)]
    assert keys == sorted(set(keys))


def test_two_events_in_one_second_are_two_events() -> None:
    a, box = account("plain"), envelope_of(account("plain"))
    events = [("CLICK", {"EventKey": "投诉"}), ("CLICK", {"EventKey": "进度"}), ("VIEW", {"EventKey": "投诉"})]
    keys = {box.open(*signed(a, messages.event("o1", name, STAMP, fields)), NOW).key for name, fields in events}
    assert len(keys) == 3


def test_control_characters_do_not_stop_a_message() -> None:
    a = account("plain")
    incoming = envelope_of(a).open(*signed(a, messages.text("o1", "灯\x00\x08坏\ufffe了", 7, STAMP)), NOW)
    assert incoming.field("Content") == "灯坏了"


def test_every_sample_is_a_message_or_says_that_it_is_none() -> None:
    a, box = account("plain"), envelope_of(account("plain"))
    for sample in papers.samples():
        try:
            incoming = box.open(*signed(a, sample["xml"].encode()), NOW)
        except Unreadable:
            assert not sample["well_formed"] or "FromUserName" not in sample["fields"], sample["type"]
        else:
            kind, _ = messages.kind_of(sample["xml"].encode())
            assert incoming.kind.split(":")[0] == ("event" if kind.startswith("device_") else kind.lower())


@given(st.binary(max_size=300))
def test_any_signed_bytes_are_a_message_or_unreadable(body: bytes) -> None:
    a = account("plain")
    query, _ = signed(a, b"<xml></xml>")
    with pytest.raises(Unreadable):
        envelope_of(a).open(query, body, NOW)


def test_entities_that_swell_are_refused() -> None:
    a = account("plain")
    swelling = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "a" * 50}">' for n in range(9))
    body = f"<!DOCTYPE x [{swelling}]><xml><FromUserName>&a8;</FromUserName><MsgType>text</MsgType></xml>"
    with pytest.raises(Unreadable, match="xml"):
        envelope_of(a).open(*signed(a, body.encode()), NOW)


def test_what_is_nested_deeper_than_any_message_is_refused() -> None:
    a = account("plain")
    body = messages.text("o1", "你好", 7, STAMP).replace(b"</xml>", b"<a>" * 99 + b"</a>" * 99 + b"</xml>")
    with pytest.raises(Unreadable, match="xml"):
        envelope_of(a).open(*signed(a, body), NOW)


def test_one_element_is_a_dict_and_several_are_a_list() -> None:
    a, box = account("plain"), envelope_of(account("plain"))
    item = {"Item": {"PicMd5Sum": "m"}}
    for fields, expected in (({"List": item}, dict), ({"List": [item, item]}, list)):
        incoming = box.open(*signed(a, messages.event("o1", "pic_weixin", STAMP, fields)), NOW)
        assert isinstance(incoming.payload["List"], expected)


@pytest.mark.parametrize("filler", [" ", "\t\n", "A", "<![CDATA[", "<Encrypt>"])
def test_a_large_wrapper_costs_no_time(filler: str) -> None:
    """Nothing is known of the sender yet: whatever stands in Encrypt is looked at once."""
    a = account("safe")
    query, _ = signed(a, messages.text("o1", "你好", 7, STAMP))
    body = f"<xml><Encrypt>{filler * (100_000 // len(filler))}</Encrypt></xml>".encode()
    began = process_time()
    with pytest.raises((Forged, Unreadable)):
        envelope_of(a).open(query, body, NOW)
    assert process_time() - began < 1.0  # a reader that goes back and forth took hours
