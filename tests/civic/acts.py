"""What may be done with a case, who may do it, and what became of it: shared by the tests of its rules."""

from collections.abc import Callable

from civic import case
from civic.errors import Refusal
from storage.base import core
from storage.outbox import Outbox
from storage.tx import Tx
from tests.civic.conftest import People
from tests.town import NOON

Act = Callable[[Tx, People, str, int], object]

ACTS: dict[str, Act] = {
    "take": lambda tx, people, who, number: case.take(tx, people.actor(who), number, NOON),
    "close": lambda tx, people, who, number: case.close(tx, people.actor(who), number, "换了灯泡", NOON),
    "pass_on": lambda tx, people, who, number: case.pass_on(tx, people.actor(who), number, "归供电公司管", NOON),
    "see": lambda tx, people, who, number: case.staff_view(tx, people.actor(who), number, NOON),
}
HANDLERS = {"worker", "colleague", "worker everywhere", "staff", "console staff"}


def refusal(act: Act, tx: Tx, people: People, who: str, number: int) -> str:
    """Why not; "" where it was done."""
    try:
        act(tx, people, who, number)
    except Refusal as no:
        return no.code
    return ""


def told(tx: Tx, people: People) -> list[tuple[str, str]]:
    """Who is told what, in the order in which it was put in."""
    table = core(Outbox)
    rows = tx.execute(table.select().order_by(table.c.id)).all()
    return [(people.named(row.recipient_id), row.template) for row in rows]
