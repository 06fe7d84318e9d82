"""Where a notebook runs, and what `show` says there."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

import lstm_viz as lv
from lstm_viz import _where
from lstm_viz._start import command


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    for name in ("COLAB_RELEASE_TAG", "JUPYTERHUB_SERVICE_PREFIX"):
        monkeypatch.delenv(name, raising=False)
    for name in ("google.colab", "ipykernel"):
        monkeypatch.delitem(sys.modules, name, raising=False)


def test_each_place_is_known_by_what_it_sets(monkeypatch):
    assert _where.where() == "computer"
    monkeypatch.setitem(sys.modules, "ipykernel", ModuleType("ipykernel"))
    assert _where.where() == "notebook"
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/me/")
    assert _where.where() == "hub"
    monkeypatch.setenv("COLAB_RELEASE_TAG", "1")
    assert _where.where() == "colab"


def test_on_colab_show_names_what_works(monkeypatch):
    monkeypatch.setenv("COLAB_RELEASE_TAG", "1")
    with pytest.raises(lv.LstmVizError, match=r"Colab.*lstm_viz\.player.*lstm_viz\.edit"):
        lv.show(None, None, port=8700)


def test_on_a_hub_show_wants_a_proxy_or_a_tunnel(monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/me/")
    with pytest.raises(lv.LstmVizError, match=r"JupyterHub.*proxy='https.*port="):
        lv.show(None, None)
    _where.check_reachable(port=8700, proxy=None)
    _where.check_reachable(port=None, proxy="https://hub.example.edu/user/me")


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://hub.example.edu/user/me", "https://hub.example.edu/user/me/proxy/8700/"),
        ("https://hub.example.edu/user/me/lab/tree/a.ipynb?reset",
         "https://hub.example.edu/user/me/proxy/8700/"),
        ("http://localhost:8888/", "http://localhost:8888/proxy/8700/"),
        ("https://hub.example.edu/user/labrador/tree",
         "https://hub.example.edu/user/labrador/proxy/8700/"),
    ],
)
def test_the_address_behind_the_proxy(address, url):
    assert _where.behind(address, 8700)[0] == url


@pytest.mark.parametrize("address", ["hub.example.edu", "ftp://hub", "https://", "/user/me"])
def test_what_is_no_address_of_jupyter_is_refused(address):
    with pytest.raises(lv.LstmVizError, match="no address of Jupyter"):
        _where.behind(address, 8700)


def test_the_name_of_the_proxy_is_answered_beside_those_of_this_computer():
    words = command(8799, ["hub.example.edu"])
    hosts = [word.split("=")[1] for word in words if word.startswith("--server.allowedHosts=")]
    assert hosts == ["localhost", "127.0.0.1", "::1", "hub.example.edu"]
