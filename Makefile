PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test test-quick test-long test-lowest test-firefox lint docs train screenshot benchmarks clean messages

run: $(VENV)/.installed
	@echo "LSTM Viz: http://127.0.0.1:$(PORT)"
	@$(BIN)/streamlit run app.py --server.port $(PORT) --logger.hideWelcomeMessage true

test: $(VENV)/.installed-test
	@CHROMIUM="$$(.ci/ensure_chromium.sh $(BIN)/playwright)" && export CHROMIUM && \
	$(BIN)/python -m pytest -m "not long" -n 3 --dist loadfile --no-loadscope-reorder

# What needs no browser and is not slow: about a minute and a half, to be run after every change.
test-quick: $(VENV)/.installed-test
	$(BIN)/python -m pytest -m "not long and not browser and not slow" -n 2 --dist loadfile \
		--no-loadscope-reorder -q

# The repeats that `make test` leaves out: every configuration, every writer of files, more noise,
# more examples of properties (Hypothesis); the wheel, the documentation, and a real JupyterLab.
test-long: $(VENV)/.installed-test
	@$(BIN)/pip install -q --disable-pip-version-check -e ".[docs,notebook-test]"
	@CHROMIUM="$$(.ci/ensure_chromium.sh $(BIN)/playwright)" && export CHROMIUM && \
	LSTM_VIZ_LONG=1 $(BIN)/python -m pytest -m "long or hypothesis" -n 2 --dist worksteal

# Every dependency at its lower bound, in an environment of its own: what reads files, draws, writes
# and shows the page.
test-lowest: $(BIN)/python
	rm -rf $(VENV)-lowest && $(PYTHON) -m venv $(VENV)-lowest
	$(PYTHON) .ci/lowest.py > $(VENV)-lowest/lowest.txt
	$(VENV)-lowest/bin/pip install -q --disable-pip-version-check \
		-c $(VENV)-lowest/lowest.txt -e ".[test]"
	@CHROMIUM="$$(.ci/ensure_chromium.sh $(VENV)-lowest/bin/playwright)" && export CHROMIUM && \
	$(VENV)-lowest/bin/python -m pytest -q -m "not long" tests/models/test_sample_models.py \
		tests/states tests/inputs tests/export tests/figures tests/commands/test_cli.py \
		tests/ui/explore tests/browser/test_show.py

# Stories of the browser in a Firefox as it is installed, by WebDriver BiDi. Newer versions of
# Playwright than this one ask for commands that Firefox 153 does not have.
FIREFOX_STORIES ?= tests/browser/test_player.py tests/browser/test_state_editor.py
FIREFOX ?= $(shell command -v firefox-esr || command -v firefox)
test-firefox: $(VENV)/.installed-test
	@[ -n "$(FIREFOX)" ] || { echo "No Firefox: install it (Debian: apt-get install firefox-esr)"; exit 1; }
	$(BIN)/pip install -q --disable-pip-version-check --upgrade --target $(VENV)-firefox playwright==1.58.0
	PYTHONPATH=$(VENV)-firefox FIREFOX=$(FIREFOX) $(BIN)/python -m pytest -q -m "not long" $(FIREFOX_STORIES)

# Every example is run; a link that leads nowhere ends the build.
docs: $(VENV)/.installed
	@$(BIN)/pip install -q --disable-pip-version-check -e ".[docs]"
	$(BIN)/sphinx-build -n -W --keep-going -q docs docs/_build/html
	@echo "docs/_build/html/index.html"

lint: $(VENV)/.installed-test
	@$(BIN)/pip install -q --disable-pip-version-check -e ".[dev]"
	$(BIN)/ruff check .
	$(BIN)/mypy

train: $(VENV)/.installed
	$(BIN)/pip install -q -e ".[train]"
	$(BIN)/python sample_models/train_all.py

screenshot: $(VENV)/.installed-test
	@CHROMIUM="$$(.ci/ensure_chromium.sh $(BIN)/playwright)" && export CHROMIUM && \
	$(BIN)/python .ci/screenshot.py

benchmarks: $(VENV)/.installed-test
	@CHROMIUM="$$(.ci/ensure_chromium.sh $(BIN)/playwright)" && export CHROMIUM && \
	for name in tracing truth sweep player state_editor reader own_models ensembles dynamics export \
		class_load first_picture; do \
		$(BIN)/python -m benchmarks.$$name; done

# Brings the catalogues of translations up to date with the messages in the sources.
messages: $(VENV)/.installed-test
	@$(BIN)/pip install -q --disable-pip-version-check -e ".[dev]"
	@$(BIN)/python .ci/messages.py

clean:
	rm -rf $(VENV) $(VENV)-lowest $(VENV)-firefox docs/_build docs/reference/generated

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(BIN)/pip install -q --disable-pip-version-check -e ".[test]"
	@touch $@
