"""Signing in: one answer for whoever is not known, a session of a working day, an end to guessing."""

import re
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request
from sqlalchemy import text

from civic import staff
from civic.staff import SESSION
from storage.tx import Tx
from tests.town import NOON, Town
from tests.web.console.desk import PASSWORD, Answered, Desk, desk
from web.console import guesses
from web.console.cookie import COOKIE, give
from web.console.guesses import FOR_A_NAME, FROM_AN_ADDRESS, MOST_KEPT, WINDOW, Guesses
from web.console.sign_in import client_of


def without_seal(answered: Answered) -> str:
    return re.sub(r'value="[0-9a-f]{64}"', "", answered.html)


def cookie(who: Desk) -> str:
    return who.http.cookie_jar.filter_cookies(who.url("/console/"))[COOKIE].value


async def test_an_unknown_name_and_a_wrong_password_are_answered_alike(committee: Desk, office: Town) -> None:
    async with desk(office) as stranger:
        unknown = await stranger.send("/console/sign-in", "", name="x", password="not the password")
        wrong = await stranger.send("/console/sign-in", "", name="committee", password="not the password")
    assert (unknown.status, wrong.status) == (422, 422)
    assert "姓名或密码不对" in unknown.text
    assert without_seal(unknown) == without_seal(wrong).replace('value="committee"', 'value="x"')
    assert "not the password" not in wrong.html


async def test_whoever_is_not_signed_in_is_led_to_it_and_on_to_where_they_wanted(visitor: Desk) -> None:
    shown = await visitor.open("/console/opinions?state=new")
    assert (shown.status, shown.path) == (200, "/console/sign-in")
    await visitor.sign_in("committee")
    await visitor.send_form("/console/sign-out", await visitor.open("/console/"))
    shown = await visitor.open("/console/opinions?state=new")
    answered = await visitor.send_form("/console/sign-in", shown, name="committee", password=PASSWORD)
    assert answered.path == "/console/opinions"


ELSEWHERE = ["https://example.org/", "//example.org", "/wechat", "/console/a\\b", "/console/\nX: y"]


@pytest.mark.parametrize("then", ELSEWHERE)
async def test_it_leads_to_no_other_place(visitor: Desk, then: str) -> None:
    answered = await visitor.sign_in("committee", then=then)
    assert (answered.status, answered.path) == (200, "/console/cases")


async def test_the_cookie_is_the_servers_alone_and_new_at_each_sign_in(visitor: Desk) -> None:
    await visitor.open("/console/sign-in")
    before = cookie(visitor)
    await visitor.sign_in("committee")
    assert cookie(visitor) != before
    held = await visitor.town.database.read(lambda tx: tx.execute(text("SELECT digest FROM staff_session")).scalars())
    assert cookie(visitor) not in list(held)


@pytest.mark.parametrize("is_secure", [True, False])
def test_the_cookie_goes_by_https_where_the_console_does(is_secure: bool) -> None:
    response = give(web.Response(), "token", is_secure=is_secure)
    given: SimpleCookie = response.cookies
    morsel = given[COOKIE]
    assert (morsel["httponly"], morsel["samesite"], morsel["path"]) == (True, "Lax", "/console")
    assert bool(morsel["secure"]) is is_secure
    assert not morsel.get("max-age"), "the browser forgets it when it is closed"


async def test_a_session_ends_after_a_working_day_and_what_was_typed_is_kept(committee: Desk, office: Town) -> None:
    await office.talk("resident", ("建议多种些树", "意见 1 号"))
    action, fields = await committee.form("/console/opinions/1", "answer")
    office.clock.move(SESSION - timedelta(seconds=1))
    assert (await committee.open("/console/opinions/1")).path == "/console/opinions/1"
    office.clock.move(timedelta(seconds=1))
    late = await committee.post(action, fields | {"words": "春天就种。"})
    assert late.status == 401
    assert "请先登录" in late.text
    assert "春天就种。" in late.text
    again = await committee.send_form("/console/sign-in", late, name="committee", password=PASSWORD)
    assert again.path == "/console/opinions/1"
    assert "还没有答复" in again.text


