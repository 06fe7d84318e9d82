"""An initial state that is trained with the model."""

from __future__ import annotations

from typing import Final

from lstm_viz.keras_code._case import LayerCase
from lstm_viz.keras_code.ways._text import data, head, keras2, model
from lstm_viz.keras_code.ways._way import Check, Way

_CLASS: Final = """

@keras.saving.register_keras_serializable(package="mine")
class InitialState(keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units

    def build(self, shape):
        self.value = self.add_weight(
            shape=(1, self.units),
            initializer="zeros",
            name="value",
        )

    def call(self, x):
        rows = keras.ops.shape(x)[0]
        return keras.ops.repeat(self.value, rows, axis=0)

    def get_config(self):
        return {**super().get_config(), "units": self.units}


"""


def _rows(case: LayerCase) -> str:
    lines = "x = x[:1]\n"
    return lines + "mask = mask[:1]\n" * (case.mask is not None)


def _trained(case: LayerCase) -> str:
    begun = "".join(
        f'model.get_layer("{name}").set_weights([{name}[:1]])\n' for name in case.states
    )
    return (
        f"{begun}before = model.predict({data(case)}, verbose=0)\n\n"
        'model.compile("adam", "mse")\n'
        f"model.fit({data(case)}, np.zeros_like(before), epochs=3, verbose=0)\n"
        'learned = model.get_layer("h0").get_weights()[0]\n'
        f"after = model.predict({data(case)}, verbose=0)\n\n"
        'model.save("learned.keras")\n'
        'model = keras.saving.load_model("learned.keras")\n'
        f"loaded = model.predict({data(case)}, verbose=0)\n\n"
        'print("h0 moved by", np.abs(learned - h0[:1]).max())\n'
    )


def _graph(case: LayerCase, starts: list[str]) -> str:
    given = f", initial_state=[{', '.join(f'{name}_in' for name in case.states)}]"
    text = model(case, given=given)
    lines = text.split("\n")
    first = 2 if case.mask is not None else 1
    return "\n".join([*lines[:first], *starts, *lines[first:]])


def _embedding(case: LayerCase) -> str:
    units = case.spec.units
    starts = ['number = keras.ops.zeros_like(x_in[:, 0, 0], dtype="int32")']
    starts += [
        f'{name}_in = keras.layers.Embedding(1, {units}, name="{name}")(number)'
        for name in case.states
    ]
    return f"{head(case)}{_rows(case)}\n{_graph(case, starts)}\n{_trained(case)}"


def _layer(case: LayerCase) -> str:
    starts = [
        f'{name}_in = InitialState({case.spec.units}, name="{name}")(x_in)' for name in case.states
    ]
    top = head(case).replace("import numpy as np\n", f"import numpy as np\n{_CLASS}", 1)
    top = top.replace("\n\n\n\n", "\n\n\n")
    return f"{top}{_rows(case)}\n{_graph(case, starts)}\n{_trained(case)}"


_CHECKS: Final = (
    Check(got="before", wanted="trace.output[:1]", got_name="the model before training"),
    Check(
        got="loaded",
        wanted="after",
        wanted_name="the trained model",
        got_name="the loaded one",
        otherwise="The loaded model answers differently, by up to {difference}.",
    ),
    Check(
        got="learned",
        wanted="trace.h_0[:1]",
        expect="different",
        wanted_name="h0 before",
        got_name="h0 after training",
        otherwise="Training did not change h0 (difference {difference}).",
    ),
)

LEARNED: Final = (
    Way(
        id="embedding",
        title="A trainable initial state from Keras' own layers",
        sentence=(
            "An Embedding with a single entry is a trainable row: looked up for every sample, it "
            "is the same learned h0 for all. The file loads anywhere, without code of yours."
        ),
        code=_embedding,
        checks=_CHECKS,
    ),
    Way(
        id="layer",
        title="A trainable initial state as a small layer of your own",
        sentence=(
            "The same as a class. The decorator lets load_model find it, as long as the program "
            "that loads the file defines or imports it too."
        ),
        code=_layer,
        checks=_CHECKS,
        keras2=lambda case: (
            keras2(_layer(case))
            .replace("keras.ops.", "tf.")
            .replace(
                "from tensorflow import keras\n",
                "import tensorflow as tf\nfrom tensorflow import keras\n",
            )
        ),
    ),
)
