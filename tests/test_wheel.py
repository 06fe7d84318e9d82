"""The package as a person installs it: a wheel, with nothing of the checkout beside it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.conftest import ROOT, free_port, wait_until_healthy

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel in it; its packages are those of this environment.

    A plain path in a ``.pth`` file brings them in without this environment's link to the checkout.
    """
    home = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    build = ["wheel", "--no-deps", "--wheel-dir", str(home), str(ROOT)]
    subprocess.run([*pip, *build], check=True, cwd=home)
    (wheel,) = home.glob("lstm_viz-*.whl")
    environment = home / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    python = environment / "bin" / "python"
    install = ["--python", str(python), "install", "--no-deps", str(wheel)]
    subprocess.run([*pip, *install], check=True, cwd=home)
    told = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own = subprocess.run([python, "-c", told], check=True, capture_output=True, text=True).stdout
    (Path(own.strip()) / "packages.pth").write_text(sysconfig.get_path("purelib"))
    return environment


def variables() -> dict[str, str]:
    """Of this process, without what points at the checkout."""
    return {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", "PYTHONHOME") and not name.startswith("LSTM_VIZ_")
    }


def test_the_api_and_the_bundled_models_come_from_the_wheel(installed, tmp_path):
    program = (
        "import lstm_viz as lv, sys\n"
        "from lstm_viz.models import load_sample, sample_names\n"
        "print(lv.__file__)\n"
        "for name in sample_names():\n"
        "    sample = load_sample(name)\n"
        "    lv.trace(sample.model, sample.sequences[0].x, lv.InitialState.zeros(sample.model))\n"
        "print(*sys.path, sep='|')\n"
    )
    run = subprocess.run(
        [installed / "bin" / "python", "-c", program],
        capture_output=True, text=True, cwd=tmp_path, env=variables(),
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    file, path = run.stdout.splitlines()
    assert Path(file).is_relative_to(installed)
    assert str(ROOT) not in path.split("|")


@pytest.mark.browser
def test_lstm_viz_starts_with_the_bundled_models(installed, tmp_path, page):
    port = free_port()
    url, log_file = f"http://127.0.0.1:{port}", tmp_path / "app.log"
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            [installed / "bin" / "lstm-viz", "--port", str(port)],
            cwd=tmp_path, env=variables(), stdin=subprocess.DEVNULL, stdout=log,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        wait_until_healthy(process, url, log_file)
        page.goto(url)
        page.locator(".lv-player[data-revision]").wait_for(timeout=90_000)
        page.locator(".lv-step", has_text="of 118").wait_for()
        page.assert_no_console_problems()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def test_the_command_tells_the_versions_at_once(installed, tmp_path):
    run = subprocess.run(
        [installed / "bin" / "lstm-viz", "--version"],
        capture_output=True, text=True, cwd=tmp_path, env=variables(),
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    names = [line.split()[0] for line in run.stdout.splitlines()]
    assert {"lstm-viz", "Python", "tensorflow", "keras", "numpy", "streamlit"} <= set(names)
    assert "is not installed" not in run.stdout
