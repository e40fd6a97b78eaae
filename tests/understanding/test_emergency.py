"""Danger is heard first and always; past, feared, denied and figurative danger raises no alarm."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.understanding import OWN, agrees, figures, rows_of, texts_of
from bot.understanding import Understanding
from config.lexicon import Lexicon, load_lexicon

KINDS = {
    "fire": "着火了",
    "gas": "楼道里好大的煤气味",
    "medical": "我爸晕倒了",
    "self_harm": "我不想活了",
    "jumper": "有人要跳楼",
    "crime": "有人在撬我家的门",
    "fraud": "刚被骗子骗走五万块钱",
    "missing": "孩子走丢了",
    "electric": "有人触电了",
    "elevator": "我被困在电梯里了",
    "structure": "围墙塌了压到人了",
    "water": "有小孩掉进池塘里了",
    "rescue": "救命啊",
}

NO_DANGER = [
    "上次着火那个事后来怎么处理的",
    "万一着火了往哪跑",
    "吵得我想跳楼",
    "今天热死了",
    "燃气热水器打不着火 没味道",
    "没有困人 就是关门关不严",
    "线没断也没冒火 就是垂得太低",
    "昨天电梯困人那个 后来修了没",
    "上次我妈晕倒多亏保安打120 太感谢了",
    "希望组织一次防火演练",
    "防止小偷 想装个摄像头",
    "我家猫走丢了",
    "打我电话没打通",
    "轮胎没气了",
    "气死我了",
]


def test_every_kind_of_danger_is_heard(understanding: Understanding) -> None:
    heard = {kind: understanding.hear(text).emergency for kind, text in KINDS.items()}
    assert {kind: found and found.kind for kind, found in heard.items()} == {kind: kind for kind in KINDS}
    assert not any(found and found.doubtful for found in heard.values())


@pytest.mark.parametrize("text", NO_DANGER)
def test_no_danger_now_is_no_emergency(understanding: Understanding, text: str) -> None:
    assert understanding.hear(text).emergency is None


@pytest.mark.parametrize(
    "text", ["又着火了！上次也是这个车棚", "上次着火你们不管，现在又烧起来了", "昨天就有煤气味，今天更重"]
)
def test_danger_that_returned_is_danger(understanding: Understanding, text: str) -> None:
    assert understanding.hear(text).emergency is not None


@pytest.mark.parametrize(
    "text", ["着获了快来人", "燃汽泄漏", "不想获了", "媒气味好大", "有人触店了", "著火啦", "有人暈倒咗"]
)
def test_danger_is_heard_through_slips_and_scripts(understanding: Understanding, text: str) -> None:
    assert understanding.hear(text).emergency is not None


@pytest.mark.parametrize("before", [690, 720, 1290, 2000])
def test_danger_is_heard_at_the_end_of_a_long_letter(understanding: Understanding, before: int) -> None:
    letter = ("楼道的灯坏了很久没有人来修。" * 200)[:before] + "刚才3号楼楼道着火了快来人"
    found = understanding.hear(letter).emergency
    assert found is not None
    assert found.kind == "fire"


def test_a_guess_is_marked_doubtful_but_gas_never(understanding: Understanding) -> None:
    fire, gas = understanding.hear("好像着火了").emergency, understanding.hear("好像有煤气味").emergency
    assert fire is not None
    assert fire.doubtful
    assert gas is not None
    assert not gas.doubtful


@pytest.mark.parametrize("text", ["110", "119", "120", "110。", "１１９"])
def test_a_number_for_danger_sent_alone_is_doubtful_and_still_a_number(understanding: Understanding, text: str) -> None:
    heard = understanding.hear(text)
    assert heard.emergency is not None
    assert heard.emergency.doubtful
    assert heard.number in (110, 119, 120)
    assert understanding.hear("119号").emergency is None


def test_a_figure_of_speech_about_dying_is_gentle(understanding: Understanding) -> None:
    assert understanding.hear("楼上天天装修，吵得我想跳楼").gentle
    assert not understanding.hear("楼上天天装修，吵得睡不着").gentle
    assert understanding.hear("楼上吵得我想跳楼").gentle
    assert not understanding.hear("我想跳楼").gentle


def test_our_own_tuned_sentences(understanding: Understanding) -> None:
    rows = rows_of(OWN / "own_tune.csv")
    found = {row.text: understanding.hear(row.text).emergency for row in rows}
    assert [row.text for row in rows if (row.intent == "emergency") != (found[row.text] is not None)] == []


def test_our_own_sentences_of_danger_and_of_none(understanding: Understanding) -> None:
    path = OWN / "own_danger.csv"
    kinds = dict(zip(texts_of(path, "text"), texts_of(path, "kind"), strict=True))
    found = {text: understanding.hear(text).emergency for text in kinds}
    assert [text for text, kind in kinds.items() if bool(kind) != (found[text] is not None)] == []


def test_our_own_untouched_half(understanding: Understanding) -> None:
    told = figures(understanding, rows_of(OWN / "own_test.csv"))
    assert told.found >= 0.95 * told.emergencies
    assert told.right_kind >= 0.9 * told.found


def test_the_shared_sentences(understanding: Understanding, language: Path) -> None:
    for row in rows_of(language / "utterances.csv"):
        found = understanding.hear(row.text).emergency
        assert (found is not None) == (row.intent == "emergency"), row.text
        assert found is None or found.kind == row.category or agrees(found.kind, row.category), row.text


def test_ordinary_talk_raises_no_alarm(understanding: Understanding, language: Path) -> None:
    talk = texts_of(language / "real_smalltalk_sample.csv", "text")
    assert [text for text in talk if understanding.hear(text).emergency] == []


def test_at_most_one_letter_title_in_a_hundred_raises_an_alarm(understanding: Understanding, language: Path) -> None:
    titles = texts_of(language / "real_messages_sample.csv", "title")
    assert sum(1 for title in titles if understanding.hear(title).emergency) <= len(titles) / 100


@pytest.mark.slow
@pytest.mark.parametrize(
    "kind_and_pattern",
    [
        pytest.param((sign.keys, sign.pattern), id=f"{alarm.kind}-{number}")
        for alarm in load_lexicon().alarms
        for number, sign in enumerate((*alarm.certain, *alarm.doubtful))
    ],
)
def test_no_sign_can_be_told_without_one_of_its_keys(kind_and_pattern: tuple[str, str]) -> None:
    keys, source = kind_and_pattern
    pattern = re.compile(source)

    @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.from_regex(pattern))
    def told(text: str) -> None:
        found = pattern.search(text)
        assert found is None or not set(keys).isdisjoint(found[0])

    told()


def test_a_lexicon_sign_names_a_kind_the_wording_answers(lexicon: Lexicon) -> None:
    assert {alarm.kind for alarm in lexicon.alarms} == set(KINDS)
