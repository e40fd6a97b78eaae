"""What the database holds after a kill, set beside what the platform was told."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from sqlalchemy import case, select

from storage.base import core
from storage.case import Case
from storage.engine import open_engine
from storage.inbox import Inbox, InboxState, ReplyRoute
from storage.outbox import Outbox
from storage.resident import Resident
from storage.tx import AnyRow, Tx
from tests.durability.post import Mail

T = TypeVar("T")

_inbox, _resident, _case, _outbox = core(Inbox), core(Resident), core(Case), core(Outbox)
# Whether a reply went to the first delivery or to a later one is no difference here.
_route = case((_inbox.c.route == ReplyRoute.FETCHED, ReplyRoute.PASSIVE), else_=_inbox.c.route).label("route")
_letters = select(_inbox.c.sender, _inbox.c.key, _inbox.c.state, _route, _inbox.c.reply).order_by(_inbox.c.key)
_residents = select(_resident.c.openid)
_cases = select(_resident.c.openid, _case.c.id).join_from(_case, _resident, _case.c.resident_id == _resident.c.id)
_late = select(_outbox.c.dedup_key)


class Stored(NamedTuple):
    """Everything that a message leaves, as it is now."""

    letters: Sequence[AnyRow]
    residents: list[str]
    cases: Sequence[AnyRow]
    late: list[str]

    @classmethod
    def read(cls, url: str) -> "Stored":
        """Look with a connection of our own."""
        return _outside(
            url,
            lambda tx: cls(
                tx.execute(_letters).all(),
                list(tx.execute(_residents).scalars()),
                tx.execute(_cases).all(),
                list(tx.execute(_late).scalars()),
            ),
        )

    def holds(self, acknowledged: Sequence[Mail]) -> None:
        """Every message that was answered 200 is here with its effect, and nothing is here twice."""
        letters, cases = {row.sender: row for row in self.letters}, {row.openid: row.id for row in self.cases}
        assert len(letters) == len(self.letters), "a message is in the inbox twice"
        assert len(cases) == len(self.cases), "a complaint was filed twice"
        assert len(set(self.residents)) == len(self.residents)
        assert [mail.sender for mail in acknowledged if mail.sender not in letters] == []
        late = set(self.late)
        for mail in acknowledged:
            _agrees(mail, letters[mail.sender], cases.get(mail.sender), late)


def _agrees(mail: Mail, letter: AnyRow, number: int | None, late: set[str]) -> None:
    """One message: all its answers were the same, and they are what is stored."""
    answer = mail.answers[0]
    assert set(mail.answers) == {answer}
    if letter.state == InboxState.ACCEPTED:
        assert answer == "", "an answer needs a turn"
        return
    assert letter.state == InboxState.DONE
    assert answer == (letter.reply if letter.route == ReplyRoute.PASSIVE else "")
    assert (f"reply:{letter.key}" in late) == (letter.route == ReplyRoute.OUTBOX)
    assert (number is not None) == (mail.kind == "complaint")
    assert number is None or str(number) in letter.reply


def _outside(url: str, query: Callable[[Tx], T]) -> T:
    engine = open_engine(url, writes=False)
    with engine.connect() as connection:
        found = query(Tx(connection))
    engine.dispose()
    return found
