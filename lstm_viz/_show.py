"""`show`: open the app on a model in memory."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Mapping
from contextlib import suppress
from html import escape
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import numpy as np

from lstm_viz._own_time import OwnTime
from lstm_viz._start import ADDRESS, SCENARIOS_VARIABLE, command, environment, start
from lstm_viz._where import behind, check_reachable
from lstm_viz.errors import LstmVizError
from lstm_viz.models import ModelRefused, RecurrentModel, load_model
from lstm_viz.states import InitialState

_START_SECONDS: Final = 60


class Dashboard:
    """A running app that shows one model; `show` makes it.

    Attributes
    ----------
    url : str
        Its address, on this computer only or behind the proxy.
    """

    def __init__(self, url: str, process: subprocess.Popen, folder: Any) -> None:
        self.url = url
        self._process = process
        self._folder = folder

    def stop(self) -> None:
        """End the app and remove its temporary files."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()

    def __enter__(self) -> Dashboard:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"Dashboard(url={self.url!r})"

    def _repr_html_(self) -> str:
        url = escape(self.url)
        return f'LSTM Viz: <a href="{url}" target="_blank" rel="noopener">{url}</a>'


def show(
    model: RecurrentModel,
    x: Any,
    scenarios: Mapping[str, InitialState] | None = None,
    *,
    port: int | None = None,
    open_browser: bool = True,
    proxy: str | None = None,
) -> Dashboard:
    """Open the app on a model, an input and initial states of one's own.

    The app runs in a process of its own, on copies: the model in memory is only read. It answers on
    the computer that Python runs on: on a JupyterHub it needs a proxy, on Colab it does not work;
    `player` and `edit` work in every notebook.

    Parameters
    ----------
    model : RecurrentModel
    x : array, sequence or dict of arrays
        As for `trace`: ``(batch, T, features)`` or ``(batch, T)`` token ids per model input.
    scenarios : mapping of name to InitialState, optional
        At most 6; by default zeros and a random one.
    port : int, optional
        A free one by default.
    open_browser : bool
        Open the page in the default browser; behind a proxy, the link is shown instead.
    proxy : str, optional
        Address of a Jupyter that has jupyter-server-proxy, such as
        ``https://hub.example.edu/user/me``: the app is then at ``/proxy/PORT/`` below it.

    Returns
    -------
    Dashboard
        Stop it with ``.stop()``, or use it as a context manager.

    Raises
    ------
    LstmVizError
        When the input does not fit the model, the model cannot be saved or has layers that the page
        does not run, or the app does not start; where no browser would reach it.
    """
    check_reachable(port=port, proxy=proxy)
    arrays = model.inputs(x)
    states = {name: state.to_json() for name, state in (scenarios or {}).items()}
    folder = tempfile.TemporaryDirectory(prefix="lstm_viz_")
    try:
        home = Path(folder.name)
        file = home / f"{re.sub(r'[^A-Za-z0-9_-]+', '_', model.name) or 'model'}.keras"
        try:
            model.keras.save(file)
        except Exception as error:
            raise LstmVizError(
                f"The model '{model.name}' cannot be saved for the app: {error}"
            ) from error
        _check(file)
        given = home / "input.npz"
        names = [tensor.name for tensor in model.keras.inputs]
        np.savez(given, **dict(zip(names, arrays, strict=True)))
        variables = environment(str(file), str(given))
        if states:
            (home / "scenarios.json").write_text(json.dumps(states), encoding="utf-8")
            variables[SCENARIOS_VARIABLE] = str(home / "scenarios.json")
        chosen = port if port is not None else _free_port()
        local = f"http://{ADDRESS}:{chosen}"
        url, hosts = (local, ()) if proxy is None else _behind(proxy, chosen)
        process = start(command(chosen, hosts), variables)
        dashboard = Dashboard(url, process, folder)
    except BaseException:
        folder.cleanup()
        raise
    try:
        _wait(local, process)
    except BaseException:
        dashboard.stop()
        raise
    if open_browser and proxy is None:
        webbrowser.open(dashboard.url)
    return dashboard


def _behind(proxy: str, port: int) -> tuple[str, tuple[str, ...]]:
    url, host = behind(proxy, port)
    return url, (host,)


def _check(file: Path) -> None:
    """Open the file as the app will, so that a model it does not run is told here."""
    try:
        load_model(file)
    except ModelRefused as refused:
        reason = str(refused).removesuffix(" In Python, use lstm_viz.wrap(model).")
        raise LstmVizError(
            f"{reason} The page cannot show this model; lstm_viz.trace(model, x) traces it."
        ) from refused


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, process: subprocess.Popen) -> None:
    allowed = OwnTime(process.pid, _START_SECONDS)
    while allowed.left:
        if process.poll() is not None:
            raise LstmVizError(f"The app ended at its start with code {process.returncode}.")
        with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        time.sleep(0.1)
    raise LstmVizError(f"The app did not answer at {url} within {_START_SECONDS} s.")
