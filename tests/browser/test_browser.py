"""The worklist in a real browser, which nobody is let into without the key."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest

from collectrules.errors import InputError
from collectrules.ledger.book import Ledger
from collectrules.tui.browser.serving import is_this_machine, listening
from tests.browser import chromium
from tests.browser.serving import Served, runs, served
from tests.tui import ledgers


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return ledgers.made(tmp_path / "books.db")


@pytest.fixture
def own_server(path: Path) -> Iterator[Served]:
    with served(path) as running:
        yield running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One for all who only knock."""
    with served(ledgers.made(tmp_path_factory.mktemp("served") / "books.db")) as running:
        yield running


@pytest.fixture
def browser() -> str:
    name = chromium.found()
    if name is None:
        pytest.skip("no Chromium on this machine: the worklist is not opened in a browser")
    return name


def contacts(path: Path) -> list[str]:
    with Ledger.open(path) as ledger:
        return [row["result"] for row in ledger.query("SELECT result FROM contact ORDER BY seq")]


async def test_a_contact_is_logged_in_a_browser(
    own_server: Served, path: Path, browser: str
) -> None:
    before = contacts(path)
    async with chromium.page(browser) as page:
        await page.tell("Page.navigate", url=own_server.address)
        await page.until(lambda: b"Harbour Bakery" in page.received)
        await page.press("c")
        await page.until(lambda: b"no answer" in page.received)
        await page.press("n")
        await page.until(lambda: b"logged: " in page.received)
        assert await page.evaluate("document.fonts.check('16px \"Roboto Mono\"')")
        asked = {urlsplit(each).netloc for each in page.asked}
    assert contacts(path) == [*before, "NA"]
    assert asked == {urlsplit(own_server.address).netloc}


async def test_a_tab_ends_with_its_server(own_server: Served, browser: str) -> None:
    async with chromium.page(browser) as page:
        await page.tell("Page.navigate", url=own_server.address)
        await page.until(lambda: b"Harbour Bakery" in page.received)
        (tab,) = own_server.tabs()
        own_server.process.kill()
        async with asyncio.timeout(chromium.PATIENCE):
            while runs(tab):
                await asyncio.sleep(0.1)
        assert await page.evaluate("document.body.classList.contains('-closed')")


async def test_nobody_comes_in_without_the_key(server: Served) -> None:
    address = urlsplit(server.address)
    base = f"http://{address.netloc}"
    async with aiohttp.ClientSession() as session:
        for asked in ("/", "/ws", "/?key=", "/?key=guessed", "/static/js/textual.js"):
            async with session.get(base + asked) as answer:
                assert answer.status == 403, asked
                assert "the address that `collectrules serve` printed" in await answer.text()
    assert server.tabs() == []


async def test_another_web_page_cannot_open_it(server: Served) -> None:
    address = urlsplit(server.address)
    socket = f"ws://{address.netloc}/ws?{address.query}"
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(socket, origin="https://elsewhere.example")
        assert server.tabs() == []
        async with session.ws_connect(socket, origin=f"http://{address.netloc}") as opened:
            assert (
                await opened.receive(timeout=chromium.PATIENCE)
            ).type == aiohttp.WSMsgType.BINARY


async def test_the_key_leaves_the_address(server: Served) -> None:
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session,
        session.get(server.address) as answer,
    ):
        assert answer.status == 200
        assert "key" not in answer.url.query
        assert "fonts.googleapis" not in await answer.text()
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_other_machines_are_warned_of(path: Path) -> None:
    with served(path, "--host", "0.0.0.0") as running:
        assert any(line.startswith("warning: other machines can reach") for line in running.said)


def test_this_machine_needs_no_warning(server: Served) -> None:
    assert not any("warning" in line for line in server.said)


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("10.0.0.7", False),
    ],
)
def test_what_is_this_machine(host: str, ours: bool) -> None:
    assert is_this_machine(host) is ours


def test_a_port_that_is_taken_is_said() -> None:
    with listening("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"127[.]0[.]0[.]1:{port}: address"):
            listening("127.0.0.1", port)
    with pytest.raises(InputError, match="70000 is no port"):
        listening("127.0.0.1", 70000)
