"""Case 诉求, as it is looked at: by its resident, and by those who see to it, who are not told whose it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civic.place import Place
from civic.place import say as say_place
from storage.case import OPEN_STATES, CaseState, EventKind

REPORTER = "reporter"


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case as its resident may see it."""

    number: int
    category: str
    text: str
    place: Place | None
    state: CaseState
    filed_at: datetime
    due_at: datetime
    answer: str = ""

    @property
    def is_open(self) -> bool:
        """Is it still being seen to?"""
        return self.state in OPEN_STATES

    @property
    def is_untold(self) -> bool:
        """Did it begin as a recording, and has nobody said in words what it is about?"""
        return not self.text

    @property
    def where(self) -> str:
        """The place in words; "" where none was told."""
        return say_place(self.place) if self.place else ""


@dataclass(frozen=True, slots=True)
class EventView:
    """One thing that happened; `by` is `reporter` for the case's own resident, else resident:12, staff:3, system."""

    kind: EventKind
    at: datetime
    by: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class StaffCaseView(CaseView):
    """A case as those who handle it see it: everything but whose it is (domain.md, E15)."""

    estate: str = ""
    is_voice: bool = False
    taken_by: str = ""  # resident:12, staff:3; "" nobody
    changed_at: datetime | None = None
    is_late: bool | None = None  # None: it was listed, not looked at
    history: tuple[EventView, ...] = ()  # oldest first; empty in a list

    @property
    def where(self) -> str:
        """The place in words, with the coordinates that were picked on a map."""
        return say_place(self.place, exactly=True) if self.place else ""

    @property
    def photos(self) -> int:
        """How many pictures came with it, as far as its history is here."""
        return sum(event.kind is EventKind.PHOTO for event in self.history)


def for_resident(row: Any) -> CaseView:
    """What its resident sees."""
    return CaseView(
        row.id, row.category, row.text, place_of(row), CaseState(row.state), row.filed_at, row.due_at, row.answer
    )


def for_staff(row: Any, events: Iterable[Any] = (), now: datetime | None = None) -> StaffCaseView:
    """What those who handle it see; `now` tells whether it is late."""
    return StaffCaseView(
        row.id,
        row.category,
        row.text,
        place_of(row),
        CaseState(row.state),
        row.filed_at,
        row.due_at,
        row.answer,
        row.estate or "",
        row.is_voice,
        row.taken_by,
        row.changed_at,
        None if now is None else row.state in OPEN_STATES and row.due_at < now,
        tuple(_event(row, event) for event in events),
    )


def place_of(row: Any) -> Place | None:
    """Where a case is, None where nothing was told."""
    place = Place(row.estate, row.building, row.unit, row.room, row.spot)
    return place if any((row.estate, row.building, row.unit, row.room, row.spot)) else None


def _event(row: Any, event: Any) -> EventView:
    by = REPORTER if row.resident_id and event.actor == f"resident:{row.resident_id}" else event.actor
    return EventView(EventKind(event.kind), event.at, by, event.text, event.url)
