"""Runs the stand-in platform by itself: `python -m simulator --callback http://127.0.0.1:8080/wechat`."""

from __future__ import annotations

from typing import cast

import click
from aiohttp import web

from simulator.account import Account, Mode
from simulator.app import make_app
from simulator.platform import Platform


def _links(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    pairs = [link.partition("=") for link in given]
    if any(not separator for _, separator, _ in pairs):
        raise click.BadParameter("expected NAME=URL")
    return {name: url for name, _, url in pairs}


@click.command()
@click.option("--callback", required=True, metavar="URL", help="The account's webhook.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Keep it on loopback: nobody signs in here.")
@click.option("--port", default=8090, show_default=True)
@click.option("--token", envvar="KENTAN_WECHAT_TOKEN", required=True)
@click.option("--app-id", envvar="KENTAN_WECHAT_APP_ID", required=True)
@click.option("--secret", envvar="KENTAN_WECHAT_APP_SECRET", default="secret")
@click.option("--aes-key", envvar="KENTAN_WECHAT_AES_KEY", default=None)
@click.option("--mode", type=click.Choice(["plain", "compat", "safe"]), default="plain", show_default=True)
@click.option("--title", default="社区公众号", show_default=True, help="The account's name in the chats.")
@click.option("--link", "links", multiple=True, callback=_links, metavar="NAME=URL", help="A link in the top bar.")
def main(
    callback: str, host: str, port: int, token: str, app_id: str, secret: str, aes_key: str | None, mode: str,
    title: str, links: dict[str, str],
) -> None:  # fmt: skip
    """A stand-in WeChat platform with a chat page, for one account."""
    try:
        account = Account(token, app_id, secret, aes_key, mode=cast(Mode, mode))
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    web.run_app(_serving(account, callback, title, links, f"http://{host}:{port}"), host=host, port=port)


async def _serving(
    account: Account, callback: str, title: str, links: dict[str, str], base_url: str
) -> web.Application:
    platform = Platform(account, callback, base_url=base_url)
    app = make_app(platform, title=title, links=links)

    async def close(_: web.Application) -> None:
        await platform.close()

    app.on_cleanup.append(close)
    click.echo(f"the address check of {callback}: {'passed' if await platform.handshake() else 'FAILED'}")
    return app


if __name__ == "__main__":
    main()
