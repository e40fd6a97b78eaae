"""Fee 费用: what a home was charged and what was paid, for those who belong to it; nobody is ever listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from civic import case, household
from civic.case import CaseView, Report
from civic.errors import Refusal
from civic.household import Home
from civic.money import line_amount
from civic.period import Period, read_period
from civic.place import Place
from config.community import Community
from storage import fee
from storage.tx import Tx

PROPERTY = "物业费"  # what is meant where no kind is named
DISPUTED = "物业服务"  # the category of a case about a bill


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a bill; `amount` in fen."""

    kind: str
    period: Period
    price: Decimal | None
    quantity: Decimal | None
    amount: int
    due_on: date

    @property
    def formula(self) -> tuple[Decimal, Decimal, int] | None:
        """Unit price, quantity and months, where they do give the amount; None where it was billed otherwise."""
        if self.price is None or self.quantity is None:
            return None
        agrees = line_amount(self.price, self.quantity, self.period.months) == self.amount
        return (self.price, self.quantity, self.period.months) if agrees else None


@dataclass(frozen=True, slots=True)
class Receipt:
    """One payment; `amount` in fen."""

    amount: int
    paid_on: date
    number: str


@dataclass(frozen=True, slots=True)
class Balance:
    """One kind of fee of a home; sums in fen."""

    kind: str
    charged: int = 0
    paid: int = 0
    newest: Line | None = None
    last: Receipt | None = None

    @property
    def due(self) -> int:
        """Charged and not paid; below zero: more was paid than charged. Never a penalty (domain.md 3.6)."""
        return self.charged - self.paid


@dataclass(frozen=True, slots=True)
class Statement:
    """What one home was charged and paid, by kind; the kind that was asked for comes first."""

    home: Home
    balances: tuple[Balance, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A doubt about a bill: the case it became, and the line it is most likely about, if any home is known."""

    case: CaseView
    home: Home | None
    line: Line | None


def statement(tx: Tx, resident_id: int, household_id: int, kind: str = PROPERTY) -> Statement:
    """One home's account, for those who belong to it now. Refused: `not_your_home`."""
    home = household.demand_member(tx, resident_id, household_id)
    charges, payments = fee.charges_of(tx, household_id), fee.payments_of(tx, household_id)
    kinds = dict.fromkeys((kind, *sorted({row.kind for row in (*charges, *payments)})))
    return Statement(home, tuple(_balance(each, charges, payments) for each in kinds))


def statements(tx: Tx, resident_id: int, kind: str, place: Place | None, community: Community) -> Sequence[Statement]:
    """The accounts of somebody's homes, of one of them where a home is named; none for somebody who is not bound.

    Refused: `not_your_home` where the home that is named is none of theirs.
    """
    homes = household.homes_of(tx, resident_id)
    if place is not None and place.building and place.room:
        homes = [home for home in homes if home.address.fits(place, community)]
        if not homes:
            raise Refusal("not_your_home")
    return [statement(tx, resident_id, home.number, kind) for home in homes]


def dispute(tx: Tx, resident_id: int, text: str, community: Community, now: datetime) -> Dispute:
    """A doubt about a bill becomes a case in the resident's words; nobody needs to be bound for it (PIPL 16)."""
    homes = household.homes_of(tx, resident_id)
    home = homes[0] if len(homes) == 1 else None
    filed = case.file(tx, resident_id, Report(DISPUTED, text, _place(home)), _deadline(community), now)
    if home is None:
        return Dispute(filed, None, None)
    kinds = statement(tx, resident_id, home.number).balances
    named = next((each for each in kinds if each.kind in text), kinds[0])
    return Dispute(filed, home, named.newest)


def _balance(kind: str, charges: Sequence[Any], payments: Sequence[Any]) -> Balance:
    billed = [row for row in charges if row.kind == kind]
    received = [row for row in payments if row.kind == kind]
    return Balance(
        kind,
        charged=sum(row.amount for row in billed),
        paid=sum(row.amount for row in received),
        newest=max(map(_line, billed), key=lambda line: (line.period.last, line.due_on), default=None),
        last=max(map(_receipt, received), key=lambda receipt: receipt.paid_on, default=None),
    )


def _line(row: Any) -> Line:
    period = read_period(row.period)
    if period is None:
        raise ValueError("a stored period is none")
    return Line(row.kind, period, row.unit_price, row.quantity, row.amount, row.due_on)


def _receipt(row: Any) -> Receipt:
    return Receipt(row.amount, row.paid_on, row.receipt)


def _deadline(community: Community) -> timedelta:
    return community.category(DISPUTED).deadline(urgent=False)


def _place(home: Home | None) -> Place | None:
    if home is None:
        return None
    estate, building, unit, room = home.address
    return Place(estate, building, unit or None, room, "")
