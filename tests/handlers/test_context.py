"""An answer inside a dialog: the labelled rows of context.csv whose state exists come out as expected."""

from storage import case as cases
from storage.tx import Tx
from tests import papers
from tests.town import Town

MENU, FALLBACK = "1 投诉报修", "没听明白"

# How to come into a state, and for each answer what the resident then reads.
STATES = {
    "menu": ["0"],
    "idle": [],
    "complaint_address": ["报修", "1"],
    "complaint_photo": ["报修", "1", "7号楼"],
    "emergency_followup": ["着火了"],
}
EXPECTED = {
    ("emergency_followup", "没事了 虚惊一场"): "没事就好",
    ("menu", "一"): "回复数字",
    ("menu", "着火了"): "119",
    ("idle", "5"): "恳谈日",
    ("idle", "1 3 5"): MENU,
    ("complaint_address", "算了不报了"): "什么都没有提交",
    ("complaint_address", "7-2-501"): "7号楼2单元501",
    ("complaint_address", "不知道几号 就车棚边上"): "车棚边上",
    ("complaint_photo", "跳过"): "就这样登记",
    ("complaint_photo", "没有照片"): "就这样登记",
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
        assert expected in await read(town, state, said), (state, said)


async def test_a_home_in_one_line_is_building_unit_and_room(town: Town) -> None:
    await read(town, "complaint_address", "7-2-501")
    assert await town.database.read(where) == ("7", "2", "501", "")


async def test_a_place_in_words_is_kept_in_words(town: Town) -> None:
    await read(town, "complaint_address", "不知道几号 就车棚边上")
    assert "车棚边上" in (await town.database.read(where))[3]
