"""`staff add`: an account of the console, from the command line."""

import pytest

from tests.test_run import call, refusal


def test_an_account_of_the_console_is_made_once_and_its_password_nowhere_shown(sqlite_url: str) -> None:
    settings = {"KENTAN_DATABASE_URL": sqlite_url, "KENTAN_STAFF_PASSWORD": "a long enough password"}
    assert call("staff", "add", "王主任", "--role", "committee", settings=settings) == (
        0,
        "staff 1: 王主任 (committee)\n",
        "",
    )
    (again,) = refusal("staff", "add", "王主任", "--role", "staff", settings=settings)
    assert again == "王主任: there is an account of this name"


@pytest.mark.slow
def test_a_short_password_and_a_role_of_the_chat_are_refused(sqlite_url: str) -> None:
    settings = {"KENTAN_DATABASE_URL": sqlite_url, "KENTAN_STAFF_PASSWORD": "hunter2"}
    (line,) = refusal("staff", "add", "王主任", "--role", "committee", settings=settings)
    assert line == "the password: expected 10 to 200 characters"
    code, out, err = call("staff", "add", "王主任", "--role", "grid_worker", settings=settings)
    assert (code, out) == (2, "")
    assert "hunter2" not in err
