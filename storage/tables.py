"""The register of all tables."""

from sqlmodel import SQLModel

from storage.audit import Audit
from storage.case import Case, CaseEvent
from storage.code import Code, CodeMiss
from storage.dialog import Dialog
from storage.emergency import Emergency
from storage.fee import Charge, Payment
from storage.household import Household, Member
from storage.inbox import Inbox
from storage.job_run import JobRun
from storage.meeting import Declined, Meeting, Signup
from storage.notice import Notice
from storage.opinion import Opinion
from storage.outbox import Outbox
from storage.post import Post
from storage.resident import Resident
from storage.round import Ballot, Project, RollEntry, Round
from storage.staff import SentForm, Staff, StaffSession
from storage.token import ApiToken
from storage.topic import Topic
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
    Household,
    Member,
    Code,
    CodeMiss,
    Post,
    Charge,
    Payment,
    Round,
    Project,
    RollEntry,
    Ballot,
    Meeting,
    Signup,
    Topic,
    Declined,
    Notice,
    Opinion,
    Staff,
    StaffSession,
    SentForm,
    ApiToken,
    JobRun,
)
