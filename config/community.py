"""The community's own facts (community.toml): names, phones, hours, estates, categories, menus; frozen and typed."""

import re
import tomllib
from collections.abc import Mapping
from datetime import time as day_time
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from config.errors import CommunityError

OTHER = "其他"


def _at_most_bytes(limit: int) -> AfterValidator:
    def check(name: str) -> str:
        if len(name.encode()) > limit:
            raise ValueError(f"expected at most {limit} bytes of UTF-8, a Chinese character is 3")
        return name

    return AfterValidator(check)


def _time_of_day(value: object) -> day_time:
    if isinstance(value, day_time) and value.tzinfo is None:
        return value
    if isinstance(value, str) and re.fullmatch("([01][0-9]|2[0-3]):[0-5][0-9]", value):
        return day_time.fromisoformat(value)
    raise ValueError('expected a time of day in quotation marks, such as "19:00"')


Text = Annotated[str, Field(min_length=1, max_length=60)]
Hours = Annotated[int, Field(ge=1, le=24 * 365)]


class _Facts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Phone(_Facts):
    """A line people can call: how it is called, and its number as it is dialled."""

    text: Text
    number: Annotated[str, Field(pattern=r"^\+?[0-9][0-9 -]{1,18}[0-9]$")]


class Phones(_Facts):
    """The local lines; a wrong one costs lives, so none has a default."""

    hotline: Phone
    property_night: Phone
    gas: Phone
    lift: Phone
    grid: Phone


class OfficeHours(_Facts):
    """When the counter is open, and who answers when it is not: two halves of one sentence."""

    office: Text
    after: Text


class Chat(_Facts):
    """How the conversation behaves; a reply's limit is in characters."""

    elder_limit: Annotated[int, Field(ge=60, le=600)] = 120
    human_silence_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 30
    dialog_hours: Annotated[int, Field(ge=1, le=24 * 14)] = 24

    @property
    def human_silence(self) -> timedelta:
        """So long after the last word of either, the bot takes over again."""
        return timedelta(minutes=self.human_silence_minutes)

    @property
    def dialog_life(self) -> timedelta:
        """How long a half-filled form is kept."""
        return timedelta(hours=self.dialog_hours)


class TalkDay(_Facts):
    """恳谈日: the day of the month (28 at most, so that every month has one), the local time of day, the place."""

    day: Annotated[int, Field(ge=1, le=28)] = 10
    time: Annotated[day_time, BeforeValidator(_time_of_day)] = day_time(19, 0)
    place: Text


class Estate(_Facts):
    """A 小区; former names stay as aliases, because estates merge and addresses do not."""

    name: Text
    aliases: tuple[Text, ...] = ()
    buildings: tuple[Text, ...] = ()


class Tariff(_Facts):
    """What one kind of fee costs a month, in yuan for one ㎡, space or home; `estates` empty: everywhere."""

    kind: Text
    price: Annotated[Decimal, Field(gt=0, max_digits=9, decimal_places=4)]
    unit: Annotated[str, Field(pattern=r"^元/[^·/\s]{1,6}·月$")]
    estates: tuple[Text, ...] = ()

    @property
    def per(self) -> str:
        """What is counted: ㎡ of 元/㎡·月."""
        return self.unit.removeprefix("元/").removesuffix("·月")


class Category(_Facts):
    """How soon cases of this kind are to be closed, in hours: usually, and when urgent."""

    deadline_hours: Hours = 7 * 24
    urgent_hours: Hours = 2

    def deadline(self, *, urgent: bool) -> timedelta:
        """The time allowed for a case from its receipt."""
        return timedelta(hours=self.urgent_hours if urgent else self.deadline_hours)


class MenuLine(_Facts):
    """A line of the chat menu; 0, 8 and 9 are 主菜单, 更多 and 人工."""

    digit: Annotated[int, Field(ge=1, le=7)]
    label: Text
    command: Text


class MenuButton(_Facts):
    """A second-level button of the account's menu; its key is the word it stands for."""

    name: Annotated[str, Field(min_length=1), _at_most_bytes(60)]
    command: Text


