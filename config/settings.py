"""Typed, frozen settings from the environment (the table in docs/operations.md); only run.py loads them."""

import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from config.errors import SettingsError

PREFIX = "KENTAN_"
# Read by commands and tests themselves, so no typing mistake.
ALSO_KNOWN = frozenset({"KENTAN_STAFF_PASSWORD", "KENTAN_TEST_POSTGRES"})

S = TypeVar("S", bound="Settings")


def _matches(pattern: str) -> Callable[[str], str]:
    form = re.compile(pattern)

    def check(value: str) -> str:
        if not form.fullmatch(value):
            raise ValueError("wrong form")
        return value

    return check


def _secretly(check: Callable[[str], str]) -> Callable[[SecretStr], SecretStr]:
    return lambda secret: SecretStr(check(secret.get_secret_value()))


def _aes_key(value: str) -> str:
    """EncodingAESKey: 43 characters of base64, 32 bytes once the platform's missing "=" is added."""
    b64decode(_matches(r"[A-Za-z0-9+/]{43}")(value) + "=", validate=True)
    return value


_LONG_TEXT = _secretly(_matches(r"(?s).{32,}"))
_URL = r"https?://[^\s/?#]+"

Token = Annotated[SecretStr, AfterValidator(_secretly(_matches(r"[A-Za-z0-9]{3,32}")))]
AesKey = Annotated[SecretStr, AfterValidator(_secretly(_aes_key))]
LongKey = Annotated[SecretStr, AfterValidator(_LONG_TEXT)]
AppId = Annotated[str, AfterValidator(_matches(r"[A-Za-z0-9_-]{3,64}"))]
BaseUrl = Annotated[str, AfterValidator(_matches(_URL + r"(/[^\s?#]*)?")), AfterValidator(lambda url: url.rstrip("/"))]
HookUrl = Annotated[SecretStr, AfterValidator(_secretly(_matches(_URL + r"\S*")))]
# One "@" and a port of digits: else a part of the password would be taken for the host, and be told with it.
_POSTGRES = r"postgresql://([^\s/@:]+(:[^\s@]*)?@)?(\[[0-9a-fA-F:.]+\]|[^\s/@:?]*)(:\d{1,5})?(/[^\s@?]*)?(\?[^\s@]*)?"
DatabaseUrl = Annotated[str, AfterValidator(_matches(rf"sqlite:///\S+|{_POSTGRES}"))]

_TOKEN = "3 to 32 letters and digits, the token of the account's server settings"  # noqa: S105 - what is expected
_APP_ID = "the account's app id, such as wx0123456789abcdef"
_AES_KEY = "43 characters of base64, the account's EncodingAESKey"
_LONG_KEY = "any text of at least 32 characters"
_BASE_URL = "an address that starts with http:// or https://, without ? and #"


