"""Rounds 投票 in the console: made, published, watched without a running count, and their result."""

from tests.ballot_box import LASTS, OPENS_IN, pass_time
from tests.town import Town
from tests.web.console.desk import desk

TYPED = {
    "title": "小项目",
    "electorate": "residents",
    "max_picks": "2",
    "winners": "1",
    "opens_at": "2026-11-02T13:00",
    "closes_at": "2026-11-20T13:00",
    "projects": "修凉亭 | 东门口 | 3600\n装扶手 | 7号楼\n图书角",
}
NEW, ONE = "/console/rounds/new", "/console/rounds/1"


async def test_a_round_from_its_form_to_its_result(town: Town) -> None:
    await town.say("resident", "0")
    async with desk(town) as staff:
        await staff.sign_in("staff")
        refused = await staff.send(NEW, "draft", **(TYPED | {"winners": "3"}))
        assert "选出的项目数要在 1 到 2 之间" in refused.text
        assert "修凉亭 | 东门口 | 3600" in refused.html, "nothing that was typed is lost"
        assert "还没有公布" in (await staff.send(NEW, "draft", **TYPED)).text
        assert "不能再改" in (await staff.send(ONE, "publish")).text
        assert "publish" not in (await staff.open(ONE)).html

        town.clock.move(OPENS_IN)
        await pass_time(town.database, town.clock.now())
        await town.talk("resident", ("投票", "3 图书角"), ("3", "对吗"), ("1", "投好了"))
        page = (await staff.open(ONE)).text
        assert "已投票 1 人" in page
        assert "和公布时一字不差" in page
        assert "票，" not in page.replace("小项目投票，", ""), "no running count"

        town.clock.move(LASTS)
        await pass_time(town.database, town.clock.now())
        await staff.sign_in("staff")
        page = (await staff.open(ONE)).text
        assert "3 号 图书角：1 票，选上" in page
        assert "1 号 修凉亭：0 票，差 1 票" in page


async def test_who_only_reads_makes_none(town: Town) -> None:
    async with desk(town) as auditor:
        await auditor.sign_in("auditor")
        assert "新的一轮" not in (await auditor.open("/console/rounds")).text
        assert "您的账号不能办这件事" in (await auditor.send(NEW, "draft", **TYPED)).text
        assert (await auditor.open(ONE)).status == 404
