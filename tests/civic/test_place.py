"""Places in the writings people use, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.place import Place, on_map, read_place, say

HOME = Place(None, "7", "2", "501", "")


def parts(text: str, *, expecting: bool = False) -> tuple[str | None, str | None, str | None, str]:
    """Building, unit, room and detail of the place in a text."""
    place = read_place(text, expecting=expecting)
    assert place is not None
    return place.building, place.unit, place.room, place.detail


@pytest.mark.parametrize(
    "text",
    ["7号楼2单元501", "7-2-501", "7#2单元501", "七栋二单元五零一", "7栋2单元501室", "7幢2单元501",
     "７号樓２單元５０１", "7 - 2 - 501",
     "7座2门501", "7号2单元501", "7号楼,2单元,501", "07-2-501", "第七栋二单元501", "7。2。501", "7.2.501",
     "七号楼二单元五〇一号", "7号楼2单元5楼501"],
)  # fmt: skip
def test_one_home_in_many_writings(text: str) -> None:
    assert read_place(text) == HOME


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3号楼2单元楼道灯坏了三天没人修", ("3", "2", None, "楼道")),
        ("12栋到15栋之间4盏路灯只有1盏亮", ("12", None, None, "12栋到15栋之间")),
        ("A座", ("A", None, None, "")),
        ("9座15樓B", ("9", None, "15B", "")),
        ("第七栋", ("7", None, None, "")),
        ("第二单元", (None, "2", None, "")),
        ("阿拉楼下水管漏了", (None, None, None, "楼下")),
        ("楼下跳广场舞太吵", (None, None, None, "楼下")),
        ("停车场灯坏了", (None, None, None, "停车场")),
        ("三单元整个没电", (None, "3", None, "")),
        ("东单元", (None, "东", None, "")),
        ("8-1502", ("8", None, "1502", "")),
        ("3号楼前面", ("3", None, None, "前面")),
        ("4楼有人把电动车推上楼充电", (None, None, None, "4楼")),
        ("6栋电梯卡在4到5楼之间", ("6", None, None, "4到5楼之间")),
        ("东门垃圾桶旁边", (None, None, None, "东门 垃圾桶旁边")),
        ("喂你好我是七号楼的", ("7", None, None, "")),
        ("B3栋2单元", ("B3", "2", None, "")),
    ],
)
def test_what_a_sentence_says_about_where(text: str, expected: tuple[str | None, str | None, str | None, str]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    ["10号恳谈会", "3号和5号项目", "13800138000", "0371-66668888", "2025-03-10", "人均50-100元", "1-5", "1 3 5",
     "查一下单号 20240315007",
     "周三3-5点", "物业费1200元", "今天天气真好", "3号", "第3号", "24h能取", "门口停车乱", "停车费怎么退", "广场舞",
     "冇电", "第3门课", "3.5.2025", "192.168.1.100", "50分够不够", "下午3点到5点"],
)  # fmt: skip
def test_what_is_no_place(text: str) -> None:
    assert read_place(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9", ("9", None, None, "")),
        ("９号", ("9", None, None, "")),
        ("九", ("9", None, None, "")),
        ("7楼", ("7", None, None, "")),
        ("A", ("A", None, None, "")),
        ("7-2-501", ("7", "2", "501", "")),
        ("7 2 501", ("7", "2", "501", "")),
        ("7-2", ("7", "2", None, "")),
        ("501", (None, None, "501", "")),
        ("不知道几号 就车棚边上", (None, None, None, "车棚边上")),
        ("就在小广场", (None, None, None, "小广场")),
        ("阿拉楼下", (None, None, None, "楼下")),
        ("我们小区门口", (None, None, None, "小区门口")),
        ("“9”", ("9", None, None, "")),
        ("菜鸟驿站", (None, None, None, "菜鸟驿站")),
    ],
)
def test_an_answer_to_which_building(text: str, expected: tuple[str | None, str | None, str | None, str]) -> None:
    assert parts(text, expecting=True) == expected


@pytest.mark.parametrize("text", ["不知道", "不清楚。", "跳过", ""])
def test_no_answer_is_no_place(text: str) -> None:
    assert read_place(text, expecting=True) is None


def test_the_communitys_estates_and_yards() -> None:
    estates = ("安福小区", "绿洲花园", "绿洲花园2号院")
    assert read_place("安福小区 3栋", estates=estates) == Place("安福小区", "3", None, None, "")
    assert read_place("绿洲花园2号院3号楼", estates=estates) == Place("绿洲花园2号院", "3", None, None, "")
    assert read_place("2号院3号楼1单元") == Place("2号院", "3", "1", None, "")
    assert read_place("我们住在2号院") == Place("2号院", None, None, None, "")
    assert read_place("12弄3号502室") == Place("12弄", "3", None, "502", "")


def test_places_are_said_in_chinese() -> None:
    said = {
        "7-2-501": "7号楼2单元501室",
        "A座": "A座",
        "3号楼2单元楼道": "3号楼2单元楼道",
        "12栋到15栋之间": "12栋到15栋之间",
    }
    places = {text: read_place(text) for text in said}
    assert {text: place and say(place) for text, place in places.items()} == said


@pytest.mark.parametrize(
    ("label", "spoken", "exactly"),
    [("", "地图上标的位置", "31.2304,121.4737"), ("东门", "东门", "东门 (31.2304,121.4737)")],
)
def test_a_place_on_the_map_is_said_by_its_name(label: str, spoken: str, exactly: str) -> None:
    place = on_map(label, "31.2304", "121.4737")
    assert (say(place), say(place, exactly=True)) == (spoken, exactly)


@given(
    st.integers(1, 99),
    st.integers(1, 9),
    st.integers(101, 3999),
    st.sampled_from(["{}号楼{}单元{}", "{}-{}-{}", "{}栋{}单元{}室"]),
)
def test_every_home_reads_back_and_says_itself(building: int, unit: int, room: int, writing: str) -> None:
    place = read_place(writing.format(building, unit, room))
    assert place == Place(None, str(building), str(unit), str(room), "")
    assert read_place(say(place)) == place


@given(st.text(max_size=60), st.booleans())
def test_reading_never_fails(text: str, expecting: bool) -> None:
    place = read_place(text, expecting=expecting)
    assert place is None or any((place.estate, place.building, place.unit, place.room, place.detail))
