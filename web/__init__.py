"""Pages: for staff (`console/`), for residents and the public (`pages/`), and for who watches the service.

The register of all pages.
"""

from web.console import case, opinion, sign_in
from web.console.page import Page

PAGES: tuple[Page, ...] = (case.page, opinion.page, sign_in.page)
