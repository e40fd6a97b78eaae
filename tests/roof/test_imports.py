"""`import` and `code` as staff call them: files of every kind, what is said where, and how it ends."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook

from civic.imports import charges, households, payments
from civic.imports.sheet import read_sheet
from run import main
from tests.homes import HOMES, OURS

HEADERS = list(households.COLUMNS)
LINES = ([*OURS, "物业费", "2026-10~2026-12", "1.20", "79.35", "", "2026-12-31"],)
OCTOBER = datetime(2026, 10, 1)  # noqa: DTZ001 - a spreadsheet's days have no zone


def run(url: str, *arguments: object, **settings: str) -> Result:
    """The command, in this process; nothing of this machine's own settings."""
    environment: Mapping[str, str | None] = {
        "KENTAN_DATABASE_URL": url,
        "KENTAN_DATA_KEY": "d" * 32,
        "KENTAN_COMMUNITY": None,
        **settings,
    }
    return CliRunner().invoke(main, [str(each) for each in arguments], env=environment)


def as_csv(folder: Path, rows: Sequence[Sequence[object]], encoding: str = "utf-8") -> Path:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path = folder / "table.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def as_xlsx(folder: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    path = folder / "table.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_in_either_encoding_with_its_columns_in_any_order(sqlite_url: str, tmp_path: Path, encoding: str) -> None:
    rows = [list(reversed(row)) for row in (HEADERS, *HOMES)]
    done = run(sqlite_url, "import", "households", as_csv(tmp_path, rows, encoding))
    assert (done.exit_code, done.stdout) == (0, "新增 3 户，更新 0 户，没有变化 0 户\n")


def test_an_xlsx_with_numbers_and_days_as_cells(sqlite_url: str, tmp_path: Path) -> None:
    """501 is room 501, 7.0 is building 7, 79.35 an exact area, and what Excel made of 2026-10 is October."""
    home = ("晴川花园", 7.0, 2, 501, 79.35, "王某", 13800000000, None, "自住")
    bill = ("晴川花园", "７号楼", "二单元", "501室", "物业费", OCTOBER, 1.2, 79.35, None, date(2026, 10, 31))
    assert run(sqlite_url, "import", "households", as_xlsx(tmp_path, [HEADERS, home])).exit_code == 0
    again = run(
        sqlite_url, "import", "households", as_csv(tmp_path, [HEADERS, [*OURS, *map(str, home[4:7]), "", "自住"]])
    )
    assert again.stdout == "新增 0 户，更新 0 户，没有变化 1 户\n"
    done = run(sqlite_url, "import", "charges", as_xlsx(tmp_path, [charges.COLUMNS, bill]))
    assert (done.exit_code, done.stdout) == (0, "导入 1 笔应缴\n")
    assert "金额" not in done.stderr, "1.2 × 79.35 is what was computed"


def test_what_is_not_needed_is_named_and_what_is_missing_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    rows = [[*HEADERS, "备注", "楼层"], *([*home, "x", "y"] for home in HOMES)]
    done = run(sqlite_url, "import", "households", as_csv(tmp_path, rows))
    assert done.exit_code == 0
    assert "warning: 没有用到、略过的列：备注、楼层\n" in done.stderr
    refused = run(sqlite_url, "import", "households", as_csv(tmp_path, [row[:4] + row[6:] for row in rows]))
    assert refused.exit_code == 1
    lines = [line for line in refused.stderr.splitlines() if line.startswith("error")]
    assert lines == ["error: 第一行缺少这一列：建筑面积", "error: 第一行缺少这一列：业主"]


def test_every_bad_row_is_an_error_line_and_nothing_is_written(sqlite_url: str, tmp_path: Path) -> None:
    bad = [[*HOMES[0][:4], "x", *HOMES[0][5:]], [], [*HOMES[1][:8], "闲置"]]
    refused = run(sqlite_url, "import", "households", as_csv(tmp_path, [HEADERS, HOMES[2], *bad]))
    assert (refused.exit_code, refused.stdout) == (1, "")
    lines = [line for line in refused.stderr.splitlines() if line.startswith("error")]
    assert [line.partition("：")[0] for line in lines] == ["error: 第 3 行 建筑面积", "error: 第 5 行 使用状态"]
    done = run(sqlite_url, "import", "households", as_csv(tmp_path, [HEADERS, *HOMES]))
    assert done.stdout.startswith("新增 3 户")


def test_a_trial_says_what_would_happen(sqlite_url: str, tmp_path: Path) -> None:
    file = as_csv(tmp_path, [HEADERS, *HOMES])
    for _ in range(2):
        tried = run(sqlite_url, "import", "households", file, "--dry-run")
        assert (tried.exit_code, tried.stdout.startswith("新增 3 户")) == (0, True)
        assert "什么都没有写入" in tried.stdout


