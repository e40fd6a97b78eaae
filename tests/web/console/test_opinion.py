"""Opinions 意见建议: a resident says one in the chat, staff answer it in the console, the resident is told."""

import json
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from sqlalchemy import text

from civic import opinion
from storage import resident
from storage.tx import Tx
from tests.town import Town
from tests.web.console.desk import Desk, desk


async def test_a_resident_suggests_and_is_answered(town: Town) -> None:
    """Journey: chat, console, chat; sent twice, with a restart in the middle, and a stranger at the door."""
    await town.talk("resident", ("建议在东门装个充电桩", "意见 1 号"))
    async with desk(town) as committee, desk(town) as stranger:
        await committee.sign_in("committee")
        await committee.open("/console/opinions?state=new")
        action, fields = await committee.form("/console/opinions/1", "answer")
        refused = await stranger.post(action, {"words": "不装。"})
        assert (refused.status, "请先登录" in refused.text) == (401, True)
        await town.restart()
        for _ in range(2):
            answered = await committee.post(action, fields | {"words": "下个月在东门装四个。"})
            assert "答复好了" in answered.text
            assert "✓" not in answered.text
            assert "已答复" in answered.text
    await town.restart()
    await town.delivered()
    (pushed,) = town.pushed("resident")
    assert "意见 1 号有答复了：下个月在东门装四个。" in pushed
    await town.talk("resident", ("建议", "1 号“建议在东门装个充电桩”，答复：下个月在东门装四个。"), ("取消", "不办了"))
    await town.talk("neighbour", ("意见 1", "没有找到意见 1 号"))


def several(tx: Tx, town: Town, texts: list[str]) -> None:
    somebody = resident.add(tx, "o-several", town.clock.now())
    for each in texts:
        opinion.file(tx, somebody, each, town.clock.now())


async def test_the_list_is_filtered_counted_and_paged_newest_first(committee: Desk, office: Town) -> None:
    await office.database.write(several, office, [f"多种树 {number}" for number in range(1, 46)] + ["100%满意_就好"])
    first = await committee.open("/console/opinions")
    assert "共 46 条" in first.text
    assert first.html.index("46 号") < first.html.index("45 号")
    assert "第 1 页，共 3 页" in first.text
    last = await committee.open("/console/opinions?page=3")
    assert last.text.count("多种树") == 6
    assert 'href="/console/opinions?page=2"' in last.html
    await committee.send("/console/opinions/7", "answer", words="在东边种。")
    assert "共 1 条" in (await committee.open("/console/opinions?state=answered")).text
    assert "共 1 条" in (await committee.open("/console/opinions?text=在东边")).text
    assert "共 1 条" in (await committee.open("/console/opinions?text=100%25满意_")).text
    assert "共 0 条" in (await committee.open("/console/opinions?text=_满意")).text
    for odd in ("state=none", "page=0", "page=x", "page=99999999", "page=-3", "text=%00", "state=new&state=x"):
        assert (await committee.open(f"/console/opinions?{odd}")).status == 200


async def test_whose_it_is_is_a_number_only(committee: Desk, office: Town) -> None:
    await office.talk("resident", ("建议多种些树", "意见 1 号"))
    page = await committee.open("/console/opinions/1")
    assert "居民 1" in page.text
    assert "o-resident" not in page.html


def sheet(body: bytes) -> list[tuple[Any, ...]]:
    """The rows of a file, the heads first."""
    book = load_workbook(BytesIO(body))
    assert all(cell.data_type != "f" for row in book.worksheets[0].rows for cell in row), "a formula"
    return [tuple(cell.value for cell in row) for row in book.worksheets[0].rows]


def exports(tx: Tx) -> list[tuple[str, str]]:
    rows = tx.execute(text("SELECT actor, after FROM audit WHERE action = 'opinion.export' ORDER BY id"))
    return [(row.actor, str(row.after)) for row in rows]


async def test_the_file_holds_what_the_filters_find_and_runs_nothing(committee: Desk, office: Town) -> None:
    evil = ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", " =1", "＝1", "\t=1"]
    await office.database.write(several, office, [*evil, "多种树，我住3号楼2单元501，电话13800001234"])
    rows = sheet((await committee.open("/console/opinions.xlsx?state=new")).body)
    assert rows[0] == ("编号", "内容", "提出时间", "状态", "答复", "答复时间", "居民")
    assert [row[0] for row in rows[1:]] == list(range(8, 0, -1))
    assert all(str(row[1]).startswith("'") for row in rows[2:])
    assert rows[1][1] == "多种树，我住3号楼2单元＊，电话＊"
    assert str(rows[1][2]) == "2026-11-02 12:00:00"
    assert len(sheet((await committee.open("/console/opinions.xlsx?state=answered")).body)) == 1
    (one, nothing) = await office.database.read(exports)
    assert one[0].startswith("staff:")
    assert json.loads(one[1]) == {"rows": 8, "filters": {"state": "new"}}
    assert json.loads(nothing[1])["rows"] == 0


async def test_more_rows_than_a_sheet_should_hold_are_refused(committee: Desk, office: Town, monkeypatch: Any) -> None:
    await office.database.write(several, office, ["多种树", "多种花"])
    monkeypatch.setattr("web.console.sheet.MOST_ROWS", 1)
    refused = await committee.open("/console/opinions.xlsx")
    assert (refused.status, "一次最多导出1行" in refused.text) == (422, True)
    assert await office.database.read(exports) == []
