"""The platform's API 接口: every call that this service makes there."""

from bot.api.client import Client

__all__ = ["Client"]
