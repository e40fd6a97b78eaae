"""Rights 权限: who acts, which posts they hold, and whether that is enough; the reason is told when it is not."""

from collections.abc import Iterable
from dataclasses import dataclass

from civic.errors import Refusal
from storage import post
from storage.post import Role
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts; `name` is what audit rows and events say: resident:12, staff:3, system.

    `posts`: role and the estate it is for; "" the whole community.
    """

    name: str
    posts: frozenset[tuple[Role, str]] = frozenset()
    resident_id: int | None = None

    def scopes(self, roles: Iterable[Role]) -> frozenset[str]:
        """The estates for which any of these posts is held; "" among them: all."""
        wanted = frozenset(roles)
        return frozenset(scope for role, scope in self.posts if role in wanted)

    def may(self, roles: Iterable[Role], estate: str = "") -> bool:
        """Is a post held that reaches this estate? A matter without an estate (`""`) is within everybody's reach."""
        scopes = self.scopes(roles)
        return bool(scopes) and (not estate or "" in scopes or estate in scopes)


SYSTEM = Actor("system")
OPERATOR = Actor("operator", frozenset({(Role.ADMIN, "")}))  # whoever runs the commands on the machine itself

HANDLES_CASES = frozenset({Role.GRID_WORKER, Role.STAFF, Role.ADMIN})
OVERSEES_CASES = frozenset({Role.STAFF, Role.ADMIN})  # may also go on with what somebody else took
SEES_CASES = HANDLES_CASES | {Role.COMMITTEE, Role.AUDITOR}
ANSWERS = frozenset({Role.STAFF, Role.ADMIN, Role.COMMITTEE})
MAKES_ROUNDS = frozenset({Role.STAFF, Role.ADMIN})
SENDS_NOTICES = frozenset({Role.COMMITTEE, Role.STAFF})
MAKES_HOME_CODES = frozenset({Role.STAFF, Role.ADMIN})
GRANTS_POSTS = frozenset({Role.ADMIN})
READS_CONSOLE = frozenset({Role.COMMITTEE, Role.STAFF, Role.ADMIN, Role.AUDITOR})


def resident(tx: Tx, resident_id: int) -> Actor:
    """A resident in the chat, with the posts they hold now."""
    held = frozenset((Role(row.role), row.scope) for row in post.of_resident(tx, resident_id))
    return Actor(f"resident:{resident_id}", held, resident_id)


def staff(staff_id: int, role: Role) -> Actor:
    """A member of staff in the console: their role reaches the whole community."""
    return Actor(f"staff:{staff_id}", frozenset({(role, "")}))


def demand(actor: Actor, roles: Iterable[Role], estate: str = "") -> None:
    """Raises Refusal `not_allowed` where no such post is held, `not_your_estate` where it is for another estate."""
    wanted = frozenset(roles)
    if not actor.scopes(wanted):
        raise Refusal("not_allowed")
    if not actor.may(wanted, estate):
        raise Refusal("not_your_estate", {"estate": estate})
