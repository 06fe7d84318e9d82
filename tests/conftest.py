"""What tests share: quiet TensorFlow on the processor, the app as a server, and a real browser."""

from __future__ import annotations

import fcntl
import gc
import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

# Before TensorFlow is imported by any test module.
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
# Tests that run beside each other share the processors: more threads would spin for nothing.
os.environ.update(
    TF_NUM_INTRAOP_THREADS="1",
    TF_NUM_INTEROP_THREADS="1",
    OMP_NUM_THREADS="1",
    OPENBLAS_NUM_THREADS="1",
)

import pytest

# Until all tests are imported, with TensorFlow: nothing of it is garbage.
gc.disable()

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 240
# Milliseconds to wait for an event, on a slow machine, with another suite beside this one.
PATIENCE = 120_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

# Streamlit's browser tells of entries in two parts at once; the server draws both (`_every_run`).
_TWO_PARTS = "Unexpected state: Multiple different fragmentIds"
_TRIED_IN_FIREFOX = "The page’s settings blocked WebAssembly"


@dataclass(frozen=True)
class AppServer:
    """A running app.

    Attributes
    ----------
    url : str
        Its address.
    log_file : Path
        What it has written so far.
    """

    url: str
    log_file: Path

    @property
    def log(self) -> str:
        """What it has written so far."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give workers whole files, where ``--dist loadfile`` asks for it."""
    if config.getvalue("dist") != "loadfile":
        return None
    from tests.shares import Shares

    return Shares(config, log)


def pytest_collection_finish() -> None:
    """Let garbage collections pass over TensorFlow and all else that the tests have imported."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def files_are_read_in_this_process() -> Iterator[None]:
    """Read model files as the reading process does, without starting one for each file.

    To start one takes ten times as long as to read. It is what `reading_process` gives, and what
    every app has that a browser looks at.
    """
    from lstm_viz.models.reader import _process, _read
    from lstm_viz.models.reader.isolated import _child

    def ask(*request: Any) -> tuple[dict[str, Any], list[Any]]:
        return _process._receive(io.BytesIO(_child.answer(*request)), request[-1])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_read, "ask", ask)
        yield


@pytest.fixture
def reading_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read model files in a process of its own, as everybody else does."""
    from lstm_viz.models.reader import _process, _read

    monkeypatch.setattr(_read, "ask", _process.ask)


@pytest.fixture
def predict_builds_no_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Keras' ``predict`` run operation by operation, as `model.run_eagerly` does.

    For a model that predicts once, most of the time goes into its graph. What tests of the truth
    compare with is ``predict`` as it is.
    """
    import keras

    always = property(lambda model: True, lambda model, value: None)
    monkeypatch.setattr(keras.Model, "run_eagerly", always)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_healthy(process: subprocess.Popen, url: str, log_file: Path) -> None:
    last = time.monotonic() + START_SECONDS
    while time.monotonic() < last:
        if process.poll() is not None:
            pytest.fail(f"The app ended with {process.returncode}:\n{log_file.read_text()}")
        with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        time.sleep(0.1)
    pytest.fail(f"The app did not answer in {START_SECONDS} s:\n{log_file.read_text()}")


def chromium_path() -> str | None:
    """Return the machine's Chromium; None stands for Playwright's own."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def running_app(
    log_file: Path, port: int | None = None, *, base: str = "", **variables: str
) -> Iterator[AppServer]:
    """The app as ``streamlit run app.py`` starts it, on a free port, with the bundled models.

    ``base`` is the path it answers below, without slashes at its ends.
    """
    port = port or free_port()
    url = f"http://127.0.0.1:{port}{'/' if base else ''}{base}"
    words = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    if base:
        words += ["--server.baseUrlPath", base]
    bundled_only = {
        name: value for name, value in os.environ.items() if not name.startswith("LSTM_VIZ_")
    }
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            words,
            cwd=ROOT,
            env={**bundled_only, **variables},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_healthy(process, url, log_file)
        yield AppServer(url, log_file)
        died = process.poll()
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if died is not None:
        pytest.fail(f"The app ended with {died} while it was used:\n{log_file.read_text()}")


@pytest.fixture(scope="session")
def app_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """One app for the whole session, and for all of its workers."""
    folder = tmp_path_factory.getbasetemp()
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        folder = folder.parent
    with shared_app(folder, worker or "main") as server:
        yield server


@contextmanager
def shared_app(folder: Path, worker: str) -> Iterator[AppServer]:
    """The app that the first worker who asks starts, and ends when no other uses it any more."""
    log_file, address = folder / "app.log", folder / "app.url"
    using = folder / f"app.used.{worker}"
    with ExitStack() as ours:
        # Who comes while it starts waits here.
        with alone(folder):
            using.write_text(str(os.getpid()))
            if not address.exists():
                address.write_text(ours.enter_context(running_app(log_file)).url)
                ours.callback(last_of, folder)
        try:
            yield AppServer(address.read_text(), log_file)
        finally:
            using.unlink()


