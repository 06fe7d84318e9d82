"""The ``lstm-viz`` command: what it starts, and how it tells a mistake."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from lstm_viz import __main__ as cli


@pytest.fixture
def started(monkeypatch):
    """What ``main`` would have started, as ``(words, variables)``."""
    calls = []
    monkeypatch.setattr(cli, "_run", lambda words, variables: calls.append((words, variables)) or 0)
    return calls


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def made(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(b"")
    return path


def mistake(capsys, arguments: list[str]) -> str:
    """The one line on stderr of a call that must end with 2."""
    try:
        code = cli.main(arguments)
    except SystemExit as end:
        code = end.code
    told = capsys.readouterr()
    assert code == 2
    assert told.out == ""
    assert "Traceback" not in told.err
    assert len(told.err.splitlines()) == 1
    return told.err


def test_help_teaches_by_examples(capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["--help"])
    told = capsys.readouterr().out
    assert end.value.code == 0
    assert "lstm-viz my_model.keras --input x.npy" in told
    assert "(batch, steps, features)" in told


def test_missing_model_is_named(capsys, started):
    assert "'nowhere.keras' does not exist" in mistake(capsys, ["nowhere.keras"])
    assert not started


def test_folder_is_no_model(capsys, started, tmp_path):
    assert "is not a file" in mistake(capsys, [str(tmp_path)])
    assert not started


def test_model_of_another_format_is_refused(capsys, started, tmp_path):
    assert "must end in .keras" in mistake(capsys, [str(made(tmp_path, "model.pkl"))])
    assert not started


def test_missing_input_is_named(capsys, started, tmp_path):
    model = made(tmp_path, "model.keras")
    told = mistake(capsys, [str(model), "--input", str(tmp_path / "x.npy")])
    assert "x.npy' does not exist" in told
    assert not started


def test_input_of_another_format_is_refused(capsys, started, tmp_path):
    model, given = made(tmp_path, "model.keras"), made(tmp_path, "x.pkl")
    assert ".npy or .npz or .csv" in mistake(capsys, [str(model), "--input", str(given)])
    assert not started


def test_input_needs_a_model(capsys, started):
    assert "--input needs a model" in mistake(capsys, ["--input", "x.npy"])
    assert not started


@pytest.mark.parametrize("port", ["0", "65536", "-1"])
def test_port_out_of_range(capsys, started, port):
    assert "between 1 and 65535" in mistake(capsys, [f"--port={port}"])
    assert not started


def test_port_must_be_a_number(capsys, started):
    assert "invalid int value: 'http'" in mistake(capsys, ["--port", "http"])
    assert not started


def test_port_in_use(capsys, started):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"Port {port} cannot be used" in mistake(capsys, ["--port", str(port)])
    assert not started


def test_unknown_option_is_one_sentence(capsys, started):
    assert "unrecognized arguments: --speed" in mistake(capsys, ["--speed"])
    assert not started


@pytest.mark.parametrize("name", ["model.keras", "model.h5", "MODEL.HDF5"])
def test_every_form_of_a_model_file_is_taken(name, started, free_port, tmp_path):
    assert cli.main([str(made(tmp_path, name)), "--port", str(free_port)]) == 0
    [(_, variables)] = started
    assert variables["LSTM_VIZ_MODEL"] == str(tmp_path / name)


def test_model_and_input_reach_the_app_as_absolute_paths(
    started, free_port, tmp_path, monkeypatch
):
    made(tmp_path, "model.keras"), made(tmp_path, "x.npy")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["model.keras", "--input", "x.npy", "--port", str(free_port)]) == 0
    [(_, variables)] = started
    assert variables["LSTM_VIZ_MODEL"] == str(tmp_path / "model.keras")
    assert variables["LSTM_VIZ_INPUT"] == str(tmp_path / "x.npy")


def test_the_app_gets_the_given_model_and_no_inherited_input(monkeypatch, capfd):
    monkeypatch.setenv("LSTM_VIZ_MODEL", "left over")
    monkeypatch.setenv("LSTM_VIZ_INPUT", "left over")
    words = "import os; print(sorted(i for i in os.environ.items() if 'LSTM_VIZ' in i[0]))"
    with cli.start([sys.executable, "-c", words], {"LSTM_VIZ_MODEL": "given"}) as child:
        child.wait()
    assert capfd.readouterr().out == "[('LSTM_VIZ_MODEL', 'given')]\n"


def test_app_is_run_by_this_python_on_this_computer_only(started, free_port, capsys):
    assert cli.main(["--port", str(free_port)]) == 0
    [(words, _)] = started
    assert words[:4] == [sys.executable, "-m", "streamlit", "run"]
    assert Path(words[4]).is_file()
    assert words[words.index("--server.address") + 1] == "127.0.0.1"
    assert words[words.index("--server.port") + 1] == str(free_port)
    assert f"http://127.0.0.1:{free_port}" in capsys.readouterr().out


def test_settings_of_the_app_are_passed_on(started, free_port):
    assert cli.main(["--port", str(free_port)]) == 0
    [(words, _)] = started
    assert "--browser.gatherUsageStats=false" in words
    assert "--client.showErrorDetails=none" in words
    assert "--server.maxUploadSize=64" in words
    hosts = [word for word in words if word.startswith("--server.allowedHosts=")]
    assert "--server.allowedHosts=localhost" in hosts
    assert "--server.allowedHosts=127.0.0.1" in hosts


def test_exit_code_of_the_app_is_handed_on():
    assert cli._run([sys.executable, "-c", "raise SystemExit(3)"], {}) == 3


def test_who_may_show_the_page_in_a_frame_reaches_the_app(started, free_port):
    arguments = ["serve", "--port", str(free_port)]
    for site in ("https://Course.example.edu/", "http://other.example:8080"):
        arguments += ["--embed", site]
    assert cli.main(arguments) == 0
    [(_, variables)] = started
    assert variables == {
        "LSTM_VIZ_EMBED": "https://course.example.edu http://other.example:8080"
    }


def test_a_site_that_cannot_be_named_is_refused(capsys, started):
    told = mistake(capsys, ["serve", "--embed", "course.example.edu"])
    assert "does not begin with https://" in told
    assert "any page" in mistake(capsys, ["--embed", "*"])
    assert not started
