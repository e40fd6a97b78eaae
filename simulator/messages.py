"""Every message and event a follower can cause, as the XML that the platform sends. `created` is in Unix seconds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from simulator.account import DEFAULT_GH_ID

Value = str | int | Mapping[str, "Value"] | Sequence["Value"]

_KIND = re.compile(rb"<(MsgType|Event)>\s*(?:<!\[CDATA\[)?\s*(\w+)")


def text(openid: str, content: str, msg_id: int, created: int, *, to: str = DEFAULT_GH_ID) -> bytes:
    """What someone typed: control characters go out raw, as the platform does."""
    return message(openid, "text", msg_id, created, {"Content": content}, to=to)


def image(
    openid: str, media_id: str, msg_id: int, created: int, *, pic_url: str = "", to: str = DEFAULT_GH_ID
) -> bytes:
    """A picture; its media id can be downloaded for three days."""
    return message(openid, "image", msg_id, created, {"PicUrl": pic_url, "MediaId": media_id}, to=to)


def voice(
    openid: str, media_id: str, msg_id: int, created: int, *, recognition: str | None = None, to: str = DEFAULT_GH_ID
) -> bytes:
    """A spoken message; `recognition` is None where the account has no speech recognition."""
    heard: dict[str, Value] = {} if recognition is None else {"Recognition": recognition}
    return message(openid, "voice", msg_id, created, {"MediaId": media_id, "Format": "amr", **heard}, to=to)


def video(
    openid: str, media_id: str, msg_id: int, created: int, *, short: bool = False, to: str = DEFAULT_GH_ID
) -> bytes:
    """A video, or (`short`) one taken in the chat."""
    fields: dict[str, Value] = {"MediaId": media_id, "ThumbMediaId": f"{media_id}-thumb"}
    return message(openid, "shortvideo" if short else "video", msg_id, created, fields, to=to)


def location(
    openid: str, label: str, msg_id: int, created: int,
    *, latitude: float = 31.2304, longitude: float = 121.4737, scale: int = 15, to: str = DEFAULT_GH_ID,
) -> bytes:  # fmt: skip
    """A place someone picked on the map, in degrees."""
    place: dict[str, Value] = {"Location_X": f"{latitude:.6f}", "Location_Y": f"{longitude:.6f}", "Scale": scale}
    return message(openid, "location", msg_id, created, {**place, "Label": label}, to=to)


def link(
    openid: str, title: str, url: str, msg_id: int, created: int, *, description: str = "", to: str = DEFAULT_GH_ID
) -> bytes:
    """A page someone forwarded."""
    fields = {"Title": title, "Description": description, "Url": url}
    return message(openid, "link", msg_id, created, fields, to=to)


def message(
    openid: str, kind: str, msg_id: int, created: int, fields: Mapping[str, Value], *, to: str = DEFAULT_GH_ID
) -> bytes:
    """A message of any kind, a future one too."""
    return document({**_envelope(openid, kind, created, to), **fields, "MsgId": msg_id})


def event(
    openid: str, name: str, created: int, fields: Mapping[str, Value] | None = None, *, to: str = DEFAULT_GH_ID
) -> bytes:
    """An event of any name, a future one too; `simulator.events` knows the fields of today's."""
    return document({**_envelope(openid, "event", created, to), "Event": name, **(fields or {})})


def kind_of(xml: bytes) -> tuple[str, str]:
    """(MsgType, Event) of a message as far as they can be read, "" for what is not there."""
    found = {tag.decode(): value.decode() for tag, value in reversed(_KIND.findall(xml))}
    return found.get("MsgType", ""), found.get("Event", "")


def document(fields: Mapping[str, Value]) -> bytes:
    """The fields as one <xml> element: text in CDATA, numbers bare, a sequence as repeated elements."""
    return ("<xml>" + _elements(fields) + "</xml>").encode()


def _envelope(openid: str, kind: str, created: int, to: str) -> dict[str, Value]:
    return {"ToUserName": to, "FromUserName": openid, "CreateTime": created, "MsgType": kind}


def _elements(fields: Mapping[str, Value]) -> str:
    return "".join(_element(name, value) for name, value in fields.items())


def _element(name: str, value: Value) -> str:
    if isinstance(value, str):
        return f"<{name}><![CDATA[{value.replace(']]>', ']]]]><![CDATA[>')}]]></{name}>"
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    if isinstance(value, Mapping):
        return f"<{name}>{_elements(value)}</{name}>"
    return "".join(_element(name, item) for item in value)
