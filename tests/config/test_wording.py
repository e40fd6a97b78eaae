"""Sentences: short, plain, complete; facts cannot break them; overrides fit or are refused by name."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.community import Community
from config.errors import WordingError
from config.wording import Template, Wording, load_wording

# A list or a notice that was asked for may be longer (domain.md 6, rule 2; 3.7: the privacy notice has at most 200).
LONG = {"menu", "help", "privacy"}
SHORT_LIMIT = 20
# Words of the office, understood by nobody else unless a gloss in brackets follows.
OFFICE_WORDS = (
    "接诉即办|一征三议|四议两公开|两公开|三方联动|首接负责|首问负责|吹哨报到|闭环|微实事|全科网格|督办|派单|工单"
)
UNSAID = re.compile(rf"(?:{OFFICE_WORDS})(?![（(])|登录网站|请登录|点击链接")


def limit(name: str, channel: str) -> int:
    """How many characters a template may say of its own, before any fact is filled in."""
    if channel == "short":
        return SHORT_LIMIT
    return 200 if name in LONG else 120


def every_template(wording: Wording) -> list[tuple[str, str, Template]]:
    return [(name, channel, each) for name, voices in wording.templates.items() for channel, each in voices.items()]


def test_every_sentence_is_short_enough_for_its_channel(wording: Wording) -> None:
    lengths = [(name, channel, len(template.fixed)) for name, channel, template in every_template(wording)]
    assert [(name, channel, length) for name, channel, length in lengths if length > limit(name, channel)] == []


def test_no_sentence_speaks_like_an_office(wording: Wording) -> None:
    found = [(name, UNSAID.search(template.text)) for name, _, template in every_template(wording)]
    assert [(name, hit[0]) for name, hit in found if hit] == []


def test_every_sentence_asks_one_thing_at_most(wording: Wording) -> None:
    assert [name for name, _, template in every_template(wording) if template.text.count("？") > 1] == []


def test_the_samples_sentences_fit_with_their_facts(wording: Wording, community: Community) -> None:
    known = {name for name, voices in wording.templates.items() if voices["chat"].facts <= set(community.facts)}
    said = {name: len(wording.say(name)) for name in known - (LONG - {"menu"})}
    assert {name: length for name, length in said.items() if length > community.chat.elder_limit} == {}
    assert len(wording.say("menu").splitlines()) <= 1 + 6 + 2


def test_the_way_to_a_human_is_always_shown(wording: Wording, community: Community) -> None:
    for name in ("menu", "help", "fallback.twice", "human.asked", "human.back", "human.offer", "service.not_open"):
        said = wording.say(name, {"service": "投票"})
        assert community.phones.hotline.number in said, name


def test_an_unopened_service_says_which(wording: Wording) -> None:
    assert "“投票”" in wording.say("service.not_open", {"service": "投票"})


def test_an_unknown_template_is_named() -> None:
    with pytest.raises(WordingError, match=r"^no\.such: no such template$"):
        load_wording().say("no.such")


def test_a_missing_fact_is_named_with_its_template() -> None:
    with pytest.raises(WordingError, match=r"^service\.not_open: the fact 'service' is missing$"):
        load_wording().say("service.not_open")


@given(fact=st.text())
def test_a_fact_is_said_as_it_is_whatever_it_holds(fact: str) -> None:
    wording = load_wording({"service.not_open": "[{service}]"})
    assert wording.say("service.not_open", {"service": fact}) == f"[{fact}]"


def test_a_nearer_fact_goes_before_a_standing_one() -> None:
    wording = load_wording().knowing({"service": "投票", "hotline": "0000-1234567"})
    assert "“投票”" in wording.say("service.not_open")
    assert "“问卷”" in wording.say("service.not_open", {"service": "问卷"})


def test_a_channel_without_its_own_text_says_what_the_chat_says(wording: Wording) -> None:
    assert wording.say("thanks", channel="short") == wording.say("thanks")


def test_a_community_may_word_it_its_own_way() -> None:
    wording = load_wording({"service.not_open": "{service}还没开。", "gentle.chat": "想找人说话，打12356。"})
    assert wording.say("service.not_open", {"service": "投票"}) == "投票还没开。"
    assert wording.say("gentle") == "想找人说话，打12356。"


OVERRIDES = {
    "no.such": ("你好", "must name a known template"),
    "thanks.short": ("不客气", "must name a known template"),
    "thanks": ("不客气，{name}", "may use only [], not name"),
    "service.not_open": ("{service.secret}", "expected gaps like {number}"),
    "more.page": ("{text!r}", "expected gaps like {number}"),
    "greeting": ("你好{", "greeting: "),
    "apology": ("  ", "expected a text"),
}


@pytest.mark.parametrize(("name", "fault"), OVERRIDES.items(), ids=list(OVERRIDES))
def test_an_override_that_does_not_fit_is_refused_by_name(name: str, fault: tuple[str, str]) -> None:
    text, why = fault
    with pytest.raises(WordingError) as refused:
        load_wording({name: text})
    assert str(refused.value).startswith(f"{name}: ")
    assert why in str(refused.value)


def test_all_faults_of_the_overrides_are_listed() -> None:
    with pytest.raises(WordingError) as refused:
        load_wording({name: text for name, (text, _) in OVERRIDES.items()})
    assert [line.split(":")[0] for line in refused.value.problems] == list(OVERRIDES)