class MenuColumn(_Facts):
    """A first-level button with its column."""

    name: Annotated[str, Field(min_length=1), _at_most_bytes(16)]
    buttons: Annotated[tuple[MenuButton, ...], Field(min_length=1, max_length=5)]


class Community(_Facts):
    """Everything about one community that no other community shares."""

    name: Text
    timezone: ZoneInfo
    phones: Phones
    hours: OfficeHours
    chat: Chat
    talk: TalkDay
    estates: Annotated[tuple[Estate, ...], Field(min_length=1)]
    categories: Mapping[str, Category]
    tariffs: tuple[Tariff, ...] = ()
    menu: Annotated[tuple[MenuLine, ...], Field(min_length=1, max_length=6)]
    account_menu: Annotated[tuple[MenuColumn, ...], Field(max_length=3)]
    wording: Mapping[str, str] = {}

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if OTHER not in self.categories:
            raise ValueError(f"categories: expected one named {OTHER}, for what fits nowhere else")
        if len({line.digit for line in self.menu}) < len(self.menu):
            raise ValueError("menu: expected every digit once")
        names = self.estate_names
        if len(set(names)) < len(names):
            raise ValueError("estates: expected every name and alias once")
        charged = [(tariff.kind, estate) for tariff in self.tariffs for estate in tariff.estates or ("",)]
        if unknown := {estate for _, estate in charged if estate} - {estate.name for estate in self.estates}:
            raise ValueError(f"tariffs: expected the names of estates, not {'、'.join(sorted(unknown))}")
        if len(set(charged)) < len(charged):
            raise ValueError("tariffs: expected every kind once for an estate")
        return self

    @property
    def estate_names(self) -> tuple[str, ...]:
        """Every name and alias people may use for an estate."""
        return tuple(name for estate in self.estates for name in (estate.name, *estate.aliases))

    @property
    def facts(self) -> Mapping[str, str]:
        """What any sentence may mention: the community's name, phone numbers, hours and chat menu."""
        return {
            "community": self.name,
            "hotline": self.phones.hotline.number,
            "property_phone": self.phones.property_night.number,
            "gas_phone": self.phones.gas.number,
            "lift_phone": self.phones.lift.number,
            "grid_phone": self.phones.grid.number,
            "office_hours": self.hours.office,
            "after_hours": self.hours.after,
            "menu_lines": "\n".join(f"{line.digit} {line.label}" for line in self.menu),
        }

    @property
    def platform_menu(self) -> Mapping[str, object]:
        """The account's menu as the platform takes it; every button is a word that is said by tapping."""
        return {
            "button": [
                {
                    "name": column.name,
                    "sub_button": [
                        {"type": "click", "name": button.name, "key": button.command} for button in column.buttons
                    ],
                }
                for column in self.account_menu
            ]
        }

    def estate(self, name: str) -> Estate | None:
        """The estate people call so, by its name or a former one."""
        return next((estate for estate in self.estates if name in (estate.name, *estate.aliases)), None)

    def tariff(self, kind: str, estate: str) -> Tariff | None:
        """What a kind of fee costs in an estate: its own tariff goes before the one for everywhere."""
        of_kind = [tariff for tariff in self.tariffs if tariff.kind == kind and estate in (tariff.estates or (estate,))]
        return min(of_kind, key=lambda tariff: not tariff.estates, default=None)

    def category(self, name: str) -> Category:
        """The rules for this kind of case; 其他 for a kind that this community does not list."""
        return self.categories.get(name, self.categories[OTHER])


def load_community(path: Path) -> Community:
    """Read `path`; CommunityError names each key that is wrong and what was expected."""
    try:
        return Community.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CommunityError([f"{path}: expected a readable TOML file: {error}"]) from None
    except ValidationError as error:
        raise CommunityError(f"{path}: {_problem(fault)}" for fault in error.errors(include_url=False)) from None


def _problem(fault: ErrorDetails) -> str:
    key = ".".join(str(part) for part in fault["loc"])
    why = "no such key" if fault["type"] == "extra_forbidden" else fault["msg"].removeprefix("Value error, ")
    return f"{key}: {why}" if key else why
