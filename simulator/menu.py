"""The account's menu as the platform keeps and checks it: three buttons, five below each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simulator.errors import ApiError

TOP, BELOW = 3, 5
TOP_BYTES, BELOW_BYTES = 16, 60
TYPES = frozenset({
    "click", "view", "miniprogram", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album",
    "pic_weixin", "location_select", "media_id", "article_id",
})  # fmt: skip

BAD_COUNT, BAD_TYPE, BAD_NAME, NO_MENU = 40016, 40017, 40018, 46003

Button = Mapping[str, object]


class Menu:
    """The menu that followers see: what the account pushed, before that what the caller gave."""

    def __init__(self, menu: Mapping[str, object] | None = None) -> None:
        self._menu = menu

    def create(self, menu: Mapping[str, object]) -> None:
        """Replaces the menu. ApiError 40016, 40017 or 40018 for what the platform would not take."""
        tops = _buttons(menu, "button")
        _check(tops, TOP, TOP_BYTES)
        for top in tops:
            below = _buttons(top, "sub_button")
            if below:
                _check(below, BELOW, BELOW_BYTES)
            elif top.get("type") not in TYPES:
                raise ApiError(BAD_TYPE)
            if any(button.get("type") not in TYPES for button in below):
                raise ApiError(BAD_TYPE)
        self._menu = menu

    def get(self) -> Mapping[str, object]:
        """The menu as it was created; ApiError 46003 when there is none."""
        if self._menu is None:
            raise ApiError(NO_MENU)
        return self._menu

    def delete(self) -> None:
        """Takes the menu away."""
        self._menu = None

    def buttons(self) -> list[Button]:
        """The top buttons, an empty list without a menu."""
        return _buttons(self._menu or {}, "button")

    def name_of(self, key: str) -> str:
        """What stands on the button with this key or address; the key itself when no button has it."""
        names = (str(button["name"]) for button in self._all() if key in (button.get("key"), button.get("url")))
        return next(names, key)

    def _all(self) -> Iterator[Button]:
        for top in self.buttons():
            yield top
            yield from _buttons(top, "sub_button")


def _buttons(owner: Mapping[str, object], name: str) -> list[Button]:
    found = owner.get(name) or []
    if not isinstance(found, list) or not all(isinstance(button, dict) for button in found):
        raise ApiError(BAD_COUNT)
    return list(found)


def _check(buttons: list[Button], most: int, most_bytes: int) -> None:
    if not 1 <= len(buttons) <= most:
        raise ApiError(BAD_COUNT)
    if any(not 0 < len(str(button.get("name", "")).encode()) <= most_bytes for button in buttons):
        raise ApiError(BAD_NAME)
