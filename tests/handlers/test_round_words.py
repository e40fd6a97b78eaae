"""Words about one's own ballot with no form open are picks, and what only names a project's thing is none."""

import pytest

from tests.ballot_box import OPENS_IN, make, pass_time
from tests.handlers.test_round import secrets
from tests.town import Town


@pytest.fixture
async def polls(town: Town) -> Town:
    """A resident, and a round that is open."""
    await town.say("resident", "0")
    await town.database.write(make, town.clock.now())
    town.clock.move(OPENS_IN)
    await pass_time(town.database, town.clock.now())
    return town


OWN_BALLOT = (
    *("我刚才投错了，应该是7号", "选7", "支持7号", "加一个7号"),
    *("我选7号楼坡道扶手", "给垃圾房通风改造投一票", "票投给图书角"),
)


@pytest.mark.parametrize("said", OWN_BALLOT)
async def test_words_about_ones_own_ballot_are_picks_and_secret_and_filed_as_nothing_else(
    polls: Town, said: str
) -> None:
    answered = await polls.say("resident", said)
    assert "您选的是" in answered or "回复编号投票" in answered
    assert (await polls.database.read(secrets))[-1] is True
    await polls.talk("resident", ("取消", "没有投票"), ("进度", "您还没有登记过事情"))


async def test_what_only_names_a_projects_thing_stays_what_it_is(polls: Town) -> None:
    await polls.talk("resident", ("建议健身器材多装几个", "意见 1 号"), ("3号楼坡道扶手坏了", "编号 1001"))


async def test_a_suggestion_at_the_confirmation_replaces_no_pick(polls: Town) -> None:
    await polls.talk("resident", ("投票", "回复编号"), ("7 9", "老井边铺防滑砖"))
    await polls.talk("resident", ("我建议健身器材多换几个", "老井边铺防滑砖"))
    answered = await polls.say("resident", "1")
    assert "投好了" in answered
