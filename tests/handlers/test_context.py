"""An answer inside a dialog: the labelled rows of context.csv whose state exists come out as expected."""

from storage import case as cases
from storage.tx import Tx
from tests import papers
from tests.ballot_box import OPENS_IN, PROJECTS, make, pass_time
from tests.town import Town

MENU, FALLBACK = "1 投诉报修", "没听明白"

# How to come into a state, and for each answer what the resident then reads.
STATES = {
    "menu": ["0"],
    "idle": [],
    "complaint_address": ["报修", "1"],
    "complaint_photo": ["报修", "1", "7号楼"],
    "emergency_followup": ["着火了"],
    "vote_pick(max=4)": ["投票"],
    "vote_confirm": ["投票", "2 4"],
    "meeting_headcount": ["报名"],
}
WHILE_VOTING = frozenset({"vote_pick(max=4)", "vote_confirm"})
EXPECTED = {
    ("emergency_followup", "没事了 虚惊一场"): "没事就好",
    ("meeting_headcount", "我和老伴"): "您2位",
    ("meeting_headcount", "2个"): "您2位",
    ("menu", "一"): "回复数字",
    ("menu", "着火了"): "119",
    ("idle", "5"): "恳谈日",
    ("idle", "1 3 5"): MENU,
    ("complaint_address", "算了不报了"): "什么都没有提交",
    ("complaint_address", "7-2-501"): "7号楼2单元501",
    ("complaint_address", "不知道几号 就车棚边上"): "车棚边上",
    ("complaint_photo", "跳过"): "就这样登记",
    ("complaint_photo", "没有照片"): "就这样登记",
    ("vote_pick(max=4)", "1 3 5"): "1 梧桐里楼梯口公告栏\n3 东门口修凉亭\n5 7号楼坡道扶手\n对吗",
    ("vote_pick(max=4)", "三、五、八"): "3 东门口修凉亭\n5 7号楼坡道扶手\n8 垃圾房通风改造\n对吗",
    ("vote_pick(max=4)", "楼梯口公告栏那个"): "1 梧桐里楼梯口公告栏\n对吗",
    ("vote_pick(max=4)", "3 99"): "没有 99 号，编号是 1 到 8。这张票没有记",
    ("vote_pick(max=4)", "135"): "我看成 1、3、5。",
    ("vote_pick(max=4)", "不投了"): "没有投票",
    ("vote_confirm", "是"): "回执",
    ("vote_confirm", "嗯"): "回执",
    ("vote_confirm", "等会儿"): "没有算票",
}


def where(tx: Tx) -> tuple[str | None, str | None, str | None, str]:
    row = cases.get(tx, 1001)
    return row.building, row.unit, row.room, row.spot


async def read(town: Town, state: str, said: str) -> str:
    await town.say("resident", "0")
    for before in STATES[state]:
        await town.say("resident", before)
    return await town.say("resident", said)


def test_every_row_whose_state_exists_is_expected() -> None:
    rows = [(row["state"], row["text"]) for row in papers.rows("context.csv") if row["state"] in STATES]
    assert set(rows) == set(EXPECTED)


async def test_the_rows(town: Town) -> None:
    for (state, said), expected in EXPECTED.items():
        if state not in WHILE_VOTING:
            assert expected in await read(town, state, said), (state, said)


async def test_the_rows_of_a_ballot(town: Town) -> None:
    await town.say("resident", "0")
    now = town.clock.now()
    await town.database.write(make, now, projects=PROJECTS[:8])
    town.clock.move(OPENS_IN)
    await pass_time(town.database, town.clock.now())
    for (state, said), expected in EXPECTED.items():
        if state in WHILE_VOTING:
            assert expected in await read(town, state, said), (state, said)


async def test_a_home_in_one_line_is_building_unit_and_room(town: Town) -> None:
    await read(town, "complaint_address", "7-2-501")
    assert await town.database.read(where) == ("7", "2", "501", "")


async def test_a_place_in_words_is_kept_in_words(town: Town) -> None:
    await read(town, "complaint_address", "不知道几号 就车棚边上")
    assert "车棚边上" in (await town.database.read(where))[3]
