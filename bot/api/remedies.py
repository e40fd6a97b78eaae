"""Remedies 对策: what is to be done about each errcode of the platform, as one table."""

from collections.abc import Mapping
from enum import StrEnum

UNREACHED = "unreached"  # there was no connection: it has not arrived
NO_ANSWER = "no_answer"  # the connection broke, or the answer was none: it may have arrived
TOKEN_BUSY = "token_busy"  # noqa: S105 - no password: another worker takes long to fetch the token
NO_CONTENT = "44004"


class Remedy(StrEnum):
    """What to do."""

    AGAIN = "again"  # passing: at once with back-off, 3 times at most, and later after that
    ONCE_MORE = "once_more"  # it may have arrived: once more, later; after that it is held
    RENEW = "renew"  # the token is stale: a new one, and once again; after that an alarm
    STOP = "stop"  # this person cannot be reached, or does not want to be
    NO_CONSENT = "no_consent"  # drop it, and ask at the next contact
    SPLIT = "split"  # too much at once
    NEXT_DAY = "next_day"  # the day's quota is used up: park everything
    WAIT = "wait"  # too many in this minute: park everything for one
    HOLD = "hold"  # not by this channel: by the next, else at the next contact
    UPLOAD = "upload"  # the file has ended there: upload it again
    ALARM = "alarm"  # our configuration or rights: no retry helps, somebody has to look
    UNKNOWN = "unknown"  # nobody has told us what it means


REMEDIES: Mapping[str, Remedy] = {
    "-1": Remedy.AGAIN,
    UNREACHED: Remedy.AGAIN,
    TOKEN_BUSY: Remedy.AGAIN,
    NO_ANSWER: Remedy.ONCE_MORE,
    "40001": Remedy.RENEW,
    "40014": Remedy.RENEW,
    "42001": Remedy.RENEW,
    "40003": Remedy.STOP,
    "43004": Remedy.STOP,
    "50005": Remedy.STOP,
    "43019": Remedy.STOP,
    "48002": Remedy.STOP,
    "43101": Remedy.NO_CONSENT,
    "45002": Remedy.SPLIT,
    "45008": Remedy.SPLIT,
    "45009": Remedy.NEXT_DAY,
    "45011": Remedy.WAIT,
    "45015": Remedy.HOLD,
    "45047": Remedy.HOLD,
    "40037": Remedy.ALARM,
    "47003": Remedy.ALARM,
    "40013": Remedy.ALARM,
    "40125": Remedy.ALARM,
    "40164": Remedy.ALARM,
    "48001": Remedy.ALARM,
    "48004": Remedy.ALARM,
    "50002": Remedy.ALARM,
    "40007": Remedy.UPLOAD,
}


def remedy_for(code: str) -> Remedy:
    """What to do about an errcode, or about a word of our own."""
    return REMEDIES.get(code, Remedy.UNKNOWN)
