"""Case 诉求, who is told what: rows for the outbox. Nobody who handles a case is told whose it is (domain.md, E15)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from civic.case.views import place_of
from civic.place import say as say_place
from civic.rights import HANDLES_CASES
from storage import household, outbox, post
from storage.outbox import Purpose
from storage.post import Role
from storage.tx import Tx


def tell_workers(tx: Tx, row: Any, now: datetime) -> None:
    """The grid workers whose post reaches it hear of a new case, each once, and never who filed it.

    Where no estate was told it is the reporter's home that counts, if they have one; if that finds nobody either,
    every grid worker is told rather than none.
    """
    workers = post.holders(tx, Role.GRID_WORKER)
    if not workers:
        return
    estates = {row.estate} if row.estate else household.estates_of(tx, row.resident_id)
    told = _reaching(workers, estates) or ([] if row.estate else [worker.resident_id for worker in workers])
    place = place_of(row)
    facts = {"number": row.id, "category": row.category}
    if place:
        facts["where"] = say_place(place, exactly=True)
    template = "case.new_for_worker" if place else "case.new_for_worker_nowhere"
    _tell_all(tx, told, row, template, facts, f"case.new:{row.id}", now)


def tell_of_passing_on(tx: Tx, row: Any, by: int | None, event: int, now: datetime) -> None:
    """Those who could take it instead hear that it is free again; the committee hears too. Why stands in the case."""
    facts = {"number": row.id, "category": row.category}
    estates = {row.estate} if row.estate else set[str]()
    handlers = [holder for role in sorted(HANDLES_CASES) for holder in post.holders(tx, role)]
    could = [one for one in _reaching(handlers, estates, anywhere=not row.estate) if one != by]
    board = [one for one in _reaching(post.holders(tx, Role.COMMITTEE), estates, anywhere=not row.estate) if one != by]
    occasion = f"case.passed_on:{row.id}:{event}"
    _tell_all(tx, could, row, "case.passed_on_for_worker", facts, occasion, now)
    _tell_all(tx, board, row, "case.passed_on_for_committee", facts, occasion, now)


def tell_reporter(tx: Tx, row: Any, template: str, event: int, by: int | None, now: datetime, **more: object) -> None:
    """The resident whose case it is hears what became of it; not where they did it themselves."""
    if row.resident_id is None or row.resident_id == by:
        return
    facts = {"number": row.id, "category": row.category, **more}
    key, subject = f"case.told:{row.id}:{event}", f"case:{row.id}"
    outbox.put(tx, Purpose.SERVICE, row.resident_id, template, facts, dedup_key=key, now=now, subject=subject)


def tell_taker_of_withdrawal(tx: Tx, row: Any, event: int, now: datetime) -> None:
    """Whoever took it in the chat need not go there any more."""
    kind, _, number = row.taken_by.partition(":")
    if kind != "resident" or int(number) == row.resident_id:
        return
    facts = {"number": row.id, "category": row.category}
    key, subject = f"case.withdrawn:{row.id}:{event}", f"case:{row.id}"
    outbox.put(
        tx,
        Purpose.SERVICE,
        int(number),
        "case.withdrawn_for_worker",
        facts,
        dedup_key=key,
        now=now,
        subject=subject,
    )


def _reaching(holders: Iterable[Any], estates: Iterable[str], *, anywhere: bool = False) -> list[int]:
    """Whose posts are for one of these estates, or for the whole community."""
    wanted = {"", *estates}
    return [holder.resident_id for holder in holders if anywhere or holder.scope in wanted]


def _tell_all(
    tx: Tx,
    residents: Sequence[int],
    row: Any,
    template: str,
    facts: dict[str, object],
    occasion: str,
    now: datetime,
) -> None:
    told = sorted(set(residents) - {row.resident_id})
    if told:
        subject = f"case:{row.id}"
        outbox.put_all(tx, Purpose.SERVICE, told, template, facts, occasion=occasion, now=now, subject=subject)
