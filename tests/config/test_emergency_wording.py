"""First answers in danger (domain.md 5): the number, the one act, no promise that nobody made."""

import re

import pytest

from config.wording import Wording

# Which numbers the first message must hold; local ones come from the community's file.
NUMBERS = {
    "fire": ["119"],
    "gas": ["{gas_phone}", "119", "120"],
    "medical": ["120"],
    "self_harm": ["12356", "110", "120"],
    "jumper": ["110", "119"],
    "crime": ["110", "12110"],
    "fraud": ["110"],
    "missing": ["110"],
    "electric": ["120", "119"],
    "elevator": ["{lift_phone}", "{property_phone}", "119", "120"],
    "structure": ["119", "120", "{property_phone}"],
    "water": ["119", "120"],
    "rescue": ["110", "119", "120"],
}
# The one act that keeps people safe, and it stands before this.
ACTS = {
    "fire": ("先离开", "弯腰"),
    "gas": ("先到室外", "{gas_phone}"),
    "medical": ("不要随便搬动", "几号楼？"),
    "self_harm": ("离开危险的地方", "12356"),
    "jumper": ("不要刺激", "几号楼"),
    "crime": ("锁好门", "110"),
    "fraud": ("停止转账", "110"),
    "missing": ("不必等24小时", "最后是在"),
    "electric": ("别碰触电的人", "120"),
    "elevator": ("别扒门", "{lift_phone}"),
    "structure": ("别站在下面", "119"),
    "water": ("不要下水", "什么地方"),
    "rescue": ("先离开", "110"),
}
NATIONAL = {"110", "119", "120", "12110", "12356", "24"}


def first_answer(wording: Wording, kind: str) -> str:
    """The act and the numbers, and the one question after them."""
    parts = (wording.templates.get(f"{table}.{kind}") for table in ("emergency", "emergency_question"))
    return "".join(part["chat"].text for part in parts if part)


@pytest.mark.parametrize("kind", NUMBERS)
def test_the_first_message_holds_the_numbers(wording: Wording, kind: str) -> None:
    text = first_answer(wording, kind)
    assert [number for number in NUMBERS[kind] if number not in text] == []
    assert set(re.findall(r"\d+", text)) <= NATIONAL, "a local number is never guessed"


@pytest.mark.parametrize("kind", ACTS)
def test_the_first_message_holds_the_act_that_keeps_people_safe(wording: Wording, kind: str) -> None:
    act, later = ACTS[kind]
    text = first_answer(wording, kind)
    assert text.index(act) < text.index(later)


@pytest.mark.parametrize("kind", NUMBERS)
def test_the_first_message_says_that_it_does_not_replace_a_call(wording: Wording, kind: str) -> None:
    assert re.search(r"本号不能代替(报警|急救)。", first_answer(wording, kind))


@pytest.mark.parametrize("kind", [*NUMBERS, "place_noted", "all_clear", "doubtful"])
def test_nothing_claims_that_somebody_was_told(wording: Wording, kind: str) -> None:
    assert re.search(r"已经?(通知|转告|派|报警|联系)|正在赶来|马上就到", first_answer(wording, kind)) is None


def test_in_gas_nothing_is_asked_before_people_are_outside(wording: Wording) -> None:
    assert "？" not in first_answer(wording, "gas")


def test_a_doubtful_case_gets_the_numbers_and_a_way_on(wording: Wording) -> None:
    said = wording.say("emergency.doubtful")
    assert [part for part in ("119", "120", "110", "0") if part not in said] == []


def test_the_gentle_line_names_who_listens_and_who_comes(wording: Wording) -> None:
    said = wording.say("gentle")
    assert "\n" not in said
    assert said.index("12356") < said.index("110")
