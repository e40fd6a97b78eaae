"""What real traffic contains and parsers stumble over: odd texts, unknown events, bodies that are no message at all."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.account import DEFAULT_GH_ID
from simulator.messages import event, message, text

TEXTS: Mapping[str, str] = {
    "control characters": "楼道灯\x00坏\x07了\x1b[31m\x0b,三天\x1f没人修",
    "end of a CDATA section": "看这里]]>后面还有]]>",
    "markup": "<xml><Content>&lt;b&gt; & <![CDATA[不是字段",
    "emoji": "谢谢👍🏽 一家👨‍👩‍👧‍👦 都好 🇨🇳 [微笑]/::)",
    "very long": "楼上漏水。" * 4_000,
    "only blanks": " \u3000\t\n ",
    "line ends": "第一行\r\n第二行\r第三行\u2028第四行",
    "directions and joiners": "\u202e反着读\u202c 零\u200b宽\ufeff字\u2060符",
    "rare characters": "𠮷野家㐂、𪚥、龘,ﷺ",
    "a template's braces": "{name} {0} %s ${HOME} {{7*7}}",
    "a statement's quotes": "'; DROP TABLE residents; -- \"",
    "full-width digits": "7栋2单元501",
}
"""What a person can type, by what is odd about it."""

SIGNED_NONSENSE: Mapping[str, bytes] = {
    "nothing": b"",
    "not XML": b"hello",
    "JSON": b'{"MsgType":"text"}',
    "cut in the middle": b"<xml><ToUserName><![CDATA[gh",
    "no fields": b"<xml></xml>",
    "another root": b"<message><MsgType>text</MsgType></message>",
    "not UTF-8": b"<xml><Content>\xff\xfe\xc0</Content></xml>",
    "an entity bomb": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml><Content>&b;</Content></xml>',
    "an outside entity": b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><xml><Content>&f;</Content></xml>',
    "deep nesting": b"<xml>" + b"<a>" * 2_000 + b"</a>" * 2_000 + b"</xml>",
    "a time that is no number": b"<xml><FromUserName>o</FromUserName><CreateTime>now</CreateTime></xml>",
}
"""Bodies whose signature is right and which still say nothing, by what is wrong with them."""

COMPRESSED: Mapping[str, bytes] = {
    "gzip": b"notgzip",
    "deflate": b"notdeflate",
    "br": b"notbrotli",
    "zstd": b"notzstd",
}
"""Bodies that a header calls compressed and that are not, by what the header (Content-Encoding) says."""


def strange(openid: str, msg_id: int, created: int, *, to: str = DEFAULT_GH_ID) -> dict[str, bytes]:
    """Whole messages and events that arrive at any time without having been announced, by what is odd about them."""
    return {
        "an unknown event": event(openid, "a_new_event_of_tomorrow", created, {"Extra": {"Deep": 1}}, to=to),
        "an unknown message type": message(openid, "hologram", msg_id, created, {"Shape": "cube"}, to=to),
        "an unknown field": message(openid, "text", msg_id, created, {"Content": "你好", "BizMsgMenuId": 101}, to=to),
        "an empty text": text(openid, "", msg_id, created, to=to),
        "an event without a key": event(openid, "CLICK", created, to=to),
        "an identifier spelt MsgID": event(openid, "TEMPLATESENDJOBFINISH", created, {"MsgID": msg_id}, to=to),
    }


def texts(openid: str, msg_id: int, created: int, *, to: str = DEFAULT_GH_ID) -> dict[str, bytes]:
    """One text message per entry of TEXTS, with consecutive message ids."""
    return {
        name: text(openid, content, msg_id + offset, created, to=to)
        for offset, (name, content) in enumerate(TEXTS.items())
    }
