"""What a new browser is sent: the HTML, the modules it names, and Plotly."""

from __future__ import annotations

import gzip
import posixpath
import re
from pathlib import Path

import plotly.graph_objects as go
import pytest
from plotly.basedatatypes import BaseTraceType
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

import lstm_viz
from lstm_viz.figures import PLOTLY_FILE, TRACES, drawing_only, plotly_js, read_once
from lstm_viz.player import imported
from lstm_viz.ui.components import PLOTLY_ROUTE
from lstm_viz.ui.server._index import ELEMENTS, ROUTES, early, elements, page_html
from lstm_viz.ui.server._joined import Joined
from lstm_viz.ui.server._plotly import plotly
from lstm_viz.ui.server._security import INDEX, content_security_policy
from lstm_viz.ui.server._shelf import Shelf, front_end, joined, own_parts
from tests.ui.server.asgi import ask

PLAYER = "/_stcore/bidi-components/lstm-viz.player/player.js"
MARKS = "/_stcore/bidi-components/lstm-viz.start_marks/start_marks.js"


@pytest.fixture(scope="module")
def app():
    """Our routes and the shelf, before an app that knows nothing."""

    async def other(request):
        return PlainTextResponse("the app")

    routes = [Route(PLOTLY_ROUTE, plotly), *ROUTES, Route("/{path:path}", other)]
    return Starlette(routes=routes, middleware=[Middleware(Shelf)])


def test_the_html_says_where_the_server_is_before_streamlit_asks():
    html = page_html(INDEX.read_text("utf-8"))
    assert html.index('src="./assets/server.js"') < html.index('type="module"')


def test_the_html_has_no_inline_script_that_the_policy_does_not_know():
    index = INDEX.read_text("utf-8")
    assert content_security_policy(page_html(index)) == content_security_policy(index)


def test_every_module_that_the_html_names_early_is_there(app):
    html = page_html("<head></head>")
    named = re.findall(r'rel="(?:module)?preload"[^>]* href="\.([^"]+)"', html)
    assert {PLAYER, PLOTLY_ROUTE} <= set(named)
    assert {*named} == {PLOTLY_ROUTE, *early(), *elements()}
    answers = [ask(app, path) for path in named]
    assert all(answer.status == 200 and answer.text != "the app" for answer in answers)


def test_streamlits_elements_are_named_with_all_that_they_import():
    named = {path.rpartition("/")[2]: path for path in elements()}
    assert {name.split(".")[0] for name in named} >= set(ELEMENTS)
    for path in named.values():
        source = front_end()[path].read_text("utf-8")
        assert set(re.findall(r'from"\./([^"]+)"', source)) <= named.keys()


def test_what_streamlits_html_names_itself_is_not_named_twice():
    html = page_html(INDEX.read_text("utf-8"))
    named = re.findall(r'href="(\./static/js/[^"]+)"', html)
    assert len(named) == len(set(named)) > len(re.findall("static/js", INDEX.read_text("utf-8")))


def test_modules_that_the_first_page_needs_come_as_one_that_is_kept_for_good(app):
    assert early()[0] == joined().path
    answer = ask(app, joined().path)
    for name in ("player", "view", "picture", "texts"):
        assert f'modules["{PLAYER.replace("player.js", f"{name}.js")}"] = (' in answer.text
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")


def test_at_its_own_address_a_module_gives_what_it_exports(app):
    parts = own_parts()
    assert {PLAYER, PLAYER.replace("player.js", "leaving.js")} <= joined().own.keys()
    for path in joined().own:
        source, answer = parts[path].read_text("utf-8"), ask(app, path)
        names = re.findall(r"^export (?:async )?(?:function|class|const) (\w+)", source, re.M)
        given = re.findall(r"^export const \{ (.*) \} = ", answer.text, re.M)
        assert (given[0].split(", ") if given else []) == names
        assert ("export default" in answer.text) == ("export default" in source)
        one = re.search(r'^import \{ modules \} from "\.\./lstm-viz/(.*)";$', answer.text, re.M)[1]
        assert joined().path.endswith(f"/lstm-viz/{one}")
        # Our names carry no version: a browser asks whether the file has changed.
        assert answer.headers["cache-control"] == "no-cache"


def test_a_module_stands_behind_those_that_it_imports_from():
    order = re.findall(r'^modules\["([^"]+)"\] = ', joined().source, re.M)
    assert len(order) == len(set(order)) == len(joined().own)
    for path in order:
        for address in imported(own_parts()[path].read_text("utf-8")):
            needed = posixpath.normpath(posixpath.join(posixpath.dirname(path), address))
            assert order.index(needed) < order.index(path)


def test_modules_that_import_each_other_are_an_error(tmp_path):
    files = {}
    for one, other in (("a", "b"), ("b", "a")):
        files[f"/x/{one}.js"] = tmp_path / f"{one}.js"
        files[f"/x/{one}.js"].write_text(f'import {{ {other} }} from "./{other}.js";\n')
    with pytest.raises(ValueError, match=r"/x/a\.js -> /x/b\.js -> /x/a\.js"):
        Joined(files, ["/x/a.js"])


def test_a_module_of_another_page_is_answered_from_memory_as_it_is_on_disk(app):
    answer = ask(app, MARKS)
    assert answer.body == own_parts()[MARKS].read_bytes()
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"


