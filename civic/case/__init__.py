"""Case 诉求: filing, adding to, withdrawing; seeing to it; looking up. The rules for chat, console and clock alike."""

from civic.case.filing import (
    Media,
    MediaKind,
    Report,
    attach,
    by_present_name,
    file,
    is_findable,
    locate,
    more_exactly,
    present,
    supplement,
    withdraw,
)
from civic.case.handling import closable, close, pass_on, take
from civic.case.looking import (
    Todo,
    all_of_resident,
    listing,
    look_up,
    newest_open,
    of_resident,
    staff_view,
    todo,
)
from civic.case.views import CaseView, EventView, StaffCaseView

__all__ = [
    "CaseView",
    "EventView",
    "Media",
    "MediaKind",
    "Report",
    "StaffCaseView",
    "Todo",
    "all_of_resident",
    "attach",
    "by_present_name",
    "closable",
    "close",
    "file",
    "is_findable",
    "listing",
    "locate",
    "look_up",
    "more_exactly",
    "newest_open",
    "of_resident",
    "pass_on",
    "present",
    "staff_view",
    "supplement",
    "take",
    "todo",
    "withdraw",
]
