PYTHON ?= python3
PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint train screenshot benchmarks clean

run: $(VENV)/.installed
	@echo "LSTM Viz: http://127.0.0.1:$(PORT)"
	@$(BIN)/streamlit run app.py --server.port $(PORT) --logger.hideWelcomeMessage true

test: $(VENV)/.installed-test
	@CHROMIUM="$$(.ci/ensure_chromium.sh $(BIN)/playwright)" && export CHROMIUM && \
	$(BIN)/python -m pytest -n 3 --dist worksteal

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
	for name in tracing truth sweep player state_editor reader own_models ensembles dynamics export; do \
		$(BIN)/python -m benchmarks.$$name; done

clean:
	rm -rf $(VENV)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(BIN)/pip install -q --disable-pip-version-check -e ".[test]"
	@touch $@
