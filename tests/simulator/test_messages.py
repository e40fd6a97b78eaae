"""Messages and events carry the fields of the published samples and survive being read again."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import events, hostile, messages
from tests.simulator.conftest import WANG, parsed

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "wechat" / "samples.json"

MADE = {
    "text": messages.text(WANG, "你好", 1, 2),
    "image": messages.image(WANG, "m", 1, 2, pic_url="http://p"),
    "voice": messages.voice(WANG, "m", 1, 2, recognition="你好"),
    "video": messages.video(WANG, "m", 1, 2),
    "shortvideo": messages.video(WANG, "m", 1, 2, short=True),
    "location": messages.location(WANG, "3 号楼", 1, 2),
    "link": messages.link(WANG, "标题", "http://u", 1, 2),
    "event:subscribe": events.subscribe(WANG, 2),
    "event:subscribe(scan)": events.subscribe(WANG, 2, scene="3"),
    "event:unsubscribe": events.unsubscribe(WANG, 2),
    "event:SCAN": events.scan(WANG, 2, "3"),
    "event:LOCATION": events.report_location(WANG, 2, latitude=31.2, longitude=121.4),
    "event:CLICK": events.click(WANG, 2, "k"),
    "event:VIEW": events.view(WANG, 2, "http://u"),
    "event:view_miniprogram": events.view_miniprogram(WANG, 2, "pages/index"),
    "event:scancode_push": events.scancode(WANG, 2, "k", "r"),
    "event:scancode_waitmsg": events.scancode(WANG, 2, "k", "r", wait=True),
    "event:pic_sysphoto": events.pictures(WANG, 2, "k", ["a"], name="pic_sysphoto"),
    "event:pic_photo_or_album": events.pictures(WANG, 2, "k", ["a", "b"]),
    "event:location_select": events.location_select(WANG, 2, "k", "3 号楼", latitude=31.2, longitude=121.4),
    "event:TEMPLATESENDJOBFINISH": events.template_finished(WANG, 2, 1),
    "event:MASSSENDJOBFINISH": events.mass_finished(WANG, 2, 1, total=3, sent=2),
    "event:subscribe_msg_popup_event": events.subscription_popup(WANG, 2, {"t": True}),
    "event:subscribe_msg_change_event": events.subscription_change(WANG, 2, "t", False),
    "event:subscribe_msg_sent_event": events.subscription_sent(WANG, 2, "t", 1),
}


def fields(xml: bytes) -> set[str]:
    return {element.tag for element in parsed(xml).iter()}


@pytest.mark.parametrize("name", MADE)
def test_every_kind_is_named_and_addressed(name: str) -> None:
    kind, event = messages.kind_of(MADE[name])
    assert name.partition("(")[0] == (f"event:{event}" if event else kind)
    root = parsed(MADE[name])
    assert (root.findtext("FromUserName"), root.findtext("CreateTime")) == (WANG, "2")


def test_the_fields_are_those_of_the_published_samples() -> None:
    if not SAMPLES.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{SAMPLES} is missing")
        pytest.skip(f"the published samples are not here: {SAMPLES}")
    published: dict[str, list[set[str]]] = {}
    for sample in json.loads(SAMPLES.read_text()):
        if "tests/test_" in sample["source"] and "wechatpy" in sample["source"]:
            published.setdefault(sample["type"], []).append(set(sample["fields"]))
    compared = [name for name in MADE if name in published]
    assert len(compared) >= 15
    for name in compared:
        assert any(known - {"MsgDataId", "Idx"} <= fields(MADE[name]) | _OPTIONAL for known in published[name]), name


_OPTIONAL = {
    "CopyrightCheckResult", "ResultList", "item", "ArticleIdx", "UserDeclareState", "AuditState", "CheckState",
    "OriginalArticleUrl", "OriginalArticleType", "CanReprint", "NeedReplaceContent", "NeedShowReprintSource", "Count",
    "ArticleUrlResult", "ArticleUrl", "Ticket",
}  # fmt: skip


def test_one_consent_is_one_list_and_two_are_two() -> None:
    both = parsed(events.subscription_popup(WANG, 2, {"a": True, "b": False}))
    assert [item.findtext("SubscribeStatusString") for item in both.iter("List")] == ["accept", "reject"]


def test_control_characters_go_out_raw_and_the_end_of_cdata_is_kept_inside() -> None:
    assert b"\x07" in messages.text(WANG, hostile.TEXTS["control characters"], 1, 1)
    bracketed = hostile.TEXTS["end of a CDATA section"]
    assert parsed(messages.text(WANG, bracketed, 1, 1)).findtext("Content") == bracketed


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn"))))
def test_every_clean_text_reads_back_as_it_was(content: str) -> None:
    assert parsed(messages.text(WANG, content, 1, 1)).findtext("Content") == content


@given(st.binary(max_size=300))
def test_reading_a_kind_never_fails(noise: bytes) -> None:
    kind, event = messages.kind_of(noise)
    assert isinstance(kind, str)
    assert isinstance(event, str)
