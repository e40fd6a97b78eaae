"""A message is delivered up to three times, always with the same bytes, and its answer is judged."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from simulator import Account, Platform, crypto, events, hostile, messages, signing
from simulator.account import Mode
from simulator.replies import FAULT
from tests.simulator.conftest import AES_KEY, LI, NEW_AES_KEY, WANG, Bot

MODES: tuple[Mode, ...] = ("plain", "compat", "safe")


def reply(openid: str, content: str = "收到") -> bytes:
    """A text reply in clear."""
    return messages.text("gh_3f2a81c09d54", content, 1, 1, to=openid)


async def test_the_address_check_passes_when_the_echostr_comes_back(platform: Platform, bot: Bot) -> None:
    assert await platform.handshake()
    query = bot.received[0].query
    assert query["signature"] == signing.sign(platform.account.token, query["timestamp"], query["nonce"])


async def test_the_address_check_fails_where_nobody_listens(account: Account) -> None:
    async with Platform(account, "http://127.0.0.1:9/wechat") as platform:
        assert not await platform.handshake()


@pytest.mark.parametrize("mode", MODES)
async def test_every_mode_names_the_sender_and_signs(platform: Platform, bot: Bot, mode: Mode) -> None:
    platform.account = replace(platform.account, mode=mode)
    delivery = await platform.say(WANG, "楼道灯坏了")
    query, body = bot.received[0].query, bot.received[0].body
    assert delivery.verdict.kind == "success"
    assert query["openid"] == WANG
    assert query["signature"] == signing.sign(platform.account.token, query["timestamp"], query["nonce"])
    assert (b"<Encrypt>" in body) == ("msg_signature" in query) == (mode != "plain")
    assert ("楼道灯坏了".encode() in body) == (mode != "safe")


async def test_a_message_that_gets_no_answer_comes_three_times_with_the_same_bytes(
    platform: Platform, bot: Bot
) -> None:
    platform.account = replace(platform.account, mode="safe")
    bot.script = [1.0, 1.0, 1.0]
    delivery = await platform.say(WANG, "有人吗")
    assert [attempt.outcome for attempt in delivery.attempts] == ["cut", "cut", "cut"]
    assert len({(received.body, tuple(received.query.items())) for received in bot.received}) == 1
    assert len(bot.received) == 3
    assert (delivery.verdict.kind, delivery.verdict.text) == ("fault", FAULT)


async def test_attempts_begin_one_gap_apart(platform: Platform, bot: Bot) -> None:
    platform.postman = replace(platform.postman, cut=0.05, gap=0.2)
    bot.script = [1.0, 500, b"success"]
    await platform.say(WANG, "在吗")
    starts = [received.at for received in bot.received]
    assert all(0.19 <= later - earlier < 1.0 for earlier, later in pairwise(starts))


TROUBLES = [(1.0, "cut"), (500, "refused"), (403, "refused"), (None, "unreachable")]


@pytest.mark.parametrize(("trouble", "outcome"), TROUBLES)
async def test_a_retry_that_is_answered_settles_the_message(
    platform: Platform, bot: Bot, trouble: float | int | None, outcome: str
) -> None:
    bot.script = [trouble, reply(WANG)]
    delivery = await platform.say(WANG, "在吗")
    assert [attempt.outcome for attempt in delivery.attempts] == [outcome, "answered"]
    assert (delivery.verdict.kind, delivery.verdict.text) == ("reply", "收到")


async def test_nonsense_is_shown_as_a_fault_at_once(platform: Platform, bot: Bot) -> None:
    bot.script = [b'{"ok": true}']
    delivery = await platform.say(WANG, "在吗")
    assert (delivery.verdict.kind, len(delivery.attempts)) == ("fault", 1)
    assert platform.chats.of(WANG)[-1].text == FAULT


async def test_a_reply_to_somebody_else_is_a_fault(platform: Platform, bot: Bot) -> None:
    bot.script = [reply(LI)]
    delivery = await platform.say(WANG, "在吗")
    assert delivery.verdict.kind == "fault"
    assert "ToUserName" in delivery.verdict.detail


async def test_after_a_key_change_messages_use_the_new_key_and_those_under_way_the_old(
    platform: Platform, bot: Bot
) -> None:
    platform.account = replace(platform.account, mode="safe")
    platform.rotate_key(NEW_AES_KEY)
    xml = messages.text(WANG, "在吗", 1, 1)
    await platform.deliver(WANG, xml)
    await platform.deliver(WANG, xml, account=platform.account.on_previous_key())
    bodies = [re.findall(r"<Encrypt><!.CDATA.(.*?)]]>", received.body.decode())[0] for received in bot.received]
    assert [crypto.decrypt(bodies[0], NEW_AES_KEY)[0], crypto.decrypt(bodies[1], AES_KEY)[0]] == [xml, xml]


async def test_the_same_message_id_from_two_people_and_two_events_in_one_second(platform: Platform, bot: Bot) -> None:
    second = platform.clock.timestamp()
    for openid in (WANG, LI):
        await platform.deliver(openid, messages.text(openid, "同号", 4711, second))
    for key in ("complain", "progress"):
        await platform.deliver(WANG, events.click(WANG, second, key))
    assert len({received.body for received in bot.received}) == 4


@pytest.mark.parametrize("mode", MODES)
async def test_hostile_texts_and_strange_events_go_out_in_every_mode(platform: Platform, bot: Bot, mode: Mode) -> None:
    platform.account = replace(platform.account, mode=mode)
    for xml in (*hostile.texts(WANG, 1, 1).values(), *hostile.strange(WANG, 99, 1).values()):
        assert (await platform.deliver(WANG, xml)).verdict.kind == "success"
    for body in hostile.SIGNED_NONSENSE.values():
        assert (await platform.deliver(WANG, body)).verdict.kind == "success"
    assert len(bot.received) == len(hostile.TEXTS) + len(hostile.strange(WANG, 1, 1)) + len(hostile.SIGNED_NONSENSE)


async def test_who_does_not_follow_cannot_write(platform: Platform) -> None:
    await platform.unfollow(WANG)
    with pytest.raises(ValueError, match="does not follow"):
        await platform.say(WANG, "在吗")


async def test_a_code_makes_a_stranger_a_follower_and_a_follower_a_scanner(platform: Platform, bot: Bot) -> None:
    await platform.unfollow(WANG)
    await platform.scan(WANG, "building-3")
    await platform.scan(WANG, "building-3")
    kinds = [messages.kind_of(received.body)[1] for received in bot.received]
    assert kinds == ["unsubscribe", "subscribe", "SCAN"]
    assert b"qrscene_building-3" in bot.received[1].body
