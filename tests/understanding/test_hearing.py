"""Commands, numbers, staff words and plain answers; cleaning; the line that `classify` prints; no text takes long."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding import Understanding, as_json
from civic.code import ALPHABET, read_code
from config.lexicon import load_lexicon

ALWAYS = [
    "主菜单",
    "人工",
    "取消",
    "返回",
    "跳过",
    "更多",
    "帮助",
    "隐私",
    "导出我的信息",
    "删除我的信息",
    "绑定",
    "解绑",
]
ALWAYS += ["进度", "投诉", "建议", "投票", "项目", "结果", "物业费", "账目公开", "恳谈日", "公约", "我的网格员", "通知"]
ALWAYS += ["发通知", "待办"]
HEARS = Understanding(load_lexicon())


@pytest.mark.parametrize("word", ALWAYS)
def test_the_words_of_the_contract_are_commands(understanding: Understanding, word: str) -> None:
    for said in (word, f" {word} ", f"{word}。", f"{word}！"):
        assert understanding.hear(said).command == word


def test_other_writings_of_a_command(understanding: Understanding) -> None:
    said = {"0": "主菜单", "０": "主菜单", "主菜單": "主菜单", "報修": "投诉", "诉求": "投诉", "取消": "取消"}
    assert {text: understanding.hear(text).command for text in said} == said


def test_a_sentence_with_a_command_word_is_no_command(understanding: Understanding) -> None:
    for text in ("我要取消明天的预约", "这个投诉什么时候处理", "人工费多少"):
        assert understanding.hear(text).command is None


@given(signs=st.text(ALPHABET, min_size=8, max_size=8), mark=st.sampled_from(["-", " ", "", " - ", "－", "—", "."]))
def test_a_code_is_the_word_that_it_is_for(signs: str, mark: str) -> None:
    written = f"{signs[:4]}{mark}{signs[4:]}"
    for said in (f"绑定 {written}", f"我要绑定{written.lower()}。", f"绑定码是：{written}"):
        heard = HEARS.hear(said)
        assert (heard.command, read_code(heard.argument)) == ("绑定", signs)
    is_mixed = not signs.isdigit() and not signs.isalpha()
    assert (HEARS.hear(written).command == "绑定") is is_mixed


@pytest.mark.parametrize(
    "text",
    ["13800000000", "computer", "23456789", "7-2-501", "12-3-1203", "绑定", "绑定 7号楼", "ABCD-234", "ABC0-23"],
)
def test_what_is_no_code_is_not_taken_for_one(understanding: Understanding, text: str) -> None:
    assert not understanding.hear(text).argument


@pytest.mark.parametrize(
    ("text", "command", "argument"),
    [
        ("受理 12", "受理", "12"),
        ("受理12", "受理", "12"),
        ("办结 12 已修好", "办结", "12 已修好"),
        ("办结12 已修好", "办结", "12 已修好"),
        ("转办 ７ 归电力公司", "转办", "7 归电力公司"),
        ("接警 3", "接警", "3"),
    ],
)
def test_staff_words_carry_their_number(understanding: Understanding, text: str, command: str, argument: str) -> None:
    heard = understanding.hear(text)
    assert (heard.command, heard.argument) == (command, argument)


def test_a_staff_word_without_number_is_ordinary_talk(understanding: Understanding) -> None:
    assert understanding.hear("受理了吗").command is None


@pytest.mark.parametrize("text", ["1", "１", "①", "一", "1️⃣", "第一个", "1号", "1个", " 1 。", "选1"])
def test_one_in_any_writing(understanding: Understanding, text: str) -> None:
    assert understanding.hear(text).number == 1


def test_text_is_cleaned_and_the_raw_text_kept(understanding: Understanding) -> None:
    heard = understanding.hear("\u200b樓道\x07燈壞咗，３號樓\n")
    assert heard.text == "楼道灯坏咗,3号楼"
    assert heard.raw == "\u200b樓道\x07燈壞咗，３號樓\n"


def test_signs_that_are_numbers_stay_apart(understanding: Understanding) -> None:
    assert understanding.hear("①③⑤").text == "1 3 5"


@pytest.mark.parametrize("text", ["是", "嗯", "好的", "对", "可以", "好的，谢谢", "是的。", "OK", "👌", "中嘞", "係"])
def test_agreement(understanding: Understanding, text: str) -> None:
    heard = understanding.hear(text)
    assert heard.yes
    assert not heard.no


@pytest.mark.parametrize("text", ["不", "不是", "算了", "不用了", "不对", "取消", "唔係", "不要了吧"])
def test_refusal(understanding: Understanding, text: str) -> None:
    heard = understanding.hear(text)
    assert heard.no
    assert not heard.yes


@pytest.mark.parametrize("text", ["不知道几号", "是不是3号楼", "好的那我再说一个事 路灯坏了", "对门太吵"])
def test_neither_agreement_nor_refusal(understanding: Understanding, text: str) -> None:
    heard = understanding.hear(text)
    assert not heard.yes
    assert not heard.no


def test_answers_inside_a_form(understanding: Understanding) -> None:
    answers = understanding.answers
    assert answers.later("等会儿")
    assert answers.no_photo("没有照片")
    assert answers.no_photo("跳过")
    assert answers.unresolved("没修好")
    assert [answers.score(text) for text in ("5", "五星", "打4分", "⭐⭐⭐", "还行吧", "6")] == [5, 5, 4, 3, None, None]
    assert [answers.suggested_score(text) for text in ("还行吧", "太差了", "很满意", "没修好")] == [3, 1, 5, None]


@pytest.mark.parametrize(
    "text",
    ["没事了 虚惊一场", "没事啦🙏", "火已经灭了", "火灭了，没人受伤，谢谢大家", "人找到了", "孩子找到了！", "出来了",
     "老人自己回来了",
     "搞错了,没着火", "对不起，按错了", "误会误会", "都没事了，你们不用来了", "冇事啦"],
)  # fmt: skip
def test_all_over_is_said_by_the_whole_message(understanding: Understanding, text: str) -> None:
    assert understanding.answers.over(understanding.hear(text).text)


@pytest.mark.parametrize(
    "text",
    ["死了就没事了", "跳下去就解决了", "不安全了", "烟从门缝里飘出来了", "人还没救出来了", "消防来了吗", "消防来了",
     "火灭了吗", "火灭了？",
     "火灭了吧", "他没事了吗", "捞出来了没气了", "送医院了还在抢救", "送医院了", "上次的路灯解决了吗", "钥匙找到了",
     "火灭了，但还在冒烟",
     "没事了我想死", "没人受伤", "不用了", "不用来了", "警察来了", "他出来了满身是血"],
)  # fmt: skip
def test_what_only_sounds_over_is_not(understanding: Understanding, text: str) -> None:
    assert not understanding.answers.over(understanding.hear(text).text)


def test_quotation_marks_and_spaces_do_not_hide_a_command(understanding: Understanding) -> None:
    said = {"“0”": "主菜单", "主 菜 单": "主菜单", "人 工": "人工", "「投票」": "投票", "【取消】": "取消"}
    assert {text: understanding.hear(text).command for text in said} == said
    assert understanding.hear("1 3").number is None


def test_one_sentence_gives_category_and_place(understanding: Understanding) -> None:
    heard = understanding.hear("3号楼2单元楼道灯坏了三天没人修")
    assert [(intent.name, intent.category) for intent in heard.intents] == [("complaint", "公共照明")]
    assert heard.place is not None
    assert (heard.place.building, heard.place.unit, heard.place.detail) == ("3", "2", "楼道")


def test_the_line_that_classify_prints(understanding: Understanding) -> None:
    line = as_json(understanding.hear("我家着火了"))
    assert (line["text"], line["intent"], line["category"], line["emergency"]) == (
        "我家着火了",
        "emergency",
        "fire",
        "fire",
    )
    assert list(line) == ["text", "intent", "category", "confidence", "emergency", "intents"]
    assert as_json(understanding.hear("5"))["intent"] == "help"
    assert as_json(understanding.hear("嘟嘟噜"))["intent"] == "chitchat"
    assert as_json(understanding.hear("进度"))["intent"] == "complaint_status"


def test_the_kinds_of_the_labelled_data_are_printed(understanding: Understanding) -> None:
    assert as_json(understanding.hear("有人要跳楼"))["emergency"] == "self_harm"
    assert as_json(understanding.hear("我刚被骗了两万块钱"))["emergency"] == "crime"


PIECES = [*"零〇一二两俩仨廿卅卌十百千万亿幺壹贰叁拾点负半几0７9①⑩Ⅻ½²٣-。， “(\\A\0\u200b\ud83d🔥", "👨‍👩‍👧", "1️⃣"]
PIECES += ["号楼", "栋", "单元", "第", "弄", "号院", "室", "楼", "着火", "跳楼", "还有", "而且", "又", "不", "没事了",
           "110", "受理"]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(max_size=80))
def test_any_text_is_heard(text: str) -> None:
    heard = HEARS.hear(text)
    assert heard.raw == text
    assert all(0 <= intent.confidence <= 1 for intent in heard.intents)
    assert HEARS.answers.over(heard.text) in (True, False)


@pytest.mark.parametrize(
    "piece",
    [
        "着火",
        "没着火,",
        "楼上有人",
        "1",
        "一",
        "1-",
        "7号楼2单元",
        "电梯里",
        "我老公倒",
        "水",
        "转账骗子",
        " ",
        "，",
        "不",
        "🔥",
        "上次",
    ],
)
def test_long_messages_are_heard_quickly(understanding: Understanding, piece: str) -> None:
    text = piece * (2048 // len(piece.encode()))
    start = time.process_time()
    understanding.hear(text)
    assert time.process_time() - start < 0.25
