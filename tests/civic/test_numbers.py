"""Numbers in any writing: one number, picks for a ballot, heads for a meeting."""

import pytest
from cn2an import an2cn
from hypothesis import given
from hypothesis import strategies as st

from civic.numbers import CHINESE_DIGITS, Picks, numeral, plain_digits, read_headcount, read_number, read_picks

ITEMS = (1, 3, 5, 6, 8)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1), ("１", 1), ("①", 1), ("一", 1), ("1️⃣", 1), ("第一个", 1), ("3号", 3), ("2个", 2), ("🔟", 10),
        ("十二", 12), ("⑫", 12), ("❸", 3), ("㈢", 3), ("Ⅳ", 4), ("贰", 2), ("俩", 2), ("兩", 2), ("廿三", 23),
        ("零", 0),
        ("五零一", 501), ("一百零三", 103), ("选3", 3), ("(2)", 2), ("第3项吧", 3), ("3.", 3), (" 7 ", 7), ("按2", 2),
        ("007", 7),
    ],
)  # fmt: skip
def test_one_number_in_any_writing(text: str, number: int) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "一下",
        "3号楼",
        "1 3 5",
        "两三",
        "一点五",
        "负一",
        "13800138000",
        "三元",
        "你好",
        "第",
        "几个",
        "1/2",
        "十十",
        "3.5",
    ],
)
def test_what_is_not_one_number(text: str) -> None:
    assert read_number(text) is None


@given(st.integers(min_value=0, max_value=9999))
def test_every_number_reads_back_from_its_chinese_and_full_width_writing(number: int) -> None:
    assert read_number(an2cn(str(number))) == number
    assert read_number(str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))) == number


@given(st.text(max_size=30))
def test_reading_never_fails(text: str) -> None:
    assert read_number(text) is None or read_picks(text, ITEMS, 4) != Picks()
    assert read_headcount(text) is None or read_headcount(text) != 0


@given(st.text(alphabet=CHINESE_DIGITS + "卌皕萬亿半点負", min_size=1, max_size=12))
def test_a_numeral_is_a_number_or_nothing(token: str) -> None:
    value = numeral(token)
    assert value is None or value >= 0
    assert read_number(token) in (value, None)


def test_signs_stand_apart() -> None:
    assert plain_digits("①③⑤").split() == ["1", "3", "5"]
    assert plain_digits("3️⃣5️⃣").split() == ["3", "5"]
    assert numeral("两三") is None


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1 3 5", (1, 3, 5)), ("三、五、八", (3, 5, 8)), ("１、三和⑤", (1, 3, 5)), ("3号和5号", (3, 5)),
        ("①③⑤", (1, 3, 5)),
        ("3️⃣ 5️⃣ 投这俩", (3, 5)), ("我选那个三号跟五号就是公告栏和补绿化", (3, 5)), ("投3", (3,)),
        ("1-3-5", (1, 3, 5)),
        ("5-6", (5, 6)), ("帮我爸投一下他选一号和六号", (1, 6)), ("我同意三号、六号两个项目，请帮我投上", (3, 6)),
        ("第三个以及第八个", (3, 8)),
        ("3;5+8", (3, 5, 8)), ("8 1", (8, 1)), ("3号楼那个 选5号", (5,)), ("3个", (3,)), ("1.3.5", (1, 3, 5)),
    ],
)  # fmt: skip
def test_clear_picks(text: str, numbers: tuple[int, ...]) -> None:
    picks = read_picks(text, ITEMS, 4)
    assert picks.numbers == numbers
    assert picks.clear


def test_nothing_is_silently_repaired() -> None:
    assert read_picks("3 99", ITEMS, 4) == Picks(numbers=(3,), unknown=(99,))
    assert read_picks("1 1 3", ITEMS, 4) == Picks(numbers=(1, 3), duplicate=(1,))
    assert read_picks("1 3 5 6 8", ITEMS, 4) == Picks(numbers=(1, 3, 5, 6), surplus=(8,))
    assert not read_picks("1-5", ITEMS, 4).clear


def test_run_together_digits_are_asked_back() -> None:
    assert read_picks("135", ITEMS, 4) == Picks(ambiguous=((1, 3, 5),))
    assert set(read_picks("15", (1, 5, 15), 4).ambiguous) == {(1, 5), (15,)}
    assert read_picks("三五", ITEMS, 4) == Picks(ambiguous=((3, 5),))
    assert read_picks("135", (2, 4), 4) == Picks(unknown=(135,))


def test_a_marked_or_separated_number_is_itself() -> None:
    assert read_picks("15号", (1, 5, 15), 4) == Picks(numbers=(15,))
    assert read_picks("十五", (1, 5, 15), 4) == Picks(numbers=(15,))
    assert read_picks("15 1", (1, 5, 15), 4) == Picks(numbers=(15, 1))


def test_taking_a_number_back_is_asked_back() -> None:
    assert read_picks("不要3号,要5号", ITEMS, 4) == Picks(ambiguous=((5,),))
    assert read_picks("5号不投了 换成6号", ITEMS, 4) == Picks(ambiguous=((6,),))


def test_no_number_is_no_pick() -> None:
    assert read_picks("楼梯口公告栏那个", ITEMS, 4) == Picks()
    assert read_picks("三个都不错", ITEMS, 4) == Picks()


@given(
    st.lists(st.integers(1, 30), unique=True, min_size=1, max_size=8),
    st.sampled_from([" ", "、", ",", "，", "和", ";"]),
)
def test_separated_picks_read_back(numbers: list[int], separator: str) -> None:
    items = tuple(range(1, 31))
    marked = [f"{number}号" for number in numbers]
    assert read_picks(separator.join(marked), items, 8).numbers == tuple(numbers)


@given(st.text(alphabet="123456789", min_size=2, max_size=12))
def test_a_reading_always_spells_what_was_typed(digits: str) -> None:
    for reading in read_picks(digits, tuple(range(1, 17)), 12).ambiguous:
        assert "".join(map(str, reading)) == digits
        assert len(set(reading)) == len(reading)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("我和老伴", 2), ("2个", 2), ("我们一家三口", 3), ("两个人", 2), ("我们俩", 2), ("就我一个", 1),
        ("我自己", 1), ("我", 1), ("三位", 3),
        ("我跟我老伴两个人", 2), ("我、我爱人和孩子", 3), ("带上老伴", 2), ("全家5个人", 5), ("+1", 1), ("2大1小", 3),
        ("两大一小", 3),
        ("我和老伴还有孙子", 3), ("老两口", 2), ("夫妻俩", 2), ("我和3个邻居", 4), ("我带两个孙子", 3),
        ("报名2人 5号楼王", 2), ("祖孙三人", 3),
        ("我老伴去", 1), ("③", 3), ("十个人", 10),
    ],
)  # fmt: skip
def test_heads_are_counted(text: str, count: int) -> None:
    assert read_headcount(text) == count


@pytest.mark.parametrize("text", ["五六个人", "我们几个", "都去", "七八个", "3-4人", "不知道几个人", "0", "到时候看"])
def test_no_exact_number_of_heads_is_asked(text: str) -> None:
    assert read_headcount(text) is None
