"""What the account may send to whom: windows to the second, quotas to the message, consents to the notification."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from simulator import Platform, messages
from simulator.ledger import Quota, ServiceLedger
from simulator.templates import Template, Templates
from tests.simulator.conftest import LI, NOON, WANG, Api, Bot

NOTICE = "tmpl-progress"


async def send(api: Api, openid: str = WANG, content: str = "您的事有进展了") -> int:
    """Sends a service message and gives its errcode."""
    body = {"touser": openid, "msgtype": "text", "text": {"content": content}}
    return int((await api.post("/cgi-bin/message/custom/send", body))["errcode"])


def notice(openid: str = WANG, value: str = "楼道灯", **more: str) -> dict[str, Any]:
    """A template's or a notification's call."""
    return {"touser": openid, "template_id": NOTICE, "data": {"thing1": {"value": value}}, **more}


async def template(api: Api, **more: str) -> dict[str, Any]:
    """Sends a template message."""
    return await api.post("/cgi-bin/message/template/send", notice(**more))


async def notify(api: Api, **more: str) -> int:
    """Sends a subscription notification and gives its errcode."""
    return int((await api.post("/cgi-bin/message/subscribe/bizsend", notice(**more)))["errcode"])


async def test_nothing_may_be_sent_before_somebody_wrote(api: Api) -> None:
    assert await send(api) == 45015


async def test_five_service_messages_after_a_message_then_a_new_message_opens_five_more(
    api: Api, platform: Platform
) -> None:
    for _ in range(2):
        await platform.say(WANG, "在吗")
        assert [await send(api) for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    assert len(platform.pushed(WANG)) == 10
    assert await send(api, LI) == 45015


async def test_the_window_after_a_message_closes_with_its_last_second(api: Api, platform: Platform) -> None:
    await platform.say(WANG, "在吗")
    platform.clock.move(timedelta(hours=48) - timedelta(seconds=1))
    api.token = platform.tokens.stable()[0]
    assert await send(api) == 0
    platform.clock.move(1)
    assert await send(api) == 45015


@pytest.mark.parametrize("act", ["tap", "follow", "scan"])
async def test_three_service_messages_in_the_minute_after_an_action(api: Api, platform: Platform, act: str) -> None:
    await (platform.follow(WANG) if act == "follow" else getattr(platform, act)(WANG, "progress"))
    platform.clock.move(59)
    assert [await send(api) for _ in range(4)] == [0, 0, 0, 45047]
    platform.clock.move(1)
    assert await send(api) == 45015


async def test_the_quota_that_ends_first_is_used_first(api: Api, platform: Platform) -> None:
    await platform.say(WANG, "在吗")
    await platform.tap(WANG, "progress")
    assert [await send(api) for _ in range(3)] == [0, 0, 0]
    platform.clock.move(60)
    assert [await send(api) for _ in range(6)] == [0, 0, 0, 0, 0, 45047]


async def test_menu_pages_and_the_platforms_own_events_open_nothing(api: Api, platform: Platform) -> None:
    await platform.tap(WANG, "https://example.org/ledger")
    await platform.consent(WANG, NOTICE)
    assert await send(api) == 45015


async def test_quotas_are_settings() -> None:
    ledger = ServiceLedger(lambda: NOON, Quota(20, timedelta(hours=48)), Quota(1, timedelta(minutes=1)))
    ledger.note(WANG, "text", "")
    ledger.note(WANG, "event", "CLICK")
    assert ledger.left(WANG) == 21


async def test_only_followers_are_reached(api: Api, platform: Platform) -> None:
    await platform.say(WANG, "在吗")
    await platform.unfollow(WANG)
    assert [await send(api), await send(api, "oNobody")] == [40003, 40003]
    await platform.follow(WANG)
    assert [await send(api) for _ in range(4)] == [0, 0, 0, 45047]


async def test_who_refuses_messages_gets_none(api: Api, platform: Platform) -> None:
    await platform.say(WANG, "在吗")
    platform.refusing.add(WANG)
    assert (await send(api), (await template(api))["errcode"]) == (48002, 43019)
    assert platform.pushed(WANG) == []


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({"msgtype": "text", "text": {"content": " "}}, 44004),
        ({"msgtype": "text", "text": {"content": "长" * 700}}, 45002),
        ({"msgtype": "image", "image": {"media_id": "none"}}, 40007),
        ({"msgtype": "news", "news": {"articles": []}}, 44003),
        ({"msgtype": "news", "news": {"articles": [{"title": "a"}, {"title": "b"}]}}, 45008),
        ({"msgtype": "news", "news": {"articles": [{"title": "账目", "url": "https://example.org"}]}}, 0),
        ({"msgtype": "msgmenu", "msgmenu": {"head_content": "满意吗?", "list": [{"id": "1", "content": "满意"}]}}, 0),
        ({"msgtype": "hologram"}, 40008),
        ({"msgtype": "text", "text": "no object"}, 47001),
    ],
)
async def test_a_service_messages_content_is_checked_before_the_quota_is_touched(
    api: Api, platform: Platform, body: dict[str, Any], errcode: int
) -> None:
    await platform.say(WANG, "在吗")
    answer = await api.post("/cgi-bin/message/custom/send", {"touser": WANG, **body})
    assert answer["errcode"] == errcode
    assert platform.service.left(WANG) == (5 if errcode else 4)


async def test_a_repeated_template_message_is_sent_once_within_ten_minutes(
    api: Api, platform: Platform, bot: Bot
) -> None:
    first = await template(api, client_msg_id="outbox-1")
    platform.clock.move(599)
    assert await template(api, client_msg_id="outbox-1") == first
    platform.clock.move(1)
    assert (await template(api, client_msg_id="outbox-1"))["msgid"] != first["msgid"]
    await platform.settled()
    assert len(platform.pushed(WANG)) == 2
    finished = [received.body for received in bot.received]
    assert [messages.kind_of(body)[1] for body in finished] == ["TEMPLATESENDJOBFINISH"] * 2
    assert str(first["msgid"]).encode() in finished[0]


async def test_template_messages_need_a_follower_a_template_and_data(api: Api, platform: Platform) -> None:
    platform.templates = Templates({NOTICE: Template("诉求进度", {"thing1": "事项"})})
    assert (await template(api, template_id="tmpl-other"))["errcode"] == 40037
    assert (await api.post("/cgi-bin/message/template/send", notice() | {"data": {}}))["errcode"] == 47003
    assert (await template(api))["errcode"] == 0
    assert platform.pushed(WANG)[0].text == "诉求进度\n事项：楼道灯"
    await platform.settled()
    await platform.unfollow(WANG)
    assert (await template(api))["errcode"] == 43004


async def test_one_consent_is_one_notification(api: Api, platform: Platform, bot: Bot) -> None:
    assert await notify(api) == 43101
    await platform.consent(WANG, NOTICE)
    assert [await notify(api), await notify(api)] == [0, 43101]
    await platform.settled()
    events = [messages.kind_of(received.body)[1] for received in bot.received]
    assert events == ["subscribe_msg_popup_event", "subscribe_msg_sent_event"]


async def test_a_long_term_consent_lasts_until_it_is_taken_back(api: Api, platform: Platform) -> None:
    await platform.consent(WANG, NOTICE, long_term=True)
    assert [await notify(api) for _ in range(3)] == [0, 0, 0]
    await platform.consent(WANG, NOTICE, yes=False)
    assert await notify(api) == 43101


async def test_a_thing_has_at_most_twenty_characters_and_a_bad_one_uses_no_consent(
    api: Api, platform: Platform
) -> None:
    await platform.consent(WANG, NOTICE)
    assert await notify(api, value="字" * 21) == 47003
    assert await notify(api, value="") == 47003
    assert await notify(api, value="字" * 20) == 0
