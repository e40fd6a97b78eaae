"""WeRoBot with its SQLite sessions behind waitress, the server its documentation names first for production.

Runs in an environment of its own that has no other dependency of ours: imports nothing that needs one.
"""

from typing import Any

import werobot  # type: ignore[import-not-found]  # installed in its own environment only
from werobot.session.sqlitestorage import SQLiteStorage  # type: ignore[import-not-found]  # as above

from benchmarks.account import TOKEN
from benchmarks.peers.command import port_and_folder
from benchmarks.peers.rules import outcome


def answer(message: Any, session: dict[str, Any]) -> str:
    """One handler for all texts: WeRoBot commits the session after every handler that it tries."""
    cases = session.get("cases", 0)
    result = outcome(session.get("step", ""), message.content, cases)
    session.update(step=result.step, cases=cases + result.opens_case)
    return result.says.format(number=cases + 1)


def main() -> None:
    """Serve until told to stop."""
    port, folder = port_and_folder()
    robot = werobot.WeRoBot(token=TOKEN, session_storage=SQLiteStorage(str(folder / "sessions.db")))
    robot.text(answer)
    # What `robot.run(server="waitress")` calls, with one thread: with waitress's four, which share the one SQLite
    # connection, 3 % of the answers fail and a third of the speed is left.
    robot.wsgi.run(server="waitress", host="127.0.0.1", port=port, threads=1)


if __name__ == "__main__":
    main()
