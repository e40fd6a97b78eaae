"""Case 诉求, the form: what it asks for, and what is known so far."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from bot.dialog import Dialog, Form
from civic.case import Media, MediaKind
from civic.place import Place
from civic.place import say as say_place
from config.community import OTHER

# What the guided form lists, in the words of `case_choice`: the eight kinds that come most often, and the rest.
CHOICES: Mapping[int, str] = {
    1: "公共照明",
    2: "排水管网",
    3: "环境卫生",
    4: "电梯",
    5: "水电气暖",
    6: "停车秩序",
    7: "噪音扰民",
    8: "治安安防",
    9: OTHER,
}


class Ask(StrEnum):
    """The form's steps."""

    WHAT = "what"
    WHERE = "where"
    BUILDING = "building"  # the one that was told is in no list


class Attached(Form):
    """A picture or recording that was sent before the case has its number."""

    kind: MediaKind
    media_id: str
    url: str = ""


class Matter(BaseModel):
    """What else was told in the same breath: a case of its own."""

    model_config = ConfigDict(frozen=True)

    category: str
    text: str
    place: Place | None = None


class CaseForm(Form):
    """What is known so far; empty: not yet."""

    category: str = ""
    text: str = ""  # the resident's words; where only a digit was chosen, the category
    place: Place | None = None
    media: tuple[Attached, ...] = ()
    also: Matter | None = None  # it has the same place, unless it was told one of its own

    def holding(self, media: Media) -> "CaseForm":
        """The same with one more picture or recording."""
        return self.filled(media=(*self.media, Attached(kind=media.kind, media_id=media.media_id, url=media.url)))

    @property
    def where(self) -> str:
        """The place as far as it is known, in words."""
        return say_place(self.place) if self.place else ""

    @property
    def is_only_chosen(self) -> bool:
        """Was nothing said of the matter but a digit of the list?"""
        return self.text == self.category


dialog: Dialog[CaseForm] = Dialog("case", CaseForm)
