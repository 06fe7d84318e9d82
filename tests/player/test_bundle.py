"""Modules joined to one script."""

from __future__ import annotations

import re

import pytest

from lstm_viz.player._bundle import FOLDERS, bundle


def write(folder, **modules):
    for name, source in modules.items():
        (folder / f"{name}.js").write_text(source)
    return (folder,)


def test_a_module_stands_behind_what_it_needs_and_gives_what_it_exports(tmp_path):
    folders = write(
        tmp_path,
        a='import { one, two as second } from "./b.js";\nexport const sum = one + second;\n',
        b="export const one = 1;\nexport function two() {}\nexport class Three {}\n",
    )
    joined = bundle("a.js", folders)
    assert joined.index('modules["b.js"] = ') < joined.index('modules["a.js"] = ')
    assert 'const { one, two: second } = modules["b.js"];' in joined
    assert "return { one, two, Three };" in joined
    assert not re.search(r"^(import|export)", joined, re.MULTILINE)


@pytest.mark.parametrize("what", ["function (component) {}", "mounting(Bars);"])
def test_what_streamlit_calls_is_given_as_the_default(what, tmp_path):
    joined = bundle("a.js", write(tmp_path, a=f"export const one = 1;\nexport default {what}\n"))
    assert f"\nconst mounted = {what}\n" in joined
    assert "return { one, default: mounted };" in joined


@pytest.mark.parametrize(
    "source",
    ['import all from "./b.js";', 'import "./b.js";', "export default 1;", "export { x };",
     "const here = import.meta.url;", 'const end = "</script>";'],
)
def test_a_form_that_is_not_read_is_an_error(tmp_path, source):
    with pytest.raises(ValueError, match="not read by the bundler"):
        bundle("a.js", write(tmp_path, a=source, b=""))


def test_a_circle_is_an_error(tmp_path):
    folders = write(tmp_path, a='import { x } from "./b.js";', b='import { y } from "./a.js";')
    with pytest.raises(ValueError, match=r"a\.js -> b\.js -> a\.js"):
        bundle("a.js", folders)


def test_the_player_that_stands_by_itself_is_made_of_the_modules_of_the_page():
    joined = bundle("edit.js")
    own, page, bars, *_ = ({path.name for path in folder.glob("*.js")} for folder in FOLDERS)
    found = re.findall(r'^modules\["([\w.]+)"\]', joined, re.MULTILINE)
    assert len(found) == len(set(found))
    # Without a server, two of them are other ones.
    assert set(found) == (own | page | bars | {"translator.js", "messages.js"}) - {
        "player.js", "picture_text.js", "start.js", "widget.js"
    }
    assert bundle("start.js").count('modules["bars.js"]') == 0
    assert own & page == {"server.js"}
    assert "fetch(serverAddress" in joined and "This player has no server." in joined
