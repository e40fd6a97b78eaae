"""The events of an official account, each with the fields the platform gives it. `created` is in Unix seconds."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.account import DEFAULT_GH_ID
from simulator.messages import Value, event


def subscribe(openid: str, created: int, *, scene: str | None = None, to: str = DEFAULT_GH_ID) -> bytes:
    """Someone follows the account, perhaps by a code that carries a scene."""
    by_code: dict[str, Value] = {} if scene is None else {"EventKey": f"qrscene_{scene}", "Ticket": f"ticket-{scene}"}
    return event(openid, "subscribe", created, by_code or {"EventKey": ""}, to=to)


def unsubscribe(openid: str, created: int, *, to: str = DEFAULT_GH_ID) -> bytes:
    """Someone stops following."""
    return event(openid, "unsubscribe", created, {"EventKey": ""}, to=to)


def scan(openid: str, created: int, scene: str, *, to: str = DEFAULT_GH_ID) -> bytes:
    """A follower scans a code that carries a scene."""
    return event(openid, "SCAN", created, {"EventKey": scene, "Ticket": f"ticket-{scene}"}, to=to)


def click(openid: str, created: int, key: str, *, to: str = DEFAULT_GH_ID) -> bytes:
    """A tap on a menu button that has a key."""
    return event(openid, "CLICK", created, {"EventKey": key}, to=to)


def view(openid: str, created: int, url: str, *, to: str = DEFAULT_GH_ID) -> bytes:
    """A tap on a menu button that opens a page."""
    return event(openid, "VIEW", created, {"EventKey": url, "MenuId": 430000001}, to=to)


def view_miniprogram(openid: str, created: int, page: str, *, to: str = DEFAULT_GH_ID) -> bytes:
    """A tap on a menu button that opens a mini program."""
    return event(openid, "view_miniprogram", created, {"EventKey": page, "MenuId": 430000001}, to=to)


def report_location(
    openid: str, created: int, *, latitude: float, longitude: float, to: str = DEFAULT_GH_ID
) -> bytes:
    """The place a phone reports by itself when the chat is opened, in degrees."""
    fields = {"Latitude": f"{latitude:.6f}", "Longitude": f"{longitude:.6f}", "Precision": "30.000000"}
    return event(openid, "LOCATION", created, fields, to=to)


def scancode(
    openid: str, created: int, key: str, result: str, *, wait: bool = False, to: str = DEFAULT_GH_ID
) -> bytes:
    """A code scanned from the menu; with `wait` the chat shows that an answer is coming."""
    fields: dict[str, Value] = {"EventKey": key, "ScanCodeInfo": {"ScanType": "qrcode", "ScanResult": result}}
    return event(openid, "scancode_waitmsg" if wait else "scancode_push", created, fields, to=to)


def pictures(
    openid: str, created: int, key: str, md5s: list[str], *, name: str = "pic_photo_or_album", to: str = DEFAULT_GH_ID
) -> bytes:
    """Pictures chosen from the menu: `pic_sysphoto`, `pic_photo_or_album` or `pic_weixin`."""
    items: list[Value] = [{"PicMd5Sum": md5} for md5 in md5s]
    info: Mapping[str, Value] = {"Count": len(md5s), "PicList": {"item": items}}
    return event(openid, name, created, {"EventKey": key, "SendPicsInfo": info}, to=to)


def location_select(
    openid: str, created: int, key: str, label: str, *, latitude: float, longitude: float, to: str = DEFAULT_GH_ID
) -> bytes:
    """A place chosen from the menu, in degrees."""
    place: dict[str, Value] = {"Location_X": f"{latitude}", "Location_Y": f"{longitude}", "Scale": "15"}
    info = {**place, "Label": label, "Poiname": ""}
    return event(openid, "location_select", created, {"EventKey": key, "SendLocationInfo": info}, to=to)


def template_finished(
    openid: str, created: int, msg_id: int, status: str = "success", *, to: str = DEFAULT_GH_ID
) -> bytes:
    """What became of a template message: `success`, `failed:user block` or `failed: system failed`."""
    return event(openid, "TEMPLATESENDJOBFINISH", created, {"MsgID": msg_id, "Status": status}, to=to)


def mass_finished(
    openid: str, created: int, msg_id: int, status: str = "send success", *, total: int, sent: int,
    to: str = DEFAULT_GH_ID,
) -> bytes:  # fmt: skip
    """What became of a mass sending: how many were meant and how many were reached."""
    reached: dict[str, Value] = {"SentCount": sent, "ErrorCount": total - sent}
    counts = {"TotalCount": total, "FilterCount": total, **reached}
    return event(openid, "MASSSENDJOBFINISH", created, {"MsgID": msg_id, "Status": status, **counts}, to=to)


def subscription_popup(
    openid: str, created: int, answers: Mapping[str, bool], *, to: str = DEFAULT_GH_ID
) -> bytes:
    """Someone answered the opt-in question, per template. One template: one <List>; several: <List> repeated."""
    items: list[Value] = [{**_answer(template, yes), "PopupScene": 2} for template, yes in answers.items()]
    return event(openid, "subscribe_msg_popup_event", created, {"SubscribeMsgPopupEvent": {"List": items}}, to=to)


def subscription_change(openid: str, created: int, template: str, yes: bool, *, to: str = DEFAULT_GH_ID) -> bytes:
    """Someone changed an opt-in in the account's settings page."""
    change: Value = {"List": _answer(template, yes)}
    return event(openid, "subscribe_msg_change_event", created, {"SubscribeMsgChangeEvent": change}, to=to)


def subscription_sent(
    openid: str, created: int, template: str, msg_id: int, *, error: int = 0, to: str = DEFAULT_GH_ID
) -> bytes:
    """What became of a subscription notification; `error` is 0 when it arrived."""
    outcome: dict[str, Value] = {"ErrorCode": error, "ErrorStatus": "success" if error == 0 else "failed"}
    sent: Value = {"List": {"TemplateId": template, "MsgID": msg_id, **outcome}}
    return event(openid, "subscribe_msg_sent_event", created, {"SubscribeMsgSentEvent": sent}, to=to)


def _answer(template: str, yes: bool) -> dict[str, Value]:
    return {"TemplateId": template, "SubscribeStatusString": "accept" if yes else "reject"}
