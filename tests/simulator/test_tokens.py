"""Access tokens live, overlap and are limited as the platform documents it."""

from __future__ import annotations

from typing import Any

import pytest

from simulator import Platform
from tests.simulator.conftest import WANG, Api

GRANT = {"grant_type": "client_credential", "appid": "wx0123456789abcdef", "secret": "secret-of-the-tests"}


async def stable(api: Api, **more: object) -> dict[str, Any]:
    return await api.post("/cgi-bin/stable_token", GRANT | more)


async def is_good(api: Api, token: str) -> bool:
    answer = await api.get("/cgi-bin/user/info", openid=WANG, access_token=token)
    return "errcode" not in answer


async def test_the_stable_token_stays_the_same_until_five_minutes_before_its_end(api: Api, platform: Platform) -> None:
    first = await stable(api)
    platform.clock.move(7200 - 301)
    again = await stable(api)
    assert (again["access_token"], again["expires_in"]) == (first["access_token"], 301)
    platform.clock.move(1)
    renewed = await stable(api)
    assert renewed["access_token"] != first["access_token"]
    assert renewed["expires_in"] == 7200


async def test_old_and_new_token_both_work_for_the_overlap(api: Api, platform: Platform) -> None:
    old = (await stable(api))["access_token"]
    platform.clock.move(7200 - 300)
    new = (await stable(api))["access_token"]
    platform.clock.move(299)
    assert (await is_good(api, old), await is_good(api, new)) == (True, True)
    platform.clock.move(1)
    assert (await is_good(api, old), await is_good(api, new)) == (False, True)


async def test_a_forced_token_ends_the_old_one_and_is_limited_to_one_in_thirty_seconds(
    api: Api, platform: Platform
) -> None:
    old = (await stable(api))["access_token"]
    forced = await stable(api, force_refresh=True)
    assert not await is_good(api, old)
    platform.clock.move(29)
    assert (await stable(api, force_refresh=True))["errcode"] == 45011
    assert (await stable(api))["access_token"] == forced["access_token"]
    platform.clock.move(1)
    assert "access_token" in await stable(api, force_refresh=True)


async def test_twenty_forced_tokens_a_day(api: Api, platform: Platform) -> None:
    for _ in range(20):
        assert "access_token" in await stable(api, force_refresh=True)
        platform.clock.move(30)
    assert (await stable(api, force_refresh=True))["errcode"] == 45009
    platform.clock.move(24 * 3600)
    assert "access_token" in await stable(api, force_refresh=True)


async def test_ordinary_tokens_are_new_each_time_and_leave_the_stable_one_alone(api: Api, platform: Platform) -> None:
    kept = (await stable(api))["access_token"]
    first = (await api.get("/cgi-bin/token", **GRANT))["access_token"]
    second = (await api.get("/cgi-bin/token", **GRANT))["access_token"]
    platform.clock.move(299)
    assert [await is_good(api, token) for token in (kept, first, second)] == [True, True, True]
    platform.clock.move(1)
    assert [await is_good(api, token) for token in (kept, first, second)] == [True, False, True]


@pytest.mark.parametrize(
    ("wrong", "errcode"),
    [({"appid": "wx9"}, 40013), ({"secret": "x"}, 40125), ({"grant_type": "code"}, 40002), ({"secret": ["x"]}, 47001)],
)
async def test_a_wrong_grant_is_named(api: Api, wrong: dict[str, object], errcode: int) -> None:
    assert (await stable(api, **wrong))["errcode"] == errcode


async def test_tokens_are_missing_unknown_or_expired(api: Api, platform: Platform) -> None:
    info = "/cgi-bin/user/info"
    assert (await api.get(info, access_token=""))["errcode"] == 41001
    assert (await api.get(info, access_token="made-up"))["errcode"] == 40001
    platform.clock.move(7200)
    assert (await api.get(info))["errcode"] == 42001
    platform.tokens.forget()
    assert (await api.get(info))["errcode"] == 40001


async def test_errors_end_with_a_request_id_and_wrong_methods_are_named(api: Api) -> None:
    refused = await api.get("/cgi-bin/stable_token")
    assert refused["errcode"] == 43002
    assert refused["errmsg"].rpartition(" rid: ")[2].count("-") == 2
    assert (await api.post("/cgi-bin/stable_token", ["no", "object"]))["errcode"] == 47001