def test_a_file_that_the_browser_has_is_not_sent_again(app):
    etag = ask(app, PLAYER).headers["etag"]
    again = ask(app, PLAYER, if_none_match=etag)
    assert (again.status, again.body) == (304, b"")
    assert ask(app, PLAYER, if_none_match='"other"').status == 200


def test_streamlits_hashed_files_are_kept_for_good(app):
    path = next(path for path in front_end() if path.endswith(".js"))
    answer = ask(app, path)
    assert answer.body == front_end()[path].read_bytes()
    assert "immutable" in answer.headers["cache-control"]


def test_what_is_worth_it_is_compressed_for_a_class_on_one_network(app):
    paths = [MARKS, joined().path, *(path for path in front_end() if "/js/index." in path)]
    for path in paths:
        plain, packed = ask(app, path), ask(app, path, accept_encoding="gzip, br")
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert gzip.decompress(packed.body) == plain.body
        assert packed.headers["etag"] == plain.headers["etag"]
        assert 2 * len(packed.body) < len(plain.body)
    font = next(path for path in front_end() if path.endswith(".woff2"))
    assert "content-encoding" not in ask(app, font, accept_encoding="gzip").headers


def test_streamlits_copy_of_plotly_makes_ready_what_our_pictures_are_made_of(app):
    path = next(path for path in front_end() if "/js/PlotlyChart." in path)
    source, answer = front_end()[path].read_bytes(), ask(app, path).body
    assert answer == drawing_only(source, TRACES)
    calls = re.search(rb"\.register\(\[([^\]]*)\]", answer)[1].split(b",")
    for kind, call in zip(TRACES, calls, strict=True):
        assert call.removesuffix(b"()") + b'=_({"lib/%s.js"' % kind.encode() in source


@pytest.mark.parametrize(
    "path", ["/static/js/none.js", "/static/../_shelf.py", "/_stcore/bidi-components/x/player.js"]
)
def test_what_is_not_on_the_shelf_is_the_apps(app, path):
    assert ask(app, path).text == "the app"


def test_below_a_path_of_the_server_the_shelf_answers_there_alone():
    routes = [Route("/{path:path}", lambda request: PlainTextResponse("the app"))]
    app = Starlette(routes=routes, middleware=[Middleware(Shelf, base="/viz")])
    assert ask(app, f"/viz{joined().path}").text == joined().source
    assert ask(app, joined().path).text == "the app"
    assert ask(app, f"/vizard{joined().path}").text == "the app"


def test_a_head_request_gets_no_body(app):
    answer = ask(app, MARKS, "HEAD")
    assert answer.body == b""
    assert int(answer.headers["content-length"]) == own_parts()[MARKS].stat().st_size


def test_plotly_is_compressed_for_browsers_that_can_read_it(app):
    answer = ask(app, PLOTLY_ROUTE, accept_encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(answer.body) == plotly_js()
    assert int(answer.headers["content-length"]) < PLOTLY_FILE.stat().st_size / 2


def test_plotly_is_written_so_that_a_browser_reads_it_once():
    source = PLOTLY_FILE.read_bytes()
    written = read_once(source)
    assert b" : this, (function() {" in written
    assert b"var Plotly=(function(){" in written
    # Nothing else is another one.
    back = written.replace(b"(function() {", b"() => {", 1).replace(b"(function(){", b"(()=>{", 1)
    back = b"})();\n/*!".join(back.rsplit(b"}).call(this);\n/*!", 1))
    assert b"}));".join(back.rsplit(b"}).bind(this)));", 1)) == source
    # What is written in another way is left alone.
    assert read_once(b"var Plotly=(()=>{})();") == b"var Plotly=(()=>{})();"


def test_plotly_makes_only_what_the_player_draws_ready():
    source = PLOTLY_FILE.read_bytes()
    written = drawing_only(source, TRACES)
    start = next(k for k in range(len(source)) if source[k : k + 64] != written[k : k + 64]) + 63
    assert source[:start] == written[:start]
    left_out = len(source) - len(written)
    assert 150 < left_out < 2_000
    # What it does not know is left alone.
    assert drawing_only(source, (*TRACES, "no_such_kind")) == source
    assert drawing_only(b"var Plotly=1;", TRACES) == b"var Plotly=1;"


def test_every_picture_is_made_of_what_plotly_is_ready_for():
    source = "".join(path.read_text() for path in Path(lstm_viz.__file__).parent.rglob("*.py"))
    named = {name for name in re.findall(r"\bgo\.(\w+)", source)}
    kinds = {name: getattr(go, name, None) for name in named}
    drawn = {
        name.lower()
        for name, kind in kinds.items()
        if isinstance(kind, type) and issubclass(kind, BaseTraceType)
    }
    assert drawn == {"scatter", *TRACES}


def test_plotly_is_sent_as_it_is_to_others(app):
    answer = ask(app, PLOTLY_ROUTE, accept_encoding="identity")
    assert "content-encoding" not in answer.headers
    assert answer.body == PLOTLY_FILE.read_bytes()


def test_the_first_script_asks_for_the_installed_plotly(app):
    assert f'"./{PLOTLY_ROUTE.lstrip("/")}"' in ask(app, "/assets/server.js").text
