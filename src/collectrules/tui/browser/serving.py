"""A server that opens the worklist in each tab of a browser, for whoever has the key in its address."""

from __future__ import annotations

import html
import ipaddress
import os
import secrets
import shlex
import socket
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Final
from urllib.parse import urlsplit

import textual_serve
from aiohttp import web
from aiohttp.typedefs import Handler
from textual_serve.server import Server

from collectrules.errors import InputError
from collectrules.tui.browser import SERVED_BY

_COOKIE: Final = "collectrules"
_SIZES: Final = range(8, 41)
_SIZE: Final = 16
_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self' ws: wss:",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""What the page may load: nothing from elsewhere."""
_PORTS: Final = range(65_536)


def is_this_machine(host: str) -> bool:
    """Whether nobody on another machine can reach a host of this name."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def listening(host: str, port: int) -> socket.socket:
    """A socket that waits at a port, at any free one for 0; raises `InputError` where it cannot."""
    if port not in _PORTS:
        raise InputError(f"{port} is no port", help="choose one from 1 to 65535, or 0 for any")
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise InputError(
            f"cannot serve on {host}:{port}: {(error.strerror or str(error)).casefold()}",
            help="choose another port with `--port`, or 0 for any that is free",
        ) from error


class BrowserServer(Server):
    """Serves one command, each tab a process of its own that ends with the tab, or with this."""

    def __init__(
        self, command: str, at: socket.socket, *, title: str, say: Callable[[str], None], url: str
    ) -> None:
        self._at, self._say = at, say
        host, port = at.getsockname()[:2]
        named = f"[{host}]" if ":" in host else host
        super().__init__(
            command, host=host, port=port, title=title, public_url=url or f"http://{named}:{port}"
        )
        self.statics_path = Path(textual_serve.__file__).parent / "static"
        self._key = secrets.token_urlsafe(16)

    @property
    def address(self) -> str:
        """Where a browser finds it, with the key."""
        return f"{self.public_url}/?key={self._key}"

    def serve(self, debug: bool = False) -> None:
        """Serve until it is told to stop, by Ctrl+C or a signal."""
        self.debug = debug
        os.environ[SERVED_BY] = str(os.getpid())
        web.run_app(self._make_app(), sock=self._at, print=None, shutdown_timeout=1.0)

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[self._guard])
        app.add_routes(
            [
                web.get("/", self.handle_page),
                web.get("/ws", self.handle_websocket),
                web.get("/download/{key}", self.handle_download),
                web.static("/static", self.statics_path),
            ]
        )
        app.on_startup.append(self.on_startup)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Say where it is."""
        self._say(self.address)

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let through who has the key, and of web pages this one alone."""
        if not self._known(request):
            raise web.HTTPForbidden(
                text="open the address that `collectrules serve` printed: it has the key\n"
            )
        return await handler(request)

    def _known(self, request: web.Request) -> bool:
        given = request.query.get("key") or request.cookies.get(self._cookie, "")
        origin = request.headers.get("Origin")
        ours = {request.host.casefold(), urlsplit(self.public_url).netloc.casefold()}
        from_here = origin is None or urlsplit(origin).netloc.casefold() in ours
        return from_here and secrets.compare_digest(given.encode(), self._key.encode())

    @property
    def _cookie(self) -> str:
        return f"{_COOKIE}-{self.port}"

    async def handle_page(self, request: web.Request) -> web.StreamResponse:
        """The page; with the key in the address, first a cookie in its place."""
        if "key" in request.query:
            moved = web.HTTPFound(".")
            moved.set_cookie(self._cookie, self._key, httponly=True, samesite="Strict", path="/")
            raise moved
        size = request.query.get("fontsize", "")
        text = Template(files(__package__).joinpath("page.html").read_text(encoding="utf-8"))
        said = text.substitute(
            title=html.escape(self.title),
            websocket=html.escape(f"ws{self.public_url.removeprefix('http')}/ws"),
            size=size if size.isdecimal() and int(size) in _SIZES else _SIZE,
        )
        headers = {"Content-Security-Policy": _POLICY, "Referrer-Policy": "no-referrer"}
        return web.Response(text=said, content_type="text/html", headers=headers)


def command_line(arguments: list[str]) -> str:
    """This program with other arguments, as a shell runs it; the shell gives way to it."""
    return f"exec {shlex.join([sys.executable, '-m', 'collectrules', *arguments])}"
