"""What a message wants: figures on our own untouched half and on the shared sentences, and the labelling rules."""

import csv
from pathlib import Path

import pytest

from benchmarks.understanding import OWN, figures, rows_of
from bot.understanding import Understanding, as_json


def named(understanding: Understanding, text: str) -> tuple[object, object]:
    """Intent and category of a message."""
    line = as_json(understanding.hear(text))
    return line["intent"], line["category"]


def test_our_own_untouched_half(understanding: Understanding) -> None:
    found = figures(understanding, rows_of(OWN / "own_test.csv"))
    assert found.intent >= 0.8
    assert found.category >= 0.85
    assert found.intent > found.baseline + 0.3


def test_the_shared_sentences(understanding: Understanding, language: Path) -> None:
    found = figures(understanding, rows_of(language / "utterances.csv"))
    assert found.intent >= 0.9
    assert found.category >= 0.9


def test_two_requests_come_in_the_order_of_handling(understanding: Understanding, language: Path) -> None:
    with (language / "multi.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    hits = [as_json(understanding.hear(row["text"]))["intents"] == row["intents"].split(";") for row in rows]
    assert sum(hits) >= len(rows) * 0.75


def test_what_a_blind_tester_said_and_its_like(understanding: Understanding) -> None:
    with (OWN / "own_blind.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    heard = {row["text"]: understanding.hear(row["text"]).intents for row in rows}
    told = {text: ";".join(intent.name for intent in intents) for text, intents in heard.items()}
    assert told == {row["text"]: row["intents"] for row in rows}
    complaints = {text: i.category for text, intents in heard.items() for i in intents if i.name == "complaint"}
    assert complaints == {row["text"]: row["category"] for row in rows if row["category"]}


def test_each_of_two_requests_is_sure_of_itself(understanding: Understanding) -> None:
    heard = understanding.hear("3号楼路灯坏了，物业费怎么交")
    assert all(intent.confidence > 0.5 for intent in heard.intents)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("投票什么时候截止", "budget_info"),
        ("我投3号和5号", "budget_vote"),
        ("1 3 5", "budget_vote"),
        ("我想报个项目", "budget_propose"),
        ("我投的项目中了没", "budget_result"),
        ("我报的漏水怎么样了", "complaint_status"),
        ("补充一下，是二单元", "complaint_more"),
        ("物业费多收了我两个月", "fee_dispute"),
        ("广告费收入花哪了", "fee_disclosure"),
        ("不是投诉，就是想问下物业费多少钱", "fee_query"),
    ],
)
def test_the_labelling_rules(understanding: Understanding, text: str, expected: str) -> None:
    assert named(understanding, text)[0] == expected


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("停车费一个月多少", "停车费"),
        ("卫生费怎么交", "卫生费"),
        ("物业费多少钱一平", "物业费"),
        ("提前交一年有优惠吗", "物业费"),
    ],
)
def test_a_question_about_money_names_its_fee(understanding: Understanding, text: str, category: str) -> None:
    assert named(understanding, text) == ("fee_query", category)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("房子卖了帮我解绑", "unbind"),
        ("删除我的个人信息", "delete"),
        ("导出我的信息", "export"),
        ("不要再给我发通知了", "withdraw"),
    ],
)
def test_a_privacy_request_names_its_kind(understanding: Understanding, text: str, category: str) -> None:
    assert named(understanding, text) == ("privacy", category)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3号楼电梯坏了，另外5号楼垃圾没人收", [("电梯", "3号楼电梯坏了"), ("环境卫生", "5号楼垃圾没人收")]),
        ("3号楼电梯坏了，5号楼垃圾没人收", [("电梯", "3号楼电梯坏了"), ("环境卫生", "5号楼垃圾没人收")]),
        ("路灯不亮，还有电梯也坏了，在3号楼", [("公共照明", "路灯不亮,在3号楼"), ("电梯", "电梯也坏了,在3号楼")]),
        ("3号楼路灯坏了，5号楼路灯也坏了", [("公共照明", "3号楼路灯坏了"), ("公共照明", "5号楼路灯也坏了")]),
        ("电梯坏了，物业不管", [("电梯", "")]),
        ("楼道灯坏了，晚上老人摔跤，没人管", [("公共照明", "")]),
        ("楼上漏水，还有天花板发霉", [("邻里纠纷", "")]),
        ("垃圾没人收，还有味道很臭", [("环境卫生", "")]),
        ("电梯坏了，还有老人上不去楼", [("电梯", "")]),
    ],
)
def test_two_complaints_are_told_apart_and_one_at_length_is_one(
    understanding: Understanding, text: str, expected: list[tuple[str, str]]
) -> None:
    assert [(intent.category, intent.text) for intent in understanding.hear(text).intents] == expected
