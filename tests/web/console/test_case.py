"""Cases 诉求 in the console: found, taken, closed with an answer, passed on; a file that names no flat."""

from io import BytesIO

from openpyxl import load_workbook

from storage import case as cases
from storage.tx import Tx
from tests.town import Town
from tests.web.console.desk import Desk, desk


def standing(tx: Tx) -> tuple[str, str, str]:
    row = cases.get(tx, 1001)
    return row.state, row.taken_by, row.answer


async def test_staff_take_and_close_a_case_and_its_resident_is_told(town: Town) -> None:
    await town.talk("resident", ("3号楼2单元楼道灯坏了三天没人修", "编号 1001"))
    async with desk(town) as staff:
        await staff.sign_in("staff")
        assert "由您受理" in (await staff.send("/console/cases/1001", "take")).text
        await town.restart()
        action, fields = await staff.form("/console/cases/1001", "close")
        for _ in range(2):
            assert "已经办结" in (await staff.post(action, fields | {"words": "换了三盏新灯。"})).text
        page = await staff.open("/console/cases/1001")
        assert "受理 （staff）" in page.text
        assert "登记 （居民）" in page.text
        assert "o-resident" not in page.html
    assert await town.database.read(standing) == ("closed", "staff:1", "换了三盏新灯。")
    await town.delivered()
    taken, closed = town.pushed("resident")
    assert "已受理" in taken
    assert "换了三盏新灯。" in closed


async def test_a_case_is_passed_on_with_the_reason(visitor: Desk, office: Town) -> None:
    await office.talk("resident", ("3号楼2单元楼道灯坏了", "编号 1001"))
    await visitor.sign_in("staff")
    await visitor.send("/console/cases/1001", "take")
    nothing = await visitor.send("/console/cases/1001", "pass-on", why=" ")
    assert (nothing.status, 'id="why-fault">还没有写转办的原因' in nothing.html) == (422, True)
    assert 'id="words-fault"' not in nothing.html
    long = await visitor.send("/console/cases/1001", "pass-on", why="远" * 501)
    assert (long.status, "最多500个字" in long.text) == (422, True)
    assert "已经转出" in (await visitor.send("/console/cases/1001", "pass-on", why="归供电公司管")).text
    assert await office.database.read(standing) == ("filed", "", "")


async def test_cases_are_found_by_state_category_estate_and_words(committee: Desk, office: Town) -> None:
    for said in ("晴川花园3号楼2单元楼道灯坏了", "槐安里5号楼电梯坏了", "东门口井盖没了"):
        await office.say("resident", said)
        await office.say("resident", "取消")
    found = {
        "": 3,
        "category=电梯": 1,
        "estate=槐安里": 2,
        "text=井盖": 1,
        "state=closed": 0,
        "state=filed&text=坏了": 2,
        "category=没有": 0,
    }
    for query, total in found.items():
        assert f"共 {total} 件" in (await committee.open(f"/console/cases?{query}")).text, query


async def test_the_file_of_cases_names_no_flat_and_no_phone(committee: Desk, office: Town) -> None:
    await office.talk("resident", ("晴川花园3号楼2单元501漏水，电话13800001234", "编号 1001"))
    body = (await committee.open("/console/cases.xlsx?state=filed")).body
    heads, row = load_workbook(BytesIO(body)).worksheets[0].iter_rows(values_only=True)
    assert heads[:5] == ("编号", "类别", "内容", "小区", "地点")
    assert row[0] == 1001
    assert "501" not in str(row)
    assert "13800001234" not in str(row)
    assert "3号楼2单元" in str(row[4])


async def test_committee_and_auditor_look_and_do_not_handle(office: Town) -> None:
    await office.talk("resident", ("3号楼2单元楼道灯坏了", "编号 1001"))
    async with desk(office) as reader:
        await reader.sign_in("auditor")
        page = await reader.open("/console/cases/1001")
        assert "只能查看" in page.text
        assert "<textarea" not in page.html
