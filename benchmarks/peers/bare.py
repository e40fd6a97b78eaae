"""The ceiling: aiohttp that answers "success" to everything."""

from aiohttp import web

from benchmarks.peers.command import port_and_folder


async def answer(_request: web.Request) -> web.Response:
    """The shortest answer that the platform accepts."""
    return web.Response(text="success")


def main() -> None:
    """Serve until told to stop."""
    port, _ = port_and_folder()
    app = web.Application()
    app.router.add_post("/wechat", answer)
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None)


if __name__ == "__main__":
    main()