def test_homes_that_a_file_no_longer_names_are_listed(sqlite_url: str, tmp_path: Path) -> None:
    run(sqlite_url, "import", "households", as_csv(tmp_path, [HEADERS, *HOMES]))
    done = run(sqlite_url, "import", "households", as_csv(tmp_path, [HEADERS, HOMES[0]]))
    assert "有 1 户在这些小区里、不在文件里，没有改动：\n  晴川花园5号楼1单元302室\n" in done.stderr


def test_bills_and_receipts_of_homes(sqlite_url: str, tmp_path: Path) -> None:
    receipts = (payments.COLUMNS, [*OURS, "物业费", "10", "2026/11/1", "", "A-1"])
    early = run(sqlite_url, "import", "charges", as_csv(tmp_path, [charges.COLUMNS, *LINES]))
    assert (early.exit_code, "请先导入住户表" in early.stderr) == (1, True)
    run(sqlite_url, "import", "households", as_csv(tmp_path, [HEADERS, *HOMES]))
    assert run(sqlite_url, "import", "charges", as_csv(tmp_path, [charges.COLUMNS, *LINES])).exit_code == 0
    assert run(sqlite_url, "import", "payments", as_csv(tmp_path, receipts)).stdout == "导入 1 笔实缴\n"
    assert "A-1 已经导入过" in run(sqlite_url, "import", "payments", as_csv(tmp_path, receipts)).stderr


FILES = {
    "empty": (b"", "第一行缺少这一列：小区"),
    "headers": (",".join(HEADERS).encode(), "没有数据"),
    "old excel": (b"\xd0\xcf\x11\xe0rest", "另存为 .xlsx"),
    "broken xlsx": (b"PK\x03\x04rest", "xlsx 文件打不开"),
    "no text": (b"\xff\xff\xff\xff", "既不是 UTF-8 也不是 GB18030"),
    "quotes": (b'a,"b\nc', "引号没有成对"),
    "twice": (",".join([*HEADERS, "小区"]).encode() + b"\nx", "第一行有两列都叫：小区"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_table_is_refused(sqlite_url: str, tmp_path: Path, name: str) -> None:
    content, reason = FILES[name]
    file = tmp_path / "file"
    file.write_bytes(content)
    refused = run(sqlite_url, "import", "households", file)
    assert refused.exit_code == 1
    assert reason in refused.stderr


def test_numbers_of_a_spreadsheet_have_fifteen_digits(tmp_path: Path) -> None:
    file = as_xlsx(tmp_path, [[285.65999999999997, 0.1 + 0.2, 1e6, 7.0, 123456789012345, True, None, 0.000012]])
    assert read_sheet(file.read_bytes()) == [
        ["285.66", "0.3", "1000000", "7", "123456789012345", "TRUE", "", "0.000012"]
    ]


def test_names_are_not_taken_without_the_key_to_seal_them(sqlite_url: str, tmp_path: Path) -> None:
    refused = run(sqlite_url, "import", "households", as_csv(tmp_path, [HEADERS, *HOMES]), KENTAN_DATA_KEY="")
    assert (refused.exit_code, refused.stderr.startswith("error: KENTAN_DATA_KEY: missing")) == (1, True)


def test_a_code_is_printed_once_and_alone(sqlite_url: str, tmp_path: Path) -> None:
    run(sqlite_url, "import", "households", as_csv(tmp_path, [HEADERS, *HOMES]))
    made = run(sqlite_url, "code", "home", "晴川", "七栋", "2单元", "501室", "--relation", "tenant")
    assert made.exit_code == 0
    assert len(made.stdout.strip()) == 9
    assert "30 天内有效" in made.stderr
    assert run(sqlite_url, "code", "home", "临溪苑", "A", "", "1203").exit_code == 0
    assert run(sqlite_url, "code", "post", "grid_worker", "--estate", "晴川").exit_code == 0


def test_a_code_for_what_is_not_there_is_refused(sqlite_url: str) -> None:
    for arguments, reason in (
        (("home", "晴川", "7", "2", "501"), "没有找到晴川花园7号楼2单元501室"),
        (("home", "别处", "7", "2", "501"), "“别处”不在 community.toml 的小区里，有：晴川花园、槐安里、临溪苑"),
        (("post", "grid_worker", "--estate", "别处"), "“别处”不在 community.toml"),
    ):
        refused = run(sqlite_url, "code", *arguments)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert f"error: {reason}" in refused.stderr
    assert run(sqlite_url, "code", "post", "auditor").exit_code == 2
