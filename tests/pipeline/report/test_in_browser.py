"""What a reviewer's browser does with the page. Driven over the WebDriver protocol, without a client library."""

import contextlib
import json
import shutil
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.ledgers import append_decisions
from pipeline.report.decision_records import decision_id
from pipeline.report.inputs import ReportTables, RunFacts
from pipeline.sources.events import read_decisions
from pipeline.sources.limits import IngestParams

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
        self.saved = folder / "saved"
        wanted = {
            "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {
                "binary": shutil.which("chromium"),
                "args": [*FLAGS, f"--user-data-dir={folder / 'profile'}", f"--window-size={window[0]},{window[1]}"],
                "prefs": {"download.default_directory": str(self.saved), "download.prompt_for_download": False},
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


@pytest.fixture(scope="module")
def one_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with driver() as address:
        opened = Browser(address, tmp_path_factory.mktemp("browser"))
        yield opened
        opened.close()


@pytest.fixture
def browser(one_browser: Browser) -> Iterator[Browser]:
    """The browser, which remembers nothing of other tests."""
    yield one_browser
    one_browser.run("localStorage.clear()")


@pytest.fixture
def report(written: Callable[..., Path], night: tuple[ReportTables, RunFacts]) -> Path:
    return written(*night)


def current(browser: Browser) -> str:
    return browser.run("return document.activeElement.id")


def test_the_pages_load_without_a_complaint(browser: Browser, report: Path) -> None:
    for name in ("index.html", "acme/suspects.html", "zenith/suspects.html"):
        browser.open(report / name)
        assert browser.run("return getComputedStyle(document.querySelector('.stone')).color") == "rgb(244, 240, 230)"
        assert browser.run("return document.documentElement.classList.contains('js')")
    assert browser.complaints() == []


def test_keys_move_decide_and_save_decisions(browser: Browser, report: Path) -> None:
    browser.open(report / "acme/suspects.html")
    browser.type("jj")
    assert current(browser) == "s-2"
    browser.type("k1")  # decides the first and goes on to the second
    assert current(browser) == "s-2"
    browser.type("6")
    browser.run("document.querySelector('#s-10 [data-verdict=unsure]').click()")
    browser.run("const n = document.querySelector('#s-1 [data-note]'); n.value = '=logo'; "
                "n.dispatchEvent(new Event('input', {bubbles: true}))")  # fmt: skip
    assert browser.run("return document.getElementById('decided').textContent") == "3"
    for kind in ("jsonl", "csv"):
        browser.run(f"document.getElementById('save-{kind}').focus()")
        browser.type(" ")  # a person's key press: browsers stop scripts that save several files
    names = [browser.saved / f"decisions-acme-2026-11-18.{kind}" for kind in ("jsonl", "csv")]
    wait_until(lambda: all(name.exists() and name.stat().st_size for name in names))
    said = [append_decisions(name, browser.saved) for name in names]
    assert "3 added" in said[0] and "3 there already" in said[1]
    saved, _ = read_decisions(browser.saved, None, IngestParams())
    assert saved[["listing_id", "verdict", "basis"]].to_numpy().tolist() == [
        ["acme-0001", "counterfeit", "visual"], ["acme-0002", "genuine", "visual"], ["acme-0010", "unsure", "audit"],
    ]  # fmt: skip
    assert saved["note"][0] == "=logo"
    made = [json.loads(line) for line in names[0].read_text(encoding="utf-8").splitlines()]
    assert [record["decision_id"] for record in made] == [decision_id(record) for record in made]
    assert browser.complaints() == []


def test_verdicts_are_still_there_after_a_reload_and_can_be_taken_back(browser: Browser, report: Path) -> None:
    browser.open(report / "acme/suspects.html")
    browser.type("j3")
    browser.open(report / "acme/suspects.html")
    pressed = "return document.querySelector('#s-1 [data-verdict=grey_market]').getAttribute('aria-pressed')"
    assert browser.run(pressed) == "true"
    browser.type("j0")
    assert browser.run(pressed) == "false"


def test_filter_and_sort_change_what_stands_first(browser: Browser, report: Path) -> None:
    browser.open(report / "acme/suspects.html")
    shown = "return Array.from(document.querySelectorAll('li.card')).filter(c => !c.hidden).map(c => c.id)"
    browser.type("f")
    assert current(browser) == "find"
    browser.type("no. 7")
    assert browser.run(shown) == ["s-7"]
    browser.run("find('find').value = ''; find('find').dispatchEvent(new Event('input'))")
    browser.run("find('sort').value = 'value'; find('sort').dispatchEvent(new Event('change'))")
    assert browser.run(shown)[0] == "s-10"


def test_the_language_is_switched_everywhere(browser: Browser, report: Path) -> None:
    browser.open(report / "acme/suspects.html")
    assert "假冒" not in browser.run("return document.body.innerText.replace('中文', '')")
    browser.run("document.getElementById('language').click()")
    text = browser.run("return document.querySelector('#s-1 .verdict').innerText")
    assert "假冒" in text
    assert "Counterfeit" not in text
    assert browser.run("return document.documentElement.lang") == "zh-Hans"


@pytest.mark.parametrize("width", [390, 1400])
@pytest.mark.parametrize("name", ["index.html", "acme/suspects.html"])
def test_nothing_is_wider_than_the_window(browser: Browser, report: Path, name: str, width: int) -> None:
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.call("POST", "/goog/cdp/execute", {"cmd": "Emulation.setDeviceMetricsOverride", "params": metrics})
    browser.open(report / name)
    assert browser.run("return document.documentElement.scrollWidth") <= width


def test_the_brand_table_sorts_by_a_column(browser: Browser, report: Path) -> None:
    browser.open(report / "index.html")
    first = "return document.querySelector('table.sortable tbody th').innerText"
    browser.run("document.querySelectorAll('table.sortable thead button')[0].click()")
    assert browser.run(first) == "Acme"
    browser.run("document.querySelectorAll('table.sortable thead button')[0].click()")
    assert browser.run(first) == "Zenith"


def wait_until(is_true: Callable[[], bool]) -> None:
    """Returns once it is true; the browser writes its files in its own time."""
    gate, until = threading.Event(), time.monotonic() + 10
    while not is_true():
        assert time.monotonic() < until, "the browser saved nothing"
        gate.wait(0.05)