async def test_signing_out_ends_the_session_for_a_copied_cookie_too(committee: Desk, office: Town) -> None:
    token = cookie(committee)
    page = await committee.open("/console/opinions")
    assert "已经退出登录" in (await committee.send_form("/console/sign-out", page)).text
    async with desk(office) as thief:
        thief.http.cookie_jar.update_cookies({COOKIE: token}, thief.url("/console/"))
        assert (await thief.open("/console/opinions")).path == "/console/sign-in"


def end_account(tx: Tx) -> None:
    tx.execute(text("UPDATE staff SET ended_at = '2026-11-02 04:00:00' WHERE name = 'committee'"))


async def test_an_ended_account_is_out_at_once(committee: Desk, office: Town) -> None:
    await office.talk("resident", ("建议多种些树", "意见 1 号"))
    action, fields = await committee.form("/console/opinions/1", "answer")
    await office.database.write(end_account)
    assert (await committee.post(action, fields | {"words": "好"})).status == 401
    assert (await committee.open("/console/opinions")).path == "/console/sign-in"
    refused = await committee.send("/console/sign-in", "", name="committee", password=PASSWORD)
    assert "姓名或密码不对" in refused.text


async def test_guessing_comes_to_an_end_and_the_end_to_an_end(
    committee: Desk, office: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guesses, "FOR_A_NAME", 2)
    async with desk(office) as guesser:
        for _ in range(2):
            wrong = await guesser.send("/console/sign-in", "", name="committee", password="guess")
            assert wrong.status == 422
        refused = await guesser.send("/console/sign-in", "", name="committee", password=PASSWORD)
        assert (refused.status, "请过15分钟再来" in refused.text) == (429, True)
        office.clock.move(WINDOW)
        assert (
            await guesser.send("/console/sign-in", "", name="committee", password=PASSWORD)
        ).path == "/console/cases"


def test_tries_are_counted_by_name_and_by_address_and_the_right_one_forgives_the_name() -> None:
    tries = Guesses()
    assert all(tries.allow("a", f"10.0.0.{number}", NOON) for number in range(FOR_A_NAME))
    assert not tries.allow("a", "10.0.1.1", NOON)
    tries.forgive("a")
    assert tries.allow("a", "10.0.1.1", NOON)
    assert all(tries.allow(f"name{number}", "10.0.2.2", NOON) for number in range(FROM_AN_ADDRESS))
    assert not tries.allow("somebody", "10.0.2.2", NOON)


def test_the_table_of_tries_does_not_grow_without_end() -> None:
    tries = Guesses()
    for number in range(MOST_KEPT):
        tries.allow(f"name{number}", f"address{number}", NOON)
    assert len(tries._tries) <= MOST_KEPT


CLIENTS = {
    ("127.0.0.1", "1.1.1.1, 9.9.9.9"): "9.9.9.9",
    ("127.0.0.1", "nonsense"): "127.0.0.1",
    ("127.0.0.1", ""): "127.0.0.1",
    ("8.8.8.8", "9.9.9.9"): "8.8.8.8",
}


@pytest.mark.parametrize(("who", "client"), CLIENTS.items(), ids=[" ".join(who) for who in CLIENTS])
def test_only_a_proxy_on_this_machine_says_for_whom_it_speaks(who: tuple[str, str], client: str) -> None:
    remote, told = who
    request = make_mocked_request("GET", "/", headers={"X-Forwarded-For": told} if told else {})
    assert client_of(request.clone(remote=remote)) == client


async def test_a_password_that_was_changed_meanwhile_begins_no_session(committee: Desk, office: Town) -> None:
    assert not await office.database.write(staff.begin, "committee", "another hash", "token", office.clock.now())
