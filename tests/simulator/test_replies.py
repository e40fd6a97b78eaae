"""An answer is judged as the platform judges it: passed on, taken as silence, or shown as a fault of the service."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import Account, crypto, messages, replies, signing
from simulator.messages import Value
from tests.simulator.conftest import AES_KEY, NEW_AES_KEY, WANG

PLAIN = Account("token-of-the-tests", "wx0123456789abcdef", "s", AES_KEY)
SAFE = replace(PLAIN, mode="safe")


def text(content: str = "收到", **fields: str) -> bytes:
    """A clear reply."""
    people = {"ToUserName": WANG, "FromUserName": PLAIN.gh_id}
    return messages.document({**people, "CreateTime": 1795320000, "MsgType": "text", "Content": content, **fields})


def sealed(clear: bytes, account: Account = SAFE, **fields: Value) -> bytes:
    """An encrypted reply, with some of its fields replaced."""
    encrypted = crypto.encrypt(clear, account.aes_key or "", account.app_id)
    signature = signing.sign(account.token, "1795320000", "n", encrypted)
    made: dict[str, Value] = {"Encrypt": encrypted, "MsgSignature": signature, "TimeStamp": 1795320000, "Nonce": "n"}
    return messages.document({**made, **fields})


def kind(body: bytes, account: Account = PLAIN, status: int = 200) -> str:
    """How an answer is judged."""
    return replies.judge(account, status, body, openid=WANG).kind


def test_success_and_nothing_are_silence_in_every_mode() -> None:
    for account in (PLAIN, SAFE):
        assert (kind(b"success", account), kind(b"", account)) == ("success", "empty")


@pytest.mark.parametrize("body", [b'"success"', b"Success", b"success\n", b'{"errcode":0}', b"<html></html>", b"ok"])
def test_what_only_looks_like_success_is_a_fault(body: bytes) -> None:
    assert kind(body) == "fault"


@pytest.mark.parametrize("status", [301, 403, 404, 500, 502])
def test_another_status_is_a_refusal_whatever_the_body(status: int) -> None:
    assert kind(text(), status=status) == "refused"


def test_a_text_is_passed_on_as_it_is() -> None:
    verdict = replies.judge(PLAIN, 200, text("第一行\n]]>第二行👍"))
    assert (verdict.kind, verdict.type, verdict.text) == ("reply", "text", "第一行\n]]>第二行👍")


@pytest.mark.parametrize(
    "body",
    [
        text(""),
        text(" \n"),
        text("长" * 683),
        text(ToUserName=""),
        text(FromUserName=""),
        text(MsgType=""),
        text(CreateTime="now"),
        text(MsgType="hologram"),
        text(ToUserName="oSomebodyElse"),
        text(MsgType="image"),
        text(MsgType="news"),
        text("裸露的控制字符\x07"),
        b"<xml><Content>",
        b"<message/>",
        b'<!DOCTYPE x [<!ENTITY a "a">]><xml/>',
    ],
)
def test_what_a_person_cannot_be_shown_is_a_fault(body: bytes) -> None:
    assert kind(body) == "fault"


def test_the_longest_text_has_2047_bytes() -> None:
    assert kind(text("长" * 682 + "a")) == "reply"


def test_pictures_news_and_a_handover_are_replies() -> None:
    picture = messages.document(
        {"ToUserName": WANG, "FromUserName": "gh", "CreateTime": 1, "MsgType": "image", "Image": {"MediaId": "m-1"}}
    )
    item = {"Title": "三季度账目", "Description": "已公开", "PicUrl": "", "Url": "https://example.org"}
    news = messages.document(
        {"ToUserName": WANG, "FromUserName": "gh", "CreateTime": 1, "MsgType": "news", "ArticleCount": 1,
         "Articles": {"item": [item]}}
    )  # fmt: skip
    assert replies.judge(PLAIN, 200, picture).parts == {"media_id": "m-1"}
    assert replies.judge(PLAIN, 200, news).parts["url"] == "https://example.org"
    assert kind(text(MsgType="transfer_customer_service")) == "reply"


def test_a_sealed_reply_opens_in_safe_and_compat_mode_only() -> None:
    assert replies.judge(SAFE, 200, sealed(text())).text == "收到"
    assert kind(sealed(text()), replace(PLAIN, mode="compat")) == "reply"
    assert kind(text(), replace(PLAIN, mode="compat")) == "reply"
    assert (kind(sealed(text()), PLAIN), kind(text(), SAFE)) == ("fault", "fault")


@pytest.mark.parametrize(
    "wrong",
    [{"MsgSignature": "0" * 40}, {"MsgSignature": "签名"}, {"TimeStamp": "now"}, {"Nonce": ""}, {"Encrypt": "AAAA"}],
)
def test_a_sealed_reply_with_one_wrong_field_is_a_fault(wrong: dict[str, str | int]) -> None:
    assert kind(sealed(text(), SAFE, **wrong), SAFE) == "fault"


def test_a_reply_sealed_for_another_account_or_another_key_is_a_fault() -> None:
    assert kind(sealed(text(), replace(SAFE, app_id="wx-other")), SAFE) == "fault"
    assert kind(sealed(b"success"), SAFE) == "fault"
    changed = SAFE.rotated(NEW_AES_KEY)
    verdict = replies.judge(changed, 200, sealed(text(), SAFE))
    assert (verdict.kind, "previous key" in verdict.detail) == ("fault", True)


@given(st.binary(max_size=200))
def test_no_answer_upsets_the_judge(body: bytes) -> None:
    for account in (PLAIN, SAFE):
        assert kind(body, account) in {"fault", "success", "empty"}


@given(st.text(min_size=1, max_size=200))
def test_every_text_that_xml_can_carry_comes_through(content: str) -> None:
    verdict = replies.judge(PLAIN, 200, text(content))
    if verdict.kind == "reply":
        assert verdict.text == content.replace("\r\n", "\n").replace("\r", "\n")
    else:
        assert not content.strip() or not content.isprintable()
