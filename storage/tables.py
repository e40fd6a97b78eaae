"""The register of all tables."""

from sqlmodel import SQLModel

from storage.audit import Audit
from storage.case import Case, CaseEvent
from storage.dialog import Dialog
from storage.emergency import Emergency
from storage.inbox import Inbox
from storage.outbox import Outbox
from storage.resident import Resident
from storage.unreadable import UnreadableCallback

TABLES: tuple[type[SQLModel], ...] = (
    Inbox,
    Resident,
    Dialog,
    Case,
    CaseEvent,
    Emergency,
    Outbox,
    Audit,
    UnreadableCallback,
)
