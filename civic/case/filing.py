"""Case 诉求, by its resident: filed, added to, taken back."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from civic.case.looking import of_resident
from civic.case.telling import tell_taker_of_withdrawal, tell_workers
from civic.case.views import CaseView, for_resident
from civic.case.whereabouts import with_added
from civic.errors import Refusal
from civic.place import Place
from civic.place import say as say_place
from storage import audit
from storage import case as cases
from storage.case import CaseState, EventKind
from storage.tx import Tx

JOINS_WITHIN = timedelta(days=3)  # a picture or addition belongs to the newest open case that changed so recently

MediaKind = Literal["photo", "voice"]


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or recording on the platform."""

    kind: MediaKind
    media_id: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a resident brings: what, where, and pictures."""

    category: str
    text: str
    place: Place | None = None
    media: tuple[Media, ...] = ()
    is_voice: bool = False


def file(tx: Tx, resident_id: int, report: Report, deadline: timedelta, now: datetime) -> CaseView:
    """Register a case; it is due after `deadline`. Nobody needs to be bound to a home for this (PIPL 16)."""
    place = report.place or Place(None, None, None, None, "")
    number = cases.add(
        tx,
        {
            "resident_id": resident_id,
            "category": report.category,
            "text": report.text,
            "estate": place.estate,
            "building": place.building,
            "unit": place.unit,
            "room": place.room,
            "spot": place.detail,
            "is_voice": report.is_voice,
            "state": CaseState.FILED,
            "filed_at": now,
            "due_at": now + deadline,
            "changed_at": now,
        },
    )
    cases.add_event(tx, number, EventKind.FILED, actor=_resident(resident_id), at=now)
    for media in report.media:
        _attach(tx, number, resident_id, media, now)
    tell_workers(tx, cases.get(tx, number), now)
    return CaseView(number, report.category, report.text, report.place, CaseState.FILED, now, now + deadline)


def supplement(tx: Tx, resident_id: int, number: int, text: str, now: datetime) -> CaseView:
    """Add words to an open case of the resident's. Refused: `not_found`, `not_yours`, `closed`."""
    found = _open_of(tx, resident_id, number)
    cases.add_event(tx, number, EventKind.SUPPLEMENT, actor=_resident(resident_id), at=now, text=text)
    return found


def locate(tx: Tx, resident_id: int, number: int, place: Place, now: datetime) -> CaseView:
    """Say where: it fills what is missing, and what does not fit stands beside it. Refused as `supplement`."""
    found = _open_of(tx, resident_id, number)
    told = say_place(place, exactly=True)
    cases.add_event(tx, number, EventKind.LOCATION, actor=_resident(resident_id), at=now, text=told)
    return _placed(tx, found, place, now)


def tell(tx: Tx, resident_id: int, number: int, report: Report, deadline: timedelta, now: datetime) -> CaseView:
    """Say what a case is about that began as a recording without words. Refused as `supplement`."""
    tx.hold(f"case:{number}")
    found = _open_of(tx, resident_id, number)
    cases.tell(tx, number, report.category, report.text, now + deadline)
    cases.add_event(tx, number, EventKind.SUPPLEMENT, actor=_resident(resident_id), at=now, text=report.text)
    told = replace(found, category=report.category, text=report.text, due_at=now + deadline)
    return _placed(tx, told, report.place, now) if report.place else told


def untold(tx: Tx, resident_id: int, now: datetime) -> CaseView | None:
    """The case whose matter the resident has yet to say: a recording without words that nobody has taken yet."""
    view = present(tx, resident_id, now)
    return view if view and view.is_untold and view.state is CaseState.FILED else None


def _placed(tx: Tx, found: CaseView, place: Place, now: datetime) -> CaseView:
    number, known = found.number, with_added(found.place, place)
    if known == found.place:
        return found
    cases.set_place(tx, number, known.estate, known.building, known.unit, known.room, known.detail)
    if known.estate and not (found.place and found.place.estate):
        tell_workers(tx, cases.get(tx, number), now)  # those it is nearer to; nobody hears of it twice
    return replace(found, place=known)


def attach(tx: Tx, resident_id: int, number: int, media: Media, now: datetime) -> CaseView:
    """Join a picture or recording to an open case of the resident's. Refused as `supplement`."""
    found = _open_of(tx, resident_id, number)
    _attach(tx, number, resident_id, media, now)
    return found


def withdraw(tx: Tx, resident_id: int, number: int, was_asked_to: bool | None, now: datetime) -> CaseView:
    """The resident takes a case back.

    Whether somebody asked them to is written where only the auditor reads it (domain.md, E10); None: not said.
    Refused for other people's cases (`not_yours`), for closed ones (`closed`) and unknown ones (`not_found`).
    """
    tx.hold(f"case:{number}")
    found = of_resident(tx, resident_id, number)
    if not found.is_open or not cases.move(tx, number, found.state, CaseState.WITHDRAWN, now):
        raise Refusal("closed")
    event = cases.add_event(tx, number, EventKind.WITHDRAWN, actor=_resident(resident_id), at=now)
    tell_taker_of_withdrawal(tx, cases.get(tx, number), event, now)
    audit.record(
        tx,
        at=now,
        actor=_resident(resident_id),
        action="case.withdraw",
        subject=f"case:{number}",
        before={"state": found.state},
        after={"state": CaseState.WITHDRAWN},
        why={True: "asked to withdraw", False: "own wish", None: "not said"}[was_asked_to],
    )
    return found


def present(tx: Tx, resident_id: int, now: datetime) -> CaseView | None:
    """The open case that a picture without a word belongs to: the newest, if it changed in the last days."""
    row = cases.newest_open(tx, resident_id)
    return for_resident(row) if row and now - row.changed_at <= JOINS_WITHIN else None


def _open_of(tx: Tx, resident_id: int, number: int) -> CaseView:
    found = of_resident(tx, resident_id, number)
    if not found.is_open:
        raise Refusal("closed")
    return found


def _attach(tx: Tx, number: int, resident_id: int, media: Media, now: datetime) -> None:
    cases.add_event(
        tx, number, EventKind(media.kind), actor=_resident(resident_id), at=now, media_id=media.media_id, url=media.url
    )


def _resident(resident_id: int) -> str:
    return f"resident:{resident_id}"
