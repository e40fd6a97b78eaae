"""The fake API server: every address the account's server may call."""

from simulator.api import account, assets, sending, signing_in, tokens
from simulator.api.call import Route

ROUTES: tuple[Route, ...] = (
    *tokens.ROUTES,
    *sending.ROUTES,
    *assets.ROUTES,
    *account.ROUTES,
    *signing_in.ROUTES,
)