def last_of(folder: Path) -> None:
    """Wait until no worker uses the app; who asks afterwards starts another."""
    while True:
        with alone(folder):
            others = [int(note.read_text()) for note in folder.glob("app.used.*")]
            if not any(map(is_running, others)):
                (folder / "app.url").unlink()
                return
        time.sleep(0.1)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let one worker at a time look who uses the app, and change it."""
    with (folder / "app.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_running(process: int) -> bool:
    """Whether there is such a process; one that was killed leaves its note behind."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium: ``$CHROMIUM``, one on the machine, or Playwright's own.

    With ``$FIREFOX``, that Firefox, as it is, by WebDriver BiDi (``make test-firefox``).
    """
    from playwright.sync_api import Error, expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    headless = "HEADED" not in os.environ
    with sync_playwright() as playwright:
        try:
            if firefox := os.environ.get("FIREFOX"):
                launched = playwright.firefox.launch(
                    channel="moz-firefox", executable_path=firefox, headless=headless
                )
            else:
                launched = playwright.chromium.launch(
                    executable_path=chromium_path(), args=BROWSER_ARGUMENTS, headless=headless
                )
        except Error as error:
            # A skip would let the browser tests vanish unseen.
            pytest.fail(f"No Chromium could be started; `make test` installs one. {error}")
        yield launched
        launched.close()


def assert_no_console_problems(page: Any) -> None:
    """Fail if the page wrote a warning or an error to the console, or threw."""
    assert page.console_problems == []


class Tab:
    """A tab in which one story follows the other.

    Its second page takes a quarter of the time of the first: the browser has read, compiled and
    cached the app's scripts. What a story leaves in it is taken away.
    """

    _SIZE = {"width": 1366, "height": 768}

    def __init__(self, browser: Any) -> None:
        self._browser = browser
        self._page: Any = None
        self._listeners: list[tuple[str, Any]] = []

    def page(self) -> Any:
        """The tab's page, empty."""
        if self._page is None:
            self._page = self._browser.new_context(viewport=self._SIZE).new_page()
            self._page.set_default_timeout(PATIENCE)
            listen = self._page.on

            def on(event: str, listener: Any) -> None:
                listen(event, listener)
                self._listeners.append((event, listener))

            self._page.on = on
        return self._page

    def clean(self) -> None:
        """Take away what a story left, or close the tab where that cannot be."""
        from playwright.sync_api import Error

        try:
            emptied = self._emptied()
        except Error:  # It is on its way elsewhere, or its server has ended.
            emptied = False
        if not emptied:
            self.close()

    def _emptied(self) -> bool:
        """End the story's visit; forget what it stored, was allowed and listened to."""
        page, context = self._page, self._page.context
        for event, listener in self._listeners:
            page.remove_listener(event, listener)
        self._listeners.clear()
        # Only Chromium forgets what a page stored.
        if self._browser.browser_type.name != "chromium":
            return False
        for one in (page, context):
            one.unroute_all(behavior="ignoreErrors")
        for another in context.pages:
            if another is not page:
                another.close()
        page.mouse.move(0, 0)
        address = urlsplit(page.url)
        origin = f"{address.scheme}://{address.netloc}"
        if address.scheme.startswith("http"):
            page.goto(f"{origin}/_stcore/health")
            page.evaluate("sessionStorage.clear()")
        if page.url != "about:blank":
            devtools = context.new_cdp_session(page)
            devtools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
            devtools.detach()
        page.goto("about:blank")
        context.clear_cookies()
        context.clear_permissions()
        page.set_viewport_size(self._SIZE)
        page.emulate_media(
            media="null",
            color_scheme="light",
            reduced_motion="no-preference",
            forced_colors="none",
        )
        return True

    def close(self) -> None:
        """Close it; the next story gets a new one."""
        if self._page is not None:
            self._page.context.close()
        self._page = None
        self._listeners.clear()


@pytest.fixture(scope="session")
def tabs(browser: Any) -> Iterator[tuple[Tab, Tab]]:
    """Tabs of two browser profiles, which the stories of a session share."""
    pair = Tab(browser), Tab(browser)
    yield pair
    for one in pair:
        one.close()


@contextmanager
def story_in(tab: Tab, session: pytest.Session) -> Iterator[Any]:
    made = tab.page()
    made.console_problems = []
    made.assert_no_console_problems = lambda: assert_no_console_problems(made)

    def on_console(message: Any) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_TWO_PARTS):
            made.console_problems.append(f"{message.type}: {message.text}")

    def on_error(error: Any) -> None:
        # Firefox reports what Streamlit's protobuf tries, catches, and does without.
        if not str(error).startswith(_TRIED_IN_FIREFOX):
            made.console_problems.append(f"exception: {error}\n{getattr(error, 'stack', '')}")

    made.on("console", on_console)
    made.on("pageerror", on_error)
    failed = session.testsfailed
    yield made
    if session.testsfailed > failed:
        tab.close()
    else:
        tab.clean()


@pytest.fixture
def page(tabs: tuple[Tab, Tab], request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page of 1366x768 pixels, the size of a projector, of a browser that knows no app.

    Its ``console_problems`` lists every console warning and error and every uncaught exception;
    ``page.assert_no_console_problems()`` fails when there is one. A script for every page
    (``add_init_script``) would stay for the stories that follow: evaluate it once the page is
    there, or take a context of ``browser``, as for a clock of Playwright's.
    """
    with story_in(tabs[0], request.session) as made:
        yield made


@pytest.fixture
def other_page(tabs: tuple[Tab, Tab], request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page of another visitor."""
    with story_in(tabs[1], request.session) as made:
        yield made
