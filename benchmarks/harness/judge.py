"""Says of every answer whether it was right: a fast wrong answer is no answer."""

import re

from benchmarks.harness.client import Exchange
from benchmarks.harness.mix import Line
from benchmarks.harness.sealing import ACCOUNTS, Mode
from simulator.replies import judge

# A new case is answered with its number; a step or a query with any sentence to the one who asked.
_CASE_NUMBER = re.compile(r"编号\D{0,3}\d")
# Words of an apology or of a fallback: the mix holds nothing that a server may fail to understand.
_EXCUSES = ("抱歉", "对不起", "听明白", "没认出来", "办不了", "有点多", "太久")


def complaint(mode: Mode, exchange: Exchange) -> str | None:
    """What is wrong with the answer, in a few words, or None."""
    if not exchange.status:
        return "no answer"
    verdict = judge(ACCOUNTS[mode], exchange.status, exchange.body, openid=exchange.request.openid)
    if mode is Mode.BARE:
        return None if verdict.kind == "success" else "not success"
    if verdict.kind != "reply":
        return verdict.detail or verdict.kind
    return _complaint_about(verdict.text, exchange.request.line)


def _complaint_about(text: str, line: Line) -> str | None:
    if excuse := next((words for words in _EXCUSES if words in text), None):
        return f"an excuse: {excuse}"
    if line.files and not _CASE_NUMBER.search(text):
        return "a new case without a number"
    return None
