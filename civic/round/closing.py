"""Round 轮次, by the clock: opening with its roll, closing with its count, telling those on the roll exactly once."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from civic import secrecy
from civic.rights import SYSTEM
from civic.round.rules import LEAST_VOTES
from civic.round.view import projects, view
from civic.tally import top
from storage import audit, ballot, outbox
from storage import round as rounds
from storage.outbox import Purpose
from storage.round import Electorate, RoundState
from storage.tx import AnyRow, Tx

KEY_BYTES = 32
CHUNK = 500  # recipients in one transaction


class Advanced(NamedTuple):
    """What was done; `more`: there is more to do at once."""

    more: bool
    did: str


def due(tx: Tx, since: datetime, until: datetime) -> Sequence[datetime]:
    """The instants after `since` and up to `until` at which a round opens or closes, as far as it is not done."""
    return sorted({instant for instant in rounds.instants(tx) if since < instant <= until})


def advance(tx: Tx, now: datetime) -> Advanced:
    """Do the next thing that is due by `now`: open, close, or tell some hundreds of people; however often it is run."""
    found = rounds.due(tx, now)
    if found is None:
        return Advanced(False, "nothing")
    tx.hold(f"round:{found.id}")
    row = rounds.get(tx, found.id)
    assert row  # noqa: S101  # rounds are never deleted
    match row.state:
        case RoundState.SCHEDULED:
            return _open(tx, row, now)
        case RoundState.OPEN:
            return _close(tx, row, now)
    return _announce(tx, row, now)


def _open(tx: Tx, row: AnyRow, now: datetime) -> Advanced:
    """The roll is fixed, and the key of the pseudonyms made."""
    roll_size = ballot.fill_roll(tx, row.id, Electorate(row.electorate))
    opened = {"state": RoundState.OPEN, "roll_size": roll_size, "key": secrets.token_hex(KEY_BYTES)}
    rounds.change(tx, row.id, RoundState.SCHEDULED, opened)
    _record(tx, "round.open", row, {"state": RoundState.OPEN, "roll_size": roll_size}, now)
    return Advanced(True, f"round {row.id} opened, {roll_size} on the roll")


def _close(tx: Tx, row: AnyRow, now: datetime) -> Advanced:
    """No ballot is cast any more; count, and destroy what could link a ballot to a voter."""
    rounds.change(tx, row.id, RoundState.OPEN, {"state": RoundState.CLOSED, "key": ""})
    turnout = ballot.turnout(tx, row.id)
    order = [each.number for each in projects(tx, row.id)]
    outcome = top(ballot.picks(tx, row.id), order, row.winners, LEAST_VOTES)
    result = {
        "rule": row.rule,
        "winners": list(outcome.winners),
        "votes": {str(number): votes for number, votes in outcome.votes.items()},
        "gaps": {str(number): gap for number, gap in outcome.gaps.items()},
        "turnout": turnout,
        "roll_size": row.roll_size,
    }
    rounds.change(tx, row.id, RoundState.CLOSED, {"result": result})
    ballot.rewrite(tx, row.id)
    secrecy.wipe_drafts(tx, now)
    after = {"state": RoundState.CLOSED, "winners": result["winners"], "turnout": turnout}
    _record(tx, "round.close", row, after, now)
    return Advanced(True, f"round {row.id} closed, {turnout} of {row.roll_size} voted")


def _announce(tx: Tx, row: AnyRow, now: datetime) -> Advanced:
    """Tell the next of those on the roll; the last time that it is done is written down."""
    occasion = f"round:{row.id}:result"
    recipients = ballot.untold(tx, row.id, occasion, CHUNK)
    result = view(row).result
    assert result  # noqa: S101  # a round is closed together with its result
    titles = {each.number: each.title for each in projects(tx, row.id)}
    template = "round.announced" if result.winners else "round.announced_none"
    winners = "；".join(f"{titles[number]}（{result.votes[number]}票）" for number in result.winners)
    facts = {"title": row.title, "winners": winners, "turnout": result.turnout, "size": result.roll_size}
    outbox.put_all(tx, Purpose.VOTE, recipients, template, facts, occasion=occasion, now=now, subject=f"round:{row.id}")
    if len(recipients) < CHUNK:
        rounds.change(tx, row.id, RoundState.CLOSED, {"announced_at": now})
    return Advanced(True, f"round {row.id}: {len(recipients)} are told the result")


def _record(tx: Tx, action: str, row: AnyRow, after: dict[str, object], now: datetime) -> None:
    audit.record(
        tx,
        at=now,
        actor=SYSTEM.name,
        action=action,
        subject=f"round:{row.id}",
        before={"state": row.state},
        after=after,
    )
