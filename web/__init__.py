"""Pages: for staff (`console/`), for residents and the public (`pages/`), and for who watches the service.

The register of all pages.
"""

from web.console import meeting, opinion, sign_in
from web.console.page import Page

PAGES: tuple[Page, ...] = (opinion.page, meeting.page, sign_in.page)
