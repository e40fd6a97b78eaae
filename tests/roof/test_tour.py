"""The demo's guided tour: every step gets the answer that it is there to show, on both engines."""

import re
from datetime import timedelta

from civic import sample
from civic.sample import Cast, Letter
from config.community import load_community
from roof.tour import People, stops
from simulator.tour import Open, Say, Turn
from storage.sealed import Seal
from tests.town import CAST, ROOT, Town

WHO = {CAST[who].openid: who for who in ("resident", "neighbour", "worker", "committee")}
PEOPLE = People(*WHO)
NUMBER = re.compile(r"编号 ?(\d{4,})")

# What is read at each step of each journey, in order; a turn of the clock says nothing.
READ = (
    ("登记好了，编号", "待办", "归您了", "会转告居民", "已办结"),
    ("16 宠物拾便箱", "轮椅能进出", "9 无障碍坡道", "回执", "您11月", "13 活动室空调", "新回执", "", "选上的：\n"),
    ("1.20元/㎡·月", "绑定好了：晴川花园3号楼", "还要交", "已经用过了"),
    ("下次恳谈日", "您几位来", "您2位", "用一句话说", "议题 4 号", ""),
    ("最多 300 字", "1 全体关注的居民", "回复 1 发出", "开始发给", "回复 更多 查看", "检修水管", "已送达"),
    ("意见 5 号", "", "还没有答复", "不办了"),
)


async def settle(town: Town) -> Letter:
    """The sample community in a town whose people are those of the tour."""
    community = load_community(ROOT / "config" / "community.toml")
    cast = Cast([*WHO], CAST["worker"].openid, CAST["committee"].openid)
    return await town.database.write(sample.fill, community, cast, Seal("d" * 32), town.clock.now())


async def test_the_tour_shows_what_it_promises(town: Town) -> None:
    letter, told = await settle(town), ""
    for stop, expected in zip(stops(PEOPLE, letter, "/console/", ""), READ, strict=True):
        for step, read in zip(stop.steps, expected, strict=True):
            match step:
                case Say(openid, text):
                    answered = await town.say(WHO[openid], text.replace("{编号}", told))
                    assert read in answered, (stop.title, text, answered)
                    told = next(iter(NUMBER.findall(answered)), told)
                case Turn(seconds):
                    town.clock.move(timedelta(seconds=seconds))
                    await town.rung()
                case Open():
                    assert read == ""
            await town.delivered()
    assert any("已受理" in text for text in town.pushed("resident"))
    assert any("灯泡和开关都换了" in text for text in town.pushed("resident"))


async def test_the_sample_looks_as_if_it_had_come_to_be(town: Town) -> None:
    """Nothing waits to be sent from those weeks, and whoever is shown has something to look at."""
    await settle(town)
    await town.delivered()
    assert [town.pushed(who) for who in WHO.values()] == [[], [], [], []]
    await town.talk("worker", ("待办", "待办"), ("投票", "每人最多选4项"), ("恳谈日", "纪要"))
