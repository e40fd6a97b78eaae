"""Logs: one stream, text or JSON, and nobody can be recognised in them."""

import json
import logging
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.logs import BLOT, redact, set_up_logging

OPENID = "o" + "A1b2_C3d4-" * 2 + "E5f6G7h"
PERSONAL = [OPENID, "13800000000", "138-0000-0000", "+86 13800000000", "0000-12345678", "110101190001010000"]
HARMLESS = [
    "case 20261122-0007",
    "1763800000.123",
    "1763800000123",
    "12345678901234567890",
    "turns=64 in 0.0194 s",
    "12345",
]

log = logging.getLogger("kentan.test")


@pytest.fixture(autouse=True)
def _root_logger_as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    root = logging.getLogger()
    level = root.level
    monkeypatch.setattr(root, "handlers", [])
    yield
    root.setLevel(level)
    logging.captureWarnings(False)


def test_text_is_one_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("text")
    log.info("turn done in %d ms", 3)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.endswith(" INFO kentan.test turn done in 3 ms\n")


def test_setting_up_twice_logs_once(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("text")
    set_up_logging("text")
    log.info("once")
    assert capsys.readouterr().err.count("once") == 1


def test_json_is_one_object_a_line_with_its_extras(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("json")
    log.warning("慢", extra={"turns": 60, "seconds": 0.5})
    line = json.loads(capsys.readouterr().err)
    assert (line["levelname"], line["name"], line["message"]) == ("WARNING", "kentan.test", "慢")
    assert (line["turns"], line["seconds"]) == (60, 0.5)


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("personal", PERSONAL)
def test_nobody_is_recognisable(form: str, personal: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(form)
    try:
        raise ValueError(f"row of {personal}!")
    except ValueError:
        log.exception("failed for %s", personal, extra={"who": {"is": personal}})
    shown = capsys.readouterr().err
    assert personal not in shown
    assert BLOT in shown
    assert "ValueError" in shown
    assert form == "text" or json.loads(shown.splitlines()[0])["who"] == f"{{'is': '{BLOT}'}}"


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_exception_is_told_by_kind_and_place_not_by_its_words(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(form)
    try:
        int("我家住三楼")
    except ValueError:
        log.exception("a turn failed")
    shown = capsys.readouterr().err
    assert "三楼" not in shown
    assert "test_logs.py" in shown


def test_a_number_in_json_does_not_break_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("json")
    log.info("called", extra={"phone": 13800000000})
    assert json.loads(capsys.readouterr().err)["phone"] == BLOT


@pytest.mark.parametrize("text", HARMLESS)
def test_figures_stay(text: str) -> None:
    assert redact(text) == text


@given(st.from_regex(r"\Ao[A-Za-z0-9_-]{27}\Z"))
def test_every_openid_goes(openid: str) -> None:
    assert openid not in redact(f"openid={openid}&x=1")
