"""Misfortune happens exactly as scripted: to the next calls of its path, and to no other."""

from __future__ import annotations

import aiohttp
import pytest

from simulator import Platform
from tests.simulator.conftest import WANG, Api

SEND = "/cgi-bin/message/custom/send"
INFO = "/cgi-bin/user/info"
BODY = {"touser": WANG, "msgtype": "text", "text": {"content": "您好"}}


@pytest.mark.parametrize("errcode", [-1, 40001, 45009, 45011, 40164, 48004])
async def test_the_next_calls_answer_the_scripted_error_and_have_no_effect(
    api: Api, platform: Platform, errcode: int
) -> None:
    await platform.say(WANG, "在吗")
    platform.faults.answer(SEND, errcode, times=2)
    answers = [await api.post(SEND, BODY) for _ in range(3)]
    assert [answer["errcode"] for answer in answers] == [errcode, errcode, 0]
    assert " rid: " in answers[0]["errmsg"]
    assert len(platform.pushed(WANG)) == 1


async def test_a_slow_call_outlasts_an_impatient_caller_and_another_path_is_not_slow(
    api: Api, platform: Platform
) -> None:
    platform.faults.slow(SEND, 5.0)
    url = api.server.make_url(SEND).with_query(access_token=api.token)
    with pytest.raises(TimeoutError):
        await api.session.post(url, json=BODY, timeout=aiohttp.ClientTimeout(total=0.1))
    assert (await api.get(INFO, openid=WANG))["subscribe"] == 1


@pytest.mark.parametrize(("when", "arrived"), [("before", 0), ("after", 1)])
async def test_a_lost_connection_before_or_after_the_effect(
    api: Api, platform: Platform, when: str, arrived: int
) -> None:
    await platform.say(WANG, "在吗")
    platform.faults.drop(SEND, "after" if when == "after" else "before")
    with pytest.raises(aiohttp.ClientError):
        await api.post(SEND, BODY)
    assert len(platform.pushed(WANG)) == arrived
    assert (await api.post(SEND, BODY))["errcode"] == 0


async def test_a_failed_download_answers_json(api: Api, platform: Platform) -> None:
    platform.faults.answer("/cgi-bin/media/get", -1)
    assert (await api.get("/cgi-bin/media/get", media_id="any"))["errcode"] == -1


async def test_faults_come_in_their_order_and_can_be_called_off(api: Api, platform: Platform) -> None:
    platform.faults.answer(INFO, -1)
    platform.faults.answer(INFO, 45011, times=5)
    assert [(await api.get(INFO, openid=WANG)).get("errcode") for _ in range(2)] == [-1, 45011]
    platform.faults.clear()
    assert "errcode" not in await api.get(INFO, openid=WANG)


async def test_secrets_and_tokens_do_not_stand_in_the_record_of_the_line(api: Api, platform: Platform) -> None:
    await api.get("/cgi-bin/token", grant_type="client_credential", appid="wx0123456789abcdef", secret="hidden-secret")
    recorded = str(platform.feed.of_kind("wire"))
    assert "/cgi-bin/token" in recorded
    assert "hidden-secret" not in recorded
    assert api.token not in recorded
