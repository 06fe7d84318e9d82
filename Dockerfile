# LSTM Viz as a container: docs/how_to/serving.md says how to run it.
# BASE is any Debian with Python 3.11 to 3.13, its venv, and a C library as new as TensorFlow wants.
ARG BASE=python:3.12-slim

FROM ${BASE} AS built
COPY pyproject.toml README.md /source/
COPY .streamlit /source/.streamlit
COPY lstm_viz /source/lstm_viz
COPY sample_models /source/sample_models
RUN python3 -m venv /opt/lstm-viz && /opt/lstm-viz/bin/pip install --no-cache-dir /source

FROM ${BASE}
COPY --from=built /opt/lstm-viz /opt/lstm-viz
COPY app.py /srv/lstm-viz/
COPY .streamlit /srv/lstm-viz/.streamlit
WORKDIR /srv/lstm-viz
# Nobody in particular: not root, no home, and nothing that is its own.
USER 10001:10001
ENV PATH=/opt/lstm-viz/bin:$PATH HOME=/tmp PYTHONDONTWRITEBYTECODE=1
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8501/healthz', timeout=4)"]
# Streamlit's welcome would ask another site for this machine's address.
# What follows the image's name replaces the last line: the names under which the page is asked for.
ENTRYPOINT ["streamlit", "run", "app.py", "--server.address", "0.0.0.0", \
            "--logger.hideWelcomeMessage", "true"]
CMD ["--server.allowedHosts", "localhost"]
