"""Does a transfer help? The numbers of the training script, and what they support."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from lstm_viz._language import N_
from lstm_viz.figures import start_results_figure
from lstm_viz.keras_code.transfer import RUNS, StartResults, start_results, untrained_accuracy
from lstm_viz.ui import visit
from lstm_viz.ui.visit import caches, chart, t, translate

_CAVEAT: Final = N_("""
**What this supports:** the intervals above, for this small task, this training and these waves.
**What it does not support:** that either start is good or bad elsewhere. Dai and Le (2015) had
long texts and far more unlabelled data, and found pretrained LSTMs "more stable" and better at
generalizing. And beware of few seeds: with the first five of these alone, states had the best mean,
by less than their own spread.
""")


_STARTS: Final = {
    "from scratch": N_("from scratch"),
    "weights": N_("weights"),
    "state": N_("state"),
    "states": N_("states"),
    "states and weights": N_("states and weights"),
    "both": N_("both"),
}


def transfer_results(*, is_bundled: bool) -> None:
    """Draw the table of the four starts for the bundled pair; say why there is none for others."""
    st.header(t("Does it help?"), anchor=False)
    if not is_bundled:
        st.markdown(
            t(
                "For your own models the lab shows outputs only: whether a start helps "
                "is known after training, with many seeds. The bundled autoencoder and "
                "classifier have such numbers."
            )
        )
        return
    results = start_results()
    st.markdown(
        t(
            "`sample_models/autoencoder/train.py` trained a new classifier on "
            "{labelled} labelled waves from each of four starts, with {seeds} seeds, "
            "and tested it on {test} others.",
            labelled=results.labelled,
            seeds=results.seeds,
            test=results.test,
        )
    )
    left, right = st.columns([1.1, 1], gap="medium")
    with left:
        st.table(_table(results))
        st.caption(
            t(
                "Mean ± standard deviation over seeds. Differences to “from scratch” "
                "are taken seed by seed: the same labelled waves in both."
            )
        )
        st.markdown(
            "\n".join(
                f"- **{t.known(_STARTS[way])}**: {t.known(results.verdict(way))}"
                for way in results.difference
            )
        )
    with right:
        chart(
            start_results_figure(results, dark=visit.is_dark(), t=translate()),
            key="transfer_results",
            origin=(
                "Transfer lab",
                f"Accuracy on {results.test} test waves, by sample_models/autoencoder/train.py.",
            ),
            alt=t("Accuracy of every seed from each start; the table has means and spreads."),
        )
    st.markdown(t.known(_CAVEAT))
    with caches.TRACING:
        accuracy = untrained_accuracy()
    told = ", ".join(f"{t.known(RUNS[way])} **{value:.3f}**" for way, value in accuracy.items())
    st.markdown(
        t(
            "The trained classifier above, on the same {test} waves *without* training "
            "after the transfer: {told}; guessing gives {chance:g}. Parameters alone "
            "are a starting point and nothing more.",
            test=results.test,
            told=told,
            chance=results.chance,
        )
    )


def _table(results: StartResults) -> pd.DataFrame:
    lines = []
    for way in results.accuracy:
        line = {
            t("start"): t.known(_STARTS[way]),
            t("accuracy"): f"{results.mean(way):.3f} ± {results.spread(way):.3f}",
            t("difference"): "",
            t("95 % interval"): "",
        }
        if way in results.difference:
            mean, low, high = results.difference[way]
            line[t("difference")] = f"{mean:+.3f}"
            line[t("95 % interval")] = t("{low:+.3f} to {high:+.3f}", low=low, high=high)
        lines.append(line)
    return pd.DataFrame(lines).set_index(t("start"))
