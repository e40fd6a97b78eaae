"""The API's error codes with the sentences the platform gives them."""

from __future__ import annotations

BUSY = -1

SENTENCES = {
    BUSY: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40004: "invalid media type",
    40006: "invalid media size",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid appid",
    40014: "invalid access_token",
    40016: "invalid button size",
    40017: "invalid button type",
    40018: "invalid button name size",
    40029: "invalid code",
    40037: "invalid template_id",
    40053: "invalid action info",
    40125: "invalid appsecret",
    40163: "code been used",
    40164: "invalid ip, not in whitelist",
    41001: "access_token missing",
    41004: "appsecret missing",
    42001: "access_token expired",
    42003: "oauth code expired",
    43002: "require POST method",
    43004: "require subscribe",
    43019: "user refuse to accept the msg",
    43101: "user refuse to accept the msg",
    44003: "empty news data",
    44004: "empty content",
    45002: "content size out of limit",
    45008: "article size out of limit",
    43001: "require GET method",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    46003: "menu no exist",
    47001: "data format error",
    47003: "argument invalid! data",
    48001: "api unauthorized",
    48002: "user block receive message",
    48004: "api forbidden for irregularities",
    50002: "user limited",
    50005: "user is unsubscribed",
}


class ApiError(Exception):
    """The API refuses a call with an errcode; the answer's HTTP status is 200 all the same."""

    def __init__(self, errcode: int, detail: str = "") -> None:
        sentence = SENTENCES.get(errcode, "error")
        super().__init__(f"{sentence} {detail}".rstrip())
        self.errcode = errcode