class Settings(BaseSettings):
    """Everything a deployment sets; each field's description says what is expected of it."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid")

    # A database address may carry a password: it never shows in a repr.
    database_url: DatabaseUrl = Field(
        "sqlite:///data/kentan.db",
        repr=False,
        description="sqlite:///path/to/file.db or postgresql://user:password@host/name (an @ in a password is %40)",
    )
    wechat_token: Token | None = Field(None, description=_TOKEN)
    wechat_app_id: AppId | None = Field(None, description=_APP_ID)
    wechat_app_secret: SecretStr | None = Field(None, description="the account's app secret")
    wechat_aes_key: AesKey | None = Field(None, description=_AES_KEY)
    wechat_aes_key_previous: AesKey | None = Field(None, description=_AES_KEY + " before the present one")
    wechat_mode: Literal["auto", "any", "safe"] = Field(
        "auto", description="auto, any, or safe with KENTAN_WECHAT_AES_KEY set: then what is not encrypted is refused"
    )
    wechat_api_base: BaseUrl = Field("https://api.weixin.qq.com", description=_BASE_URL)
    public_url: BaseUrl = Field("http://127.0.0.1:8080", description=_BASE_URL)
    secret_key: LongKey | None = Field(None, description=_LONG_KEY)
    data_key: LongKey | None = Field(None, description=_LONG_KEY)
    data_key_previous: LongKey | None = Field(None, description=_LONG_KEY + ", the data key before the present one")
    metrics_token: SecretStr | None = Field(None, description="any text")
    alert_webhook: HookUrl | None = Field(None, description="an address that starts with http:// or https://")
    community: Path = Field(Path("config/community.toml"), description="the path of a community file")
    log_format: Literal["text", "json"] = Field("text", description="text or json")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load_settings` hands over: no process environment, no .env file behind the caller's back."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)

    def for_serving(self) -> "ServingSettings":
        """The same settings with nothing missing that `serve` needs; SettingsError names what is."""
        return _build(ServingSettings, self.model_dump(exclude_none=True))


class ServingSettings(Settings):
    """What the service cannot run without is not optional here."""

    wechat_token: Token = Field(description=_TOKEN)
    wechat_app_id: AppId = Field(description=_APP_ID)
    secret_key: LongKey = Field(description=_LONG_KEY)
    data_key: LongKey = Field(description=_LONG_KEY)

    @field_validator("wechat_mode")
    @classmethod
    def _can_open_what_it_demands(cls, mode: str, info: ValidationInfo) -> str:
        """A key that is there and wrong is told as such already."""
        if mode == "safe" and info.data.get("wechat_aes_key", "") is None:
            raise ValueError("no key")
        return mode


# Besides the declared secrets, the database address may carry a password.
SECRETS = frozenset(
    {variable for variable, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)}
    | {"database_url"}
)


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read `environ` (and the files its `…_FILE` variables name), nothing else; SettingsError lists all faults."""
    environ = _with_files(environ)
    source = EnvSettingsSource(Settings)
    source.env_vars = {name.lower(): value for name, value in environ.items() if value}
    return _build(Settings, source())


def unknown_variables(environ: Mapping[str, str]) -> tuple[str, ...]:
    """One warning line for each KENTAN_ variable that nothing reads: most likely a slip of the pen."""
    known = {variable(name) for name in Settings.model_fields} | {f"{variable(name)}_FILE" for name in SECRETS}
    unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in known | ALSO_KNOWN)
    return tuple(f"{name}: no such setting{_guess(name, known)}" for name in unknown)


def plain(secret: SecretStr | None) -> str:
    """What a secret holds; "" where it is not set. Only for whoever uses it."""
    return secret.get_secret_value() if secret else ""


def variable(field: str) -> str:
    """The environment variable of a settings field."""
    return PREFIX + field.upper()


def _guess(name: str, known: set[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _with_files(environ: Mapping[str, str]) -> dict[str, str]:
    """`environ` with every secret's `…_FILE` replaced by what the file holds."""
    resolved, problems = dict(environ), list[str]()
    for name in sorted(variable(field) for field in SECRETS):
        path = resolved.pop(f"{name}_FILE", "")
        if path and resolved.get(name):
            problems.append(f"{name}: set either {name} or {name}_FILE, not both")
        elif path:
            try:
                resolved[name] = Path(path).read_text(encoding="utf-8").rstrip("\r\n")
            except (OSError, UnicodeDecodeError):
                problems.append(f"{name}_FILE: expected the path of a readable text file")
    if problems:
        raise SettingsError(problems)
    return resolved


def _build(kind: type[S], values: Mapping[str, object]) -> S:
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        # The library's own text repeats the value: only the place of the fault is taken from it.
        raise SettingsError(_expectations(kind, error)) from None


def _expectations(kind: type[Settings], error: ValidationError) -> Iterator[str]:
    faulty = {str(fault["loc"][0]): fault["type"] for fault in error.errors(include_url=False, include_input=False)}
    for field, fault in faulty.items():
        what = "missing; expected" if fault == "missing" else "expected"
        yield f"{variable(field)}: {what} {kind.model_fields[field].description}"
