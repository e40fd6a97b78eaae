"""Imports: every bad cell is named by row, column and reason; all or nothing; told again is updated, never deleted."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from civic.errors import Unfit
from civic.imports import charges, households, payments
from civic.imports.checked import Imported
from civic.rights import OPERATOR
from storage import fee, household
from storage.audit import Audit
from storage.base import core
from storage.database import Database
from storage.sealed import Seal
from storage.tx import AnyRow, Tx
from tests.homes import HOMES, LONE, OURS, SEAL, THEIRS, charge, fill_homes, pay, sample_community, table

NOW = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 3, 4, 0, tzinfo=UTC)
ESTATES = ("晴川花园", "临溪苑")
LINE = (*OURS, "物业费", "2026-10", "1.20", "79.35", "", "2026-10-31")
RECEIPT = (*OURS, "物业费", "95.22", "2026-10-30", "现金", "A-1")


def homes(tx: Tx) -> dict[str, AnyRow]:
    return {row.room: row for row in household.homes_in(tx, ESTATES)}


def changes(tx: Tx) -> list[Any]:
    rows = core(Audit)
    return list(tx.execute(select(rows.c.before, rows.c.after).where(rows.c.action == "household.change")))


def reasons(refused: pytest.ExceptionInfo[Unfit]) -> list[str]:
    return str(refused.value).splitlines()


def with_cell(row: Sequence[str], columns: Sequence[str], column: str, cell: str) -> Sequence[str]:
    return [cell if name == column else old for name, old in zip(columns, row, strict=True)]


async def test_homes_are_kept_with_owner_and_phone_sealed(database: Database) -> None:
    assert await database.write(fill_homes, NOW) == Imported(3)
    home = (await database.read(homes))["501"]
    assert (home.building, home.unit, f"{home.area}", home.grid, home.use) == ("7", "2", "79.35", "第一网格", "自住")
    assert "王某" not in str(home)
    assert (SEAL.open(home.owner_sealed), SEAL.open(home.phone_sealed)) == ("王某", "00000000001")


async def test_told_again_is_updated_and_what_is_not_named_is_left(database: Database) -> None:
    await database.write(fill_homes, NOW)
    moved = (*OURS, "79.36", "赵某", "00000000001", "第二网格", "出租")
    imported = await database.write(fill_homes, LATER, [moved, HOMES[2], (*OURS[:3], "502", "80", "", "", "", "")])
    assert imported == Imported(1, 1, 1, ("晴川花园5号楼1单元302室",))
    found = await database.read(homes)
    assert sorted(found) == ["1203", "302", "501", "502"]
    assert (f"{found['501'].area}", SEAL.open(found["501"].owner_sealed), found["501"].use) == ("79.36", "赵某", "出租")
    assert found["302"].imported_at == NOW
    ((before, after),) = await database.read(changes)
    assert before == {"area": "79.35", "grid": "第一网格", "use": "自住"}
    assert after == {"area": "79.36", "grid": "第二网格", "use": "出租", "owner_or_phone": True}


async def test_a_file_for_one_estate_says_nothing_of_the_others(database: Database) -> None:
    await database.write(fill_homes, NOW)
    assert (await database.write(fill_homes, LATER, [HOMES[2]])).missing == ()


async def test_another_key_than_the_one_that_sealed_is_refused(database: Database) -> None:
    await database.write(fill_homes, NOW)
    rows = table(households.COLUMNS, HOMES)
    checked = households.read(rows, sample_community(), rows.rows)
    with pytest.raises(Unfit, match="KENTAN_DATA_KEY"):
        await database.write(households.store, checked, Seal("e" * 32), OPERATOR, LATER)


BAD_HOMES = {
    ("小区", "没有这个小区"): "“没有这个小区”不在 community.toml 的小区里",
    ("楼栋", ""): "不能空着",
    ("房号", "2026-05-01"): "成了日期",
    ("建筑面积", "八十"): "不是数字",
    ("建筑面积", "0"): "要大于 0",
    ("建筑面积", ""): "不能空着",
    ("手机号", "打物业"): "不是电话号码",
    ("使用状态", "闲置"): "只能是 自住、出租、空置",
    ("业主", "王" * 61): "太长",
}


@pytest.mark.parametrize(("spoilt", "reason"), BAD_HOMES.items(), ids=[f"{a} {b[:9]}" for a, b in BAD_HOMES])
async def test_a_bad_cell_of_a_home_is_named(sqlite_database: Database, spoilt: tuple[str, str], reason: str) -> None:
    bad = with_cell(HOMES[0], households.COLUMNS, *spoilt)
    with pytest.raises(Unfit) as refused:
        await sqlite_database.write(fill_homes, NOW, [HOMES[1], bad])
    (line,) = reasons(refused)
    assert line.startswith(f"第 3 行 {spoilt[0]}：")
    assert reason in line
    assert await sqlite_database.read(homes) == {}


BAD_LINES = {
    ("费用类型", ""): "不能空着",
    ("账期", "十月"): "应为 2026-10 或 2026-10~2026-12",
    ("单价", "1.2元"): "不是数字",
    ("数量", ""): "空着就要有单价和数量",
    ("金额", "95.222"): "最多两位小数",
    ("金额", "-1"): "不是金额",
    ("应缴日期", "2026-02-30"): "不是日期",
    ("应缴日期", "2026/10-31"): "不是日期",
    ("房号", "999"): "没有这一户：晴川花园7号楼2单元999室",
}


@pytest.mark.parametrize(("spoilt", "reason"), BAD_LINES.items(), ids=[f"{a} {b}" for a, b in BAD_LINES])
async def test_a_bad_cell_of_a_bill_is_named(sqlite_database: Database, spoilt: tuple[str, str], reason: str) -> None:
    await sqlite_database.write(fill_homes, NOW)
    bad = with_cell(LINE, charges.COLUMNS, *spoilt)
    with pytest.raises(Unfit) as refused:
        await sqlite_database.write(charge, NOW, (*THEIRS, *LINE[4:]), bad)
    (line,) = reasons(refused)
    assert line.startswith("第 3 行 ")
    assert reason in line
    ours = (await sqlite_database.read(homes))["302"]
    assert await sqlite_database.read(fee.charges_of, ours.id) == []


async def test_every_bad_row_is_told_in_its_order(sqlite_database: Database) -> None:
    await sqlite_database.write(fill_homes, NOW)
    rows = (
        (*OURS[:3], "999", *RECEIPT[4:]),
        with_cell(RECEIPT, payments.COLUMNS, "金额", "0"),
        (*RECEIPT[:-1], "A-2"),
        (*LONE, *RECEIPT[4:-1], "A-2"),
        with_cell(RECEIPT, payments.COLUMNS, "缴费日期", "昨天"),
    )
    with pytest.raises(Unfit) as refused:
        await sqlite_database.write(pay, NOW, *rows)
    assert [line.partition("：")[0] for line in reasons(refused)] == [
        "第 2 行 房号",
        "第 3 行 金额",
        "第 5 行 收据号",
        "第 6 行 缴费日期",
    ]


async def test_an_empty_amount_is_computed_and_another_is_kept_with_a_remark(database: Database) -> None:
    await database.write(fill_homes, NOW)
    quarter = (*OURS, "物业费", "2026-10~2026-12", "1.20", "79.35", "", "2026/12/31")
    shared = (*THEIRS, "物业费", "2026-10", "1.20", "88.2", "50", "2026-10-31")
    plain = (*THEIRS, "停车费", "2026-10", "", "", "80.5", "2026-10-31")
    imported = await database.write(charge, NOW, quarter, shared, plain)
    assert imported.new == 3
    assert imported.remarks == ("第 3 行：金额 50.00元，按单价、数量、月数算是 105.84元，以金额为准",)
    found = await database.read(homes)
    amounts = [row.amount for room in ("501", "302") for row in await database.read(fee.charges_of, found[room].id)]
    assert amounts == [28566, 5000, 8050]


async def test_what_was_charged_or_receipted_before_is_refused(database: Database) -> None:
    await database.write(fill_homes, NOW)
    await database.write(charge, NOW, LINE)
    await database.write(pay, NOW, RECEIPT)
    with pytest.raises(Unfit, match=r"^第 2 行 账期：晴川花园7号楼2单元501室 2026-10 的物业费已经导入过$"):
        await database.write(charge, LATER, LINE)
    with pytest.raises(Unfit, match=r"^第 3 行 账期：和第 2 行是同一户"):
        await database.write(charge, LATER, *[with_cell(LINE, charges.COLUMNS, "账期", "2026-11")] * 2)
    with pytest.raises(Unfit, match=r"^第 2 行 收据号：A-1 已经导入过$"):
        await database.write(pay, LATER, (*THEIRS, *RECEIPT[4:]))
    ours = (await database.read(homes))["501"]
    assert len(await database.read(fee.charges_of, ours.id)) == len(await database.read(fee.payments_of, ours.id)) == 1


async def test_a_trial_writes_nothing(database: Database) -> None:
    rows = table(households.COLUMNS, HOMES)
    checked = households.read(rows, sample_community(), rows.rows)
    tried = await database.write(households.store, checked, SEAL, OPERATOR, NOW, dry_run=True)
    assert tried == Imported(3)
    assert await database.read(homes) == {}
