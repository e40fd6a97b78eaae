"""The account itself: its menu, its codes with a scene, its followers."""

from __future__ import annotations

import secrets

from simulator.api.call import DONE, Answer, Call, Route
from simulator.errors import ApiError
from simulator.platform import Platform

BAD_OPENID, BAD_SCENE = 40003, 40053
LONGEST_TEMPORARY = 30 * 24 * 3600  # seconds
DEFAULT_TEMPORARY = 60  # seconds
LONGEST_SCENE = 64  # characters
LARGEST_PERMANENT = 100_000


def create_menu(platform: Platform, call: Call) -> Answer:
    """Replaces the menu that followers see."""
    platform.menu.create(call.body)
    platform.announce()
    return DONE


def get_menu(platform: Platform, _call: Call) -> Answer:
    """The menu as it was created."""
    return {"menu": platform.menu.get()}


def delete_menu(platform: Platform, _call: Call) -> Answer:
    """Takes the menu away."""
    platform.menu.delete()
    platform.announce()
    return DONE


def create_code(platform: Platform, call: Call) -> Answer:
    """A code with a scene: temporary (`QR_…SCENE`) or permanent (`QR_LIMIT_…SCENE`)."""
    action = call.text("action_name")
    scene = _scene(action, call)
    platform.scenes.append(scene)
    platform.announce()
    ticket = f"ticket-{scene}-{secrets.token_urlsafe(8)}"
    made: dict[str, object] = {"ticket": ticket, "url": f"http://weixin.qq.com/q/{ticket}"}
    if action in ("QR_SCENE", "QR_STR_SCENE"):
        asked = call.body.get("expire_seconds", DEFAULT_TEMPORARY)
        made["expire_seconds"] = min(asked, LONGEST_TEMPORARY) if isinstance(asked, int) else DEFAULT_TEMPORARY
    return made


def user_info(platform: Platform, call: Call) -> Answer:
    """Whether and since when somebody follows; nothing else is told about a person."""
    openid = call.query.get("openid", "")
    person = platform.people.find(openid)
    if person is None:
        raise ApiError(BAD_OPENID)
    if not person.follows:
        return {"subscribe": 0, "openid": openid}
    known = {"nickname": "", "headimgurl": "", "language": "zh_CN", "remark": "", "tagid_list": []}
    return {"subscribe": 1, "openid": openid, "subscribe_time": person.since, **known}


def _scene(action: str, call: Call) -> str:
    info = call.section("action_info").get("scene")
    scene = info if isinstance(info, dict) else {}
    if action in ("QR_STR_SCENE", "QR_LIMIT_STR_SCENE"):
        text = scene.get("scene_str")
        if isinstance(text, str) and 1 <= len(text) <= LONGEST_SCENE:
            return text
    if action in ("QR_SCENE", "QR_LIMIT_SCENE"):
        number = scene.get("scene_id")
        most = LARGEST_PERMANENT if action == "QR_LIMIT_SCENE" else 2**32 - 1
        if isinstance(number, int) and 1 <= number <= most:
            return str(number)
    raise ApiError(BAD_SCENE)


ROUTES = (
    Route("POST", "/cgi-bin/menu/create", create_menu),
    Route("GET", "/cgi-bin/menu/get", get_menu),
    Route("GET", "/cgi-bin/menu/delete", delete_menu),
    Route("POST", "/cgi-bin/qrcode/create", create_code),
    Route("GET", "/cgi-bin/user/info", user_info),
)
