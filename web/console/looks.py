"""How pages are written: the templates, and what every one of them may call."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from config.community import Community
from config.wording import Wording

FOLDER = Path(__file__).parent
ROLES = {"committee": "社区两委", "staff": "工作人员", "admin": "管理员", "auditor": "只读审计"}


class Entry(NamedTuple):
    """A line of the navigation."""

    title: str
    address: str


class Looks:
    """All templates, compiled once; everything that is put into them is escaped."""

    def __init__(self, community: Community, wording: Wording, navigation: Iterable[Entry]) -> None:
        self.zone = community.timezone
        self.stylesheet = (FOLDER / "style.css").read_bytes()
        self._wording = wording
        self._environment = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["moment"] = self.moment
        self._environment.globals |= {
            "say": self.say,
            "community": community.name,
            "hotline": community.phones.hotline.number,
            "roles": ROLES,
            "navigation": tuple(navigation),
            "stylesheet": f"/console/style.css?{sha256(self.stylesheet).hexdigest()[:12]}",
        }
        for name in self._environment.list_templates():
            self._environment.get_template(name)

    def page(self, template: str, facts: Mapping[str, Any]) -> str:
        """A page as HTML."""
        return self._environment.get_template(template).render(facts)

    def say(self, name: str, **facts: object) -> str:
        """A sentence of config/wording."""
        return self._wording.say(name, facts)

    def refusal(self, code: str, facts: Mapping[str, object]) -> str:
        """Why a rule said no: as staff are told where that differs from what residents are."""
        told = f"console_refusal.{code}"
        return self._wording.say(told if told in self._wording.templates else f"refusal.{code}", facts)

    def done(self, what: str) -> str:
        """What was just done, in words; "" for a word that somebody made up."""
        told = f"console_done.{what}"
        return self._wording.say(told) if told in self._wording.templates else ""

    def moment(self, at: datetime | None) -> str:
        """`2026年11月2日 12:00`, in the community's timezone."""
        if at is None:
            return ""
        local = at.astimezone(self.zone)
        return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
