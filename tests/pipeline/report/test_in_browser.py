"""What a reviewer's browser does with the page. Driven over the WebDriver protocol, without a client library."""

import contextlib
import json
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.enable_socket,  # to the browser on this machine; the pages themselves may load nothing
    pytest.mark.skipif(not (shutil.which("chromedriver") and shutil.which("chromium")), reason="needs Chromium"),
]
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
]  # fmt: skip


class Browser:
    """One page in a headless browser; `run` evaluates a script's `return`, `type` presses keys."""

    def __init__(self, driver: str, folder: Path, window: tuple[int, int] = (1400, 1000)) -> None:
        wanted = {
            "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {
                "binary": shutil.which("chromium"),
                "args": [*FLAGS, f"--user-data-dir={folder / 'profile'}", f"--window-size={window[0]},{window[1]}"],
                "prefs": {"download.default_directory": str(folder / "saved"), "download.prompt_for_download": False},
            },
        }
        self._driver = driver
        self._session = self._call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._driver + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["value"]

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        return self._call(method, f"/session/{self._session}{path}", body)

    def open(self, page: Path) -> None:
        self.call("POST", "/url", {"url": page.as_uri()})

    def run(self, script: str) -> Any:
        return self.call("POST", "/execute/sync", {"script": script, "args": []})

    def type(self, keys: str) -> None:
        presses = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.call("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": presses}]})

    def complaints(self) -> list[str]:
        """Console errors and warnings, security policy breaches among them."""
        found = self.call("POST", "/se/log", {"type": "browser"})
        return [entry["message"] for entry in found if entry["level"] in ("SEVERE", "WARNING")]

    def close(self) -> None:
        self.call("DELETE", "")


@contextlib.contextmanager
def driver() -> Iterator[str]:
    """The address of a running chromedriver."""
    process = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = next(line for line in process.stdout if "started successfully on port" in line)
        yield f"http://127.0.0.1:{line.rsplit(' ', 1)[1].strip().rstrip('.')}"
    finally:
        process.terminate()
        process.wait(timeout=10)
