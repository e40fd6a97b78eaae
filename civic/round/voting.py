"""Round 轮次, voting: who may, what makes a ballot, and that a ballot stands beside no name (budget.md, secret)."""

import hmac
import secrets
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from civic.errors import Refusal
from civic.round.view import ProjectView, RoundView, current, projects, view
from storage import ballot
from storage import round as rounds
from storage.round import RoundState
from storage.tx import AnyRow, Tx

RECEIPT_LENGTH = 8
RECEIPT_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another: 0 O, 1 I L


@dataclass(frozen=True, slots=True)
class Booth:
    """What somebody on the roll finds when they come to vote. `voted_on`: the day of the ballot that stands."""

    round: RoundView
    projects: Sequence[ProjectView]
    voted_on: date | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A ballot was cast. `code` is told to the voter and to nobody else; `replaced`: an earlier one is gone."""

    code: str
    replaced: bool


def booth(tx: Tx, resident_id: int, round_id: int, now: datetime) -> Booth:
    """Everything needed to vote. Refused: `round_not_found`, `round_not_open`, `round_over`, `not_on_roll`."""
    row = rounds.get(tx, round_id)
    voted_on = _admit(tx, row, resident_id, now)
    return Booth(view(row), projects(tx, round_id), voted_on)


def open_booth(tx: Tx, resident_id: int, now: datetime) -> Booth | None:
    """The vote that is open now, for somebody on its roll; None for everybody else."""
    found = current(tx, now)
    try:
        return booth(tx, resident_id, found.number, now) if found else None
    except Refusal:
        return None


def cast(tx: Tx, resident_id: int, round_id: int, picks: Sequence[int], now: datetime) -> Receipt:
    """Cast a ballot in place of the resident's earlier one. The roll keeps the day of `now`, in its own zone.

    Refused, and nothing is written: as `booth`, and as `check_picks`.
    """
    tx.hold(f"ballot:{round_id}:{resident_id}")
    row = rounds.get_kept(tx, round_id)
    voted_on = _admit(tx, row, resident_id, now)
    assert row  # noqa: S101  # nobody is admitted to a round that there is not
    check_picks(picks, [each.number for each in projects(tx, round_id)], row.max_picks)
    code = "".join(secrets.choice(RECEIPT_SIGNS) for _ in range(RECEIPT_LENGTH))
    ballot.put(tx, round_id, _pseudonym(row.key, resident_id), sorted(picks), code)
    ballot.mark(tx, round_id, resident_id, now.date())
    return Receipt(code, replaced=voted_on is not None)


def withdraw(tx: Tx, resident_id: int, round_id: int, now: datetime) -> None:
    """Take the ballot back; another may be cast. Refused: as `booth`, and `not_voted`."""
    tx.hold(f"ballot:{round_id}:{resident_id}")
    row = rounds.get_kept(tx, round_id)
    _admit(tx, row, resident_id, now)
    assert row  # noqa: S101  # nobody is admitted to a round that there is not
    if not ballot.remove(tx, round_id, _pseudonym(row.key, resident_id)):
        raise Refusal("not_voted")
    ballot.mark(tx, round_id, resident_id, None)


def check_picks(picks: Sequence[int], items: Collection[int], max_picks: int) -> None:
    """Is this a ballot? Pure. Refused as a whole: `no_picks`, `unknown_numbers`, `picked_twice`, `too_many_picks`."""
    if not picks:
        raise Refusal("no_picks", {"most": max_picks})
    if unknown := [pick for pick in picks if pick not in items]:
        raise Refusal("unknown_numbers", {"numbers": _listed(unknown), "last": max(items)})
    if twice := [pick for pick, times in Counter(picks).items() if times > 1]:
        raise Refusal("picked_twice", {"numbers": _listed(twice)})
    if len(picks) > max_picks:
        raise Refusal("too_many_picks", {"most": max_picks, "picked": len(picks)})


def check_receipt(tx: Tx, round_id: int, code: str) -> bool:
    """Is a ballot with this receipt among those that count? What it says is not told: a code can be shown around."""
    return ballot.has_receipt(tx, round_id, code.upper())


def _admit(tx: Tx, row: AnyRow | None, resident_id: int, now: datetime) -> date | None:
    """The day on which they voted, None: not yet."""
    if row is None or row.state == RoundState.DRAFT:
        raise Refusal("round_not_found")
    if row.state == RoundState.CLOSED or now >= row.closes_at:
        raise Refusal("round_over", {"title": row.title})
    if row.state == RoundState.SCHEDULED:
        raise Refusal("round_not_open", {"title": row.title})
    entry = ballot.entry(tx, row.id, resident_id)
    if entry is None:
        raise Refusal("not_on_roll", {"title": row.title, "who": view(row).who, "size": row.roll_size})
    voted_on: date | None = entry.voted_on
    return voted_on


def _pseudonym(key: str, resident_id: int) -> str:
    """HMAC-SHA256(round key, voter); once the key is destroyed nobody can say whose it is."""
    return hmac.digest(bytes.fromhex(key), str(resident_id).encode(), "sha256").hex()


def _listed(numbers: Sequence[int]) -> str:
    return "、".join(map(str, numbers))
