"""Settings: the contract's names and defaults, refusals that name the variable, secrets that never show."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from config.errors import SettingsError
from config.settings import SECRETS, Settings, load_settings, unknown_variables, variable

# contract.md, "Settings"
CONTRACT: dict[str, Any] = {
    "KENTAN_DATABASE_URL": "sqlite:///data/kentan.db",
    "KENTAN_WECHAT_TOKEN": None,
    "KENTAN_WECHAT_APP_ID": None,
    "KENTAN_WECHAT_APP_SECRET": None,
    "KENTAN_WECHAT_AES_KEY": None,
    "KENTAN_WECHAT_AES_KEY_PREVIOUS": None,
    "KENTAN_WECHAT_API_BASE": "https://api.weixin.qq.com",
    "KENTAN_PUBLIC_URL": "http://127.0.0.1:8080",
    "KENTAN_SECRET_KEY": None,
    "KENTAN_DATA_KEY": None,
    "KENTAN_DATA_KEY_PREVIOUS": None,
    "KENTAN_METRICS_TOKEN": None,
    "KENTAN_ALERT_WEBHOOK": None,
    "KENTAN_COMMUNITY": Path("config/community.toml"),
    "KENTAN_LOG_FORMAT": "text",
}

ENOUGH = {
    "KENTAN_WECHAT_TOKEN": "abcDEF123",
    "KENTAN_WECHAT_APP_ID": "wx0123456789abcdef",
    "KENTAN_SECRET_KEY": "s" * 32,
    "KENTAN_DATA_KEY": "d" * 32,
}

WRONG = {
    "KENTAN_DATABASE_URL": "mysql://kentan:hunter2hunter2@host/name",
    "KENTAN_WECHAT_TOKEN": "hunter2 hunter2",
    "KENTAN_WECHAT_APP_ID": "wx 1",
    "KENTAN_WECHAT_AES_KEY": "hunter2hunter2",
    "KENTAN_WECHAT_AES_KEY_PREVIOUS": "!" * 43,
    "KENTAN_WECHAT_MODE": "plain",
    "KENTAN_WECHAT_API_BASE": "api.weixin.qq.com",
    "KENTAN_PUBLIC_URL": "https://",
    "KENTAN_SECRET_KEY": "hunter2hunter2",
    "KENTAN_DATA_KEY": "hunter2hunter2",
    "KENTAN_DATA_KEY_PREVIOUS": "hunter2hunter2",
    "KENTAN_ALERT_WEBHOOK": "qyapi.weixin.qq.com/hunter2hunter2",
    "KENTAN_LOG_FORMAT": "xml",
}


ADDED = {"KENTAN_WECHAT_MODE": "auto"}  # beyond the contract


def test_an_empty_environment_gives_the_contracts_defaults() -> None:
    settings = load_settings({})
    assert {variable(name): getattr(settings, name) for name in Settings.model_fields} == CONTRACT | ADDED


def test_nothing_but_the_given_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KENTAN_LOG_FORMAT", "json")
    assert load_settings({}).log_format == "text"


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        load_settings({}).log_format = "json"  # type: ignore[misc]  # the very thing that must fail


@pytest.mark.parametrize(("name", "value"), WRONG.items())
def test_a_wrong_value_is_refused_by_name_without_showing_it(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings({name: value})
    assert str(refused.value).startswith(f"{name}: expected ")
    assert "hunter2" not in str(refused.value)
    assert refused.value.__suppress_context__, "a traceback would print the value"


@pytest.mark.parametrize(
    "value",
    [
        "postgresql://kentan:hun@ter2@host/name",  # half of the password would be the host's name
        "postgresql://kentan:hunter2/name",  # and here it would be the port
        "postgresql://kentan:hunter2",
        "postgres://kentan:hunter2@host/name",
        "sqlite://hunter2.db",
    ],
)
def test_an_address_that_would_tell_its_password_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match=r"^KENTAN_DATABASE_URL: expected ") as refused:
        load_settings({"KENTAN_DATABASE_URL": value})
    assert "ter2" not in str(refused.value)


@pytest.mark.parametrize(
    "value",
    [
        "postgresql://kentan:a%40b/c:d?e@db.example:5433/name?sslmode=require",
        "postgresql://kentan@[::1]:5432/name",
        "postgresql:///name?host=/run/postgresql",
        "sqlite:////srv/kentan/kentan.db",
    ],
)
def test_every_way_to_write_an_address_is_taken(value: str) -> None:
    assert load_settings({"KENTAN_DATABASE_URL": value}).database_url == value


def test_every_fault_is_listed_once() -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(WRONG)
    assert [line.split(":")[0] for line in refused.value.problems] == list(WRONG)


def test_secrets_do_not_show_in_a_repr() -> None:
    settings = load_settings({**ENOUGH, "KENTAN_DATABASE_URL": "postgresql://kentan:hunter2@host/name"})
    shown = repr(settings) + str(settings) + repr(settings.for_serving())
    assert not [value for value in ("hunter2", "abcDEF123", "s" * 32, "d" * 32) if value in shown]


@pytest.mark.parametrize("field", sorted(SECRETS))
def test_each_secret_may_come_from_a_file(field: str, tmp_path: Path) -> None:
    right = {"database_url": "postgresql://a:b@c/d", "alert_webhook": "https://hook.example/x", "wechat_token": "abc"}
    value = right.get(field, "k" * 43)
    file = tmp_path / "secret"
    file.write_text(value + "\n", encoding="utf-8")
    read = getattr(load_settings({f"{variable(field)}_FILE": str(file)}), field)
    assert (read if isinstance(read, str) else read.get_secret_value()) == value


def test_a_secret_given_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("k" * 32, encoding="utf-8")
    environ = {"KENTAN_SECRET_KEY": "s" * 32, "KENTAN_SECRET_KEY_FILE": str(tmp_path / "key")}
    with pytest.raises(SettingsError, match=r"^KENTAN_SECRET_KEY: set either"):
        load_settings(environ)


def test_a_missing_secret_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^KENTAN_DATA_KEY_FILE: expected the path"):
        load_settings({"KENTAN_DATA_KEY_FILE": str(tmp_path / "absent")})


@pytest.mark.parametrize("name", ENOUGH)
def test_serving_refuses_what_is_missing(name: str) -> None:
    environ = {key: value for key, value in ENOUGH.items() if key != name}
    with pytest.raises(SettingsError, match=rf"^{name}: missing"):
        load_settings(environ).for_serving()


def test_safe_mode_without_a_key_is_refused_by_name() -> None:
    environ = ENOUGH | {"KENTAN_WECHAT_MODE": "safe"}
    with pytest.raises(SettingsError, match=r"^KENTAN_WECHAT_MODE: expected .*KENTAN_WECHAT_AES_KEY"):
        load_settings(environ).for_serving()
    assert load_settings(environ | {"KENTAN_WECHAT_AES_KEY": "A" * 43}).for_serving().wechat_mode == "safe"


def test_serving_keeps_every_setting() -> None:
    settings = load_settings({**ENOUGH, "KENTAN_WECHAT_AES_KEY": "A" * 43, "KENTAN_PUBLIC_URL": "https://a.example/"})
    assert settings.for_serving().model_dump() == settings.model_dump()
    assert settings.public_url == "https://a.example"


def test_an_empty_variable_counts_as_unset() -> None:
    assert load_settings({"KENTAN_LOG_FORMAT": "", "KENTAN_METRICS_TOKEN": ""}) == load_settings({})


def test_a_slip_of_the_pen_is_a_warning_with_a_guess() -> None:
    environ = {"KENTAN_WECHAT_APPID": "wx1", "KENTAN_STAFF_PASSWORD": "x", "KENTAN_DATA_KEY_FILE": "x", "HOME": "/"}
    expected = "KENTAN_WECHAT_APPID: no such setting; did you mean KENTAN_WECHAT_APP_ID?"
    assert unknown_variables(environ) == (expected,)
    assert load_settings({"KENTAN_WECHAT_APPID": "wx1"}) == load_settings({})
