"""The harmless files with one thing wrong: refused with the right code, or opened with a note."""

from __future__ import annotations

import pytest

from lstm_viz.models import REFUSAL_CODES, ModelRefused, load_model
from tests.models.reader.files import FOLDER

pytestmark = pytest.mark.slow

REFUSED = {
    "c01_empty.keras": "empty",
    "c03_truncated.keras": "zip-damaged",
    "c11_weights_bomb.keras": "zip-limit",
    "c13_missing_weights.keras": "zip-missing",
    "c15_missing_config.keras": "zip-missing",
    "c17_encrypted_flag.keras": "zip-encrypted",
    "c19_npz_weights.keras": "zip-missing",
    "h08_shape_bomb_8EB.keras": "h5-limit",
    "h10_hardlink_cycle.keras": "h5-cycle",
    "h12_vlen_dtype.keras": "h5-dtype",
    "h14_reference.keras": "h5-dtype",
    "h16_inf.keras": "weights-not-finite",
    "h18_missing.keras": "weights-missing",
    "h24_complex.keras": "h5-dtype",
    "h28_null_space.keras": "h5-dtype",
    "h32_scaleoffset_filter.keras": "h5-filter",
    "j02_deep.keras": "json-limit",
    "j03_list.keras": "config",
    "j05_nan.keras": "json-number",
    "j07_hugeint.keras": "json-number",
    "j09_units_60k.keras": "value",
    "j11_units_str.keras": "value",
    "j13_units_true.keras": "value",
    "j15_20k_layers.keras": "limit",
    "j17_custom_registered.keras": "custom-layer",
    "j19_module_builtin_fn.keras": "custom-layer",
    "j23_activation_any_keras_fn.keras": "activation",
    "j27_long_name.keras": "name",
    "j29_nested_150.keras": "json-limit",
    "j31_stateful_batch_1e9.keras": "value",
    "j33_orthogonal_4096.keras": "weights-shape",
    "j35_unknown_key.keras": "config-key",
    "j39_no_lstm.keras": "no-recurrent-layer",
    "l01_config_missing.h5": "weights-alone",
    "l03_config_array.h5": "h5-attribute",
    "l05_layer_names_slash.h5": "weights-name",
    "l07_lambda.h5": "lambda-layer",
}
OPENED = {
    "c05_h5_named_keras.keras": None,
    "h20_float64.keras": "float64",
    "h22_float16.keras": "float16",
    "h30_gzip_ok.keras": None,
    "j25_numpy_special.keras": None,
    "j37_float64.keras": "float64",
    "l09_typespec.h5": None,
}
# Stopped before the description of the model, or without one.
NO_ROWS = {"empty", "json-limit", "json-number", "config", "weights-alone", "h5-attribute"}


def test_every_file_of_the_folder_is_tested():
    assert {path.name for path in (FOLDER / "refused").iterdir()} == {*REFUSED, *OPENED}


@pytest.mark.parametrize("name", REFUSED)
def test_file_is_refused_with_its_code_in_one_sentence(name):
    with pytest.raises(ModelRefused) as refused:
        load_model(FOLDER / "refused" / name)
    code, sentence = refused.value.code, str(refused.value)
    assert code == REFUSED[name]
    assert code in REFUSAL_CODES
    assert sentence.endswith(".") and "\n" not in sentence and len(sentence) < 400
    hidden = code in NO_ROWS or code.startswith("zip-")
    assert bool(refused.value.layers) != hidden


@pytest.mark.parametrize("name", OPENED)
def test_file_is_opened_and_says_what_was_done(name):
    model = load_model(FOLDER / "refused" / name)
    assert model.layers[0].kind == "LSTM"
    if OPENED[name] is None:
        assert model.notes == ()
    else:
        assert OPENED[name] in model.notes[0]


def test_a_refused_custom_layer_is_named_with_the_way_out():
    with pytest.raises(ModelRefused) as refused:
        load_model(FOLDER / "refused" / "j17_custom_registered.keras")
    assert str(refused.value) == (
        "j17_custom_registered.keras is not opened. Layer 'a' is a custom layer `Attention2`: "
        "this page runs only built-in layers. In Python, use lstm_viz.wrap(model)."
    )
    rows = [(row.name, row.class_name, row.config) for row in refused.value.layers]
    assert ("lstm", "LSTM") in [row[:2] for row in rows]
    assert ("a", "Attention2", "") in rows
