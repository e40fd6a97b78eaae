"""Token 调用凭据: the platform's access token, shared by all workers; one fetches it, the others wait."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.base import Instant


class ApiToken(SQLModel, table=True):
    """The token of one account."""

    __tablename__ = "api_token"

    app_id: str = Field(primary_key=True)
    value: str = Field(description="sealed; empty: none yet")
    expires_at: datetime | None = Field(default=None, sa_type=Instant)
    fetching_until: datetime | None = Field(default=None, sa_type=Instant, description="somebody fetches it just now")
