"""Notification templates: what the account has applied for, and how long each kind of field may be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.errors import ApiError

BAD_FIELD, NO_TEMPLATE = 47003, 40037

# Source: the platform's table of field kinds for subscription notifications.
_LIMITS = {
    "thing": re.compile(r".{1,20}", re.DOTALL),
    "character_string": re.compile(r"[\x20-\x7e]{1,32}"),
    "number": re.compile(r"-?[\d.]{1,32}"),
    "letter": re.compile(r"[A-Za-z]{1,32}"),
    "phrase": re.compile(r"[\u4e00-\u9fff]{1,5}"),
    "name": re.compile(r"[\u4e00-\u9fff]{1,10}|[^\u4e00-\u9fff]{1,20}"),
    "phone_number": re.compile(r"[\d+\-() ]{1,17}"),
    "amount": re.compile(r"[¥$€]?\d{1,10}(\.\d+)?元?"),
    "time": re.compile(r".*\d{1,2}:\d{2}.*"),
    "date": re.compile(r".*\d+\D+\d+.*"),
    "const": re.compile(r".{1,20}"),
}
_KEY = re.compile(r"([a-z_]+?)\d+")


@dataclass(frozen=True, slots=True)
class Template:
    """One template as people see it: its title, and the label in front of each field."""

    title: str
    labels: Mapping[str, str] = field(default_factory=dict)


class Templates:
    """The account's templates by id; without any given every id is taken."""

    def __init__(self, templates: Mapping[str, Template] | None = None) -> None:
        self._templates = dict(templates or {})

    def get(self, template_id: str) -> Template:
        """The template; ApiError 40037 for an id that the account does not have."""
        if not template_id or (self._templates and template_id not in self._templates):
            raise ApiError(NO_TEMPLATE)
        return self._templates.get(template_id, Template("服务通知"))

    def titles(self) -> dict[str, str]:
        """The templates that were given, by id."""
        return {template_id: template.title for template_id, template in self._templates.items()}

    def worded(self, template_id: str, data: Mapping[str, str]) -> str:
        """The notice as it stands in the chat: the title, then a line per field."""
        template = self.get(template_id)
        lines = [f"{template.labels.get(key, key)}：{value}" for key, value in data.items()]
        return "\n".join([template.title, *lines])


def values(data: object) -> dict[str, str]:
    """The fields of a call, `{"thing1": {"value": …}}`, as plain text. ApiError 47003 for anything else."""
    if not isinstance(data, dict) or not data:
        raise ApiError(BAD_FIELD)
    found = {key: entry.get("value") for key, entry in data.items() if isinstance(entry, dict)}
    if len(found) < len(data) or any(not isinstance(value, str | int | float) for value in found.values()):
        raise ApiError(BAD_FIELD)
    return {key: str(value) for key, value in found.items()}


def check(fields: Mapping[str, str]) -> None:
    """ApiError 47003, naming the field, for a value that its kind does not allow: `thing1` at most 20 characters."""
    for key, value in fields.items():
        kind = _KEY.fullmatch(key)
        limit = _LIMITS.get(kind[1]) if kind else None
        if limit is None or not limit.fullmatch(value):
            raise ApiError(BAD_FIELD, f"{key}.value is invalid")
