"""Pages: for staff (`console/`), for residents and the public (`pages/`), and for who watches the service.

The register of all pages.
"""

from web.console import case, meeting, opinion, sign_in, topic
from web.console import round as rounds
from web.console.page import Page

PAGES: tuple[Page, ...] = (case.page, opinion.page, meeting.page, topic.page, rounds.page, sign_in.page)
