"""The community's file: the sample is sound and invented, and whatever is wrong is named by its key."""

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from config.community import Community, load_community
from config.errors import CommunityError
from tests.config.conftest import SAMPLE

# contract.md, "Chat words that always work"
WORDS = re.compile(
    "主菜单|人工|取消|返回|跳过|更多|帮助|隐私|导出我的信息|删除我的信息|绑定|解绑|进度|投诉|报修|诉求|建议|投票|项目|结果|"
    "物业费|账目公开|恳谈日|公约|我的网格员|通知"
)
# domain.md 4
CATEGORIES = (
    "环境卫生|道路设施|排水管网|公共照明|停车秩序|违章搭建|飞线管线|绿化|噪音扰民|治安安防|消防安全|电梯|"
    "物业服务|邻里纠纷|水电气暖|宠物|充电车棚|其他"
)

FAULTS = {
    "timezone": ('timezone = "Asia/Shanghai"', 'timezone = "Asia/Peking"'),
    "phones.gas.number": ("0000-1234569", "打物业"),
    "chat.dialog_hours": ("dialog_hours = 24", "dialog_hours = 0"),
    "chat.silence: no such key": ("human_silence_minutes", "silence"),
    "talk.day": ("day = 10", "day = 31"),
    'talk.time: expected a time of day in quotation marks, such as "19:00"': ('time = "19:00"', "time = 19"),
    "talk.time: expected a time": ('time = "19:00"', 'time = "7pm"'),
    "talk.place": ('place = "社区会议室"', ""),
    "estates.0.name": ('name = "晴川花园"', 'name = ""'),
    "categories.电梯.deadline_hours": ('"电梯" = { deadline_hours = 24', '"电梯" = { deadline_hours = "一天"'),
    "menu.0.digit": ("digit = 1", "digit = 9"),
    "account_menu.0.name: expected at most 16 bytes": ('name = "办事"', 'name = "办理各种事情"'),
    "account_menu.1.buttons.0.name": ('name = "恳谈日"', f'name = "{"恳" * 21}"'),
    "menu: expected every digit once": ("digit = 2", "digit = 1"),
    "estates: expected every name and alias once": ('"槐安",', '"晴川",'),
    "categories: expected one named 其他": ('"其他" =', '"别的" ='),
    "tariffs.0.price": ('price = "1.20"', 'price = "0"'),
    "tariffs.0.unit": ('unit = "元/㎡·月"', 'unit = "一平米一块二"'),
    "tariffs.0.cost: no such key": ('price = "1.20"', 'cost = "1.20"'),
    "tariffs: expected the names of estates, not 晴川": ('estates = ["晴川花园", "临溪苑"]', 'estates = ["晴川"]'),
    "tariffs: expected every kind once for an estate": ('estates = ["槐安里"]', 'estates = ["槐安里", "临溪苑"]'),
    "expected a readable TOML file": ("[phones]", "[phones"),
}


def test_the_sample_says_what_the_field_asks_for(community: Community) -> None:
    assert "|".join(community.categories) == CATEGORIES
    assert (community.chat.elder_limit, community.talk.day) == (120, 10)
    assert (community.chat.human_silence, community.chat.dialog_life) == (timedelta(minutes=30), timedelta(hours=24))


def test_the_samples_numbers_are_invented(community: Community) -> None:
    numbers = [phone["number"] for phone in community.phones.model_dump().values()]
    assert len(set(numbers)) == 5
    assert [number for number in numbers if not number.startswith("0000-")] == []


def test_both_menus_stand_for_words_that_always_work(community: Community) -> None:
    commands = [line.command for line in community.menu]
    commands += [button.command for column in community.account_menu for button in column.buttons]
    assert [command for command in commands if not WORDS.fullmatch(command)] == []
    assert [line.digit for line in community.menu] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(("name", "urgent", "hours"), [("绿化", False, 168), ("电梯", False, 24), ("电梯", True, 2)])
def test_deadlines_follow_the_category(community: Community, name: str, urgent: bool, hours: int) -> None:
    assert community.category(name).deadline(urgent=urgent) == timedelta(hours=hours)


def test_an_unlisted_category_falls_under_other(community: Community) -> None:
    assert community.category("外星人") is community.categories["其他"]


def test_an_estate_is_known_by_its_former_names(community: Community) -> None:
    estate = community.estate("老纺织厂宿舍")
    assert estate is not None
    assert estate.name == "晴川花园"
    assert community.estate("没有这个小区") is None
    assert {"晴川花园", "老纺织厂宿舍", "槐安里"} <= set(community.estate_names)


def test_an_estates_own_tariff_goes_before_the_one_for_everywhere(community: Community) -> None:
    own = community.tariff("物业费", "槐安里")
    assert own is not None
    assert (own.price, own.per) == (Decimal("0.80"), "㎡")
    everywhere = community.tariff("停车费", "槐安里")
    assert everywhere is not None
    assert (everywhere.price, everywhere.per) == (Decimal(80), "个")
    assert community.tariff("取暖费", "槐安里") is None


def test_a_community_is_frozen(community: Community) -> None:
    with pytest.raises(ValidationError):
        community.name = "别处"  # type: ignore[misc]  # the very thing that must fail


@pytest.mark.parametrize(("named", "fault"), FAULTS.items(), ids=list(FAULTS))
def test_a_fault_is_refused_by_its_key(named: str, fault: tuple[str, str], tmp_path: Path) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    assert fault[0] in text
    spoilt = tmp_path / "community.toml"
    spoilt.write_text(text.replace(*fault, 1), encoding="utf-8")
    with pytest.raises(CommunityError) as refused:
        load_community(spoilt)
    assert f"{spoilt}: {named}" in str(refused.value)


def test_a_missing_file_is_refused_by_its_path(tmp_path: Path) -> None:
    with pytest.raises(CommunityError, match=r"absent\.toml: expected a readable TOML file"):
        load_community(tmp_path / "absent.toml")
