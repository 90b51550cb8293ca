"""A page in a real browser without a window, driven by its own protocol."""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import aiohttp

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")
PATIENCE: Final = 30.0
"""Seconds after which what was waited for will not come any more."""
_ALONE: Final = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
    "--remote-debugging-port=0",
)  # fmt: skip


def found() -> str | None:
    """The browser of this machine."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Page:
    """A page: what it asked the network for, what came over its web sockets, what it can be told."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._came = asyncio.Event()
        self.asked: list[str] = []
        self.received = b""
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self._socket:
            said = json.loads(message.data)
            if "id" in said:
                self._answers.pop(said["id"]).set_result(said.get("result", {}))
            match said.get("method"):
                case "Network.requestWillBeSent":
                    self.asked.append(said["params"]["request"]["url"])
                case "Network.webSocketFrameReceived":
                    frame = said["params"]["response"]
                    if frame["opcode"] == 2:
                        self.received += base64.b64decode(frame["payloadData"])
            self._came.set()

    async def tell(self, method: str, **parameters: object) -> dict[str, Any]:
        """What the browser answers to a command."""
        self._number += 1
        answer = self._answers[self._number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": self._number, "method": method, "params": parameters})
        return await asyncio.wait_for(answer, PATIENCE)

    async def until(self, so: Callable[[], bool]) -> None:
        """Wait until something is so that what the browser says decides."""
        async with asyncio.timeout(PATIENCE):
            while not so():
                self._came.clear()
                await self._came.wait()

    async def evaluate(self, script: str) -> Any:
        """What a script comes to."""
        answer = await self.tell(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        return answer["result"].get("value")

    async def press(self, letter: str) -> None:
        """Type one letter."""
        for kind in ("keyDown", "keyUp"):
            text = letter if kind == "keyDown" else ""
            await self.tell("Input.dispatchKeyEvent", type=kind, text=text, key=letter)

    async def picture(self, path: Path) -> None:
        """Keep what is seen as a picture."""
        answer = await self.tell("Page.captureScreenshot")
        path.write_bytes(base64.b64decode(answer["data"]))


@asynccontextmanager
async def page(browser: str, *, width: int = 1200, height: int = 800) -> AsyncIterator[Page]:
    """An empty page of a browser of its own, which ends with it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        size = f"--window-size={width},{height}"
        process = subprocess.Popen(
            [browser, *_ALONE, size, f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            port = await _port(Path(profile) / "DevToolsActivePort", process)
            async with aiohttp.ClientSession() as session:
                async with session.get(f"http://127.0.0.1:{port}/json/list") as answer:
                    tabs = await answer.json()
                (tab,) = [each for each in tabs if each["type"] == "page"]
                address = tab["webSocketDebuggerUrl"]
                async with session.ws_connect(address, max_msg_size=0) as socket:
                    opened = Page(socket)
                    await opened.tell("Network.enable")
                    await opened.tell("Page.enable")
                    yield opened
        finally:
            process.kill()
            process.wait()


async def _port(file: Path, process: subprocess.Popen[bytes]) -> int:
    async with asyncio.timeout(PATIENCE):
        while not (file.exists() and file.read_text().count("\n")):
            assert process.poll() is None, "the browser ended"
            await asyncio.sleep(0.02)
    return int(file.read_text().split()[0])
