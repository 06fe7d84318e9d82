"""The table of layers: which settings each class has and which weights follow from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ._fields import (
    REQUIRED,
    Check,
    activation,
    choice,
    either,
    flag,
    listed,
    number,
    only,
    optional,
    single,
    units,
    whole,
)

# Size in a weight's shape that follows from what enters the layer.
ANY: Final = None
Shape = tuple[int | None, ...]


@dataclass(frozen=True, kw_only=True)
class LayerClass:
    """One class of layer that is read.

    Attributes
    ----------
    fields : mapping of str to (check, default)
        Settings that are kept.
    weights : function of the settings
        Name and shape of every weight in Keras' order; `ANY` sizes follow from the input.
    aliases : mapping of str to str
        Older names of settings.
    not_trained : frozenset of str
        Weights that training does not touch.
    """

    fields: Mapping[str, tuple[Check, Any]]
    weights: Callable[[Mapping[str, Any]], dict[str, Shape]] = lambda config: {}
    aliases: Mapping[str, str] = field(default_factory=dict)
    not_trained: frozenset[str] = frozenset()


_NONE: Final = only(None)
_RATE: Final = number(0, 1)
_AXIS: Final = whole(-5, 5)
_LAST: Final = (choice("channels_last", None), "channels_last")

_CELL: Final = {
    "units": (units, REQUIRED),
    "activation": (activation, "tanh"),
    "use_bias": (flag, True),
    "dropout": (_RATE, 0.0),
    "recurrent_dropout": (_RATE, 0.0),
}
_LSTM_CELL: Final = {
    **_CELL,
    "recurrent_activation": (activation, REQUIRED),
    "unit_forget_bias": (flag, True),
}
_GRU_CELL: Final = {
    **_CELL,
    "recurrent_activation": (activation, REQUIRED),
    "reset_after": (flag, False),
}
_RECURRENT: Final = {
    "return_sequences": (flag, False),
    "return_state": (flag, False),
    "go_backwards": (flag, False),
    "stateful": (flag, False),
    "zero_output_for_mask": (flag, False),
}
_CONVOLUTION: Final = {
    "filters": (units, REQUIRED),
    "kernel_size": (single(whole(1, 1000)), REQUIRED),
    "strides": (single(whole(1, 1000)), 1),
    "padding": (choice("valid", "same", "causal"), "valid"),
    "data_format": _LAST,
    "dilation_rate": (single(whole(1, 1000)), 1),
    "groups": (whole(1, 8192), 1),
    "activation": (activation, "linear"),
    "use_bias": (flag, True),
}
_POOLING: Final = {
    "pool_size": (single(whole(1, 10_000)), 2),
    "strides": (single(optional(whole(1, 10_000))), None),
    "padding": (choice("valid", "same"), "valid"),
    "data_format": _LAST,
}
_GLOBAL_POOLING: Final = {"data_format": _LAST, "keepdims": (flag, False)}
_NORMALIZATION: Final = {
    "axis": (either(_AXIS, listed(_AXIS, 1, 4)), -1),
    "epsilon": (number(0, 1), 1e-3),
    "center": (flag, True),
    "scale": (flag, True),
}
_EDGES: Final = either(whole(0, 100_000), listed(whole(0, 100_000), 1, 2))


def _gates(count: int) -> Callable[[Mapping[str, Any]], dict[str, Shape]]:
    def weights(config: Mapping[str, Any]) -> dict[str, Shape]:
        width = count * config["units"]
        made: dict[str, Shape] = {
            "kernel": (ANY, width),
            "recurrent_kernel": (config["units"], width),
        }
        if config["use_bias"]:
            made["bias"] = (2, width) if config.get("reset_after") else (width,)
        return made

    return weights


def _dense(config: Mapping[str, Any]) -> dict[str, Shape]:
    made: dict[str, Shape] = {"kernel": (ANY, config["units"])}
    if config["use_bias"]:
        made["bias"] = (config["units"],)
    return made


def _convolution(config: Mapping[str, Any]) -> dict[str, Shape]:
    made: dict[str, Shape] = {"kernel": (config["kernel_size"], ANY, config["filters"])}
    if config["use_bias"]:
        made["bias"] = (config["filters"],)
    return made


def _scale_and_shift(config: Mapping[str, Any]) -> dict[str, Shape]:
    sizes = (ANY,) * (len(config["axis"]) if isinstance(config["axis"], list) else 1)
    names = (("gamma", config["scale"]), ("beta", config["center"]))
    return {name: sizes for name, used in names if used}


def _batch_normalization(config: Mapping[str, Any]) -> dict[str, Shape]:
    moving: dict[str, Shape] = {"moving_mean": (ANY,), "moving_variance": (ANY,)}
    return {**_scale_and_shift(config), **moving}


def _embedding(config: Mapping[str, Any]) -> dict[str, Shape]:
    return {"embeddings": (config["input_dim"], config["output_dim"])}


_LSTM = LayerClass(fields={**_LSTM_CELL, **_RECURRENT}, weights=_gates(4))
_GRU = LayerClass(fields={**_GRU_CELL, **_RECURRENT}, weights=_gates(3))
_MERGE = LayerClass(fields={})

LAYERS: Final[dict[str, LayerClass]] = {
    "LSTM": _LSTM,
    "GRU": _GRU,
    "SimpleRNN": LayerClass(fields={**_CELL, **_RECURRENT}, weights=_gates(1)),
    "LSTMCell": LayerClass(fields=_LSTM_CELL, weights=_gates(4)),
    "GRUCell": LayerClass(fields=_GRU_CELL, weights=_gates(3)),
    "SimpleRNNCell": LayerClass(fields=_CELL, weights=_gates(1)),
    "StackedRNNCells": LayerClass(fields={}),
    "RNN": LayerClass(fields=_RECURRENT),
    "Bidirectional": LayerClass(
        fields={"merge_mode": (choice("concat", "sum", "mul", "ave", None), "concat")}
    ),
    "TimeDistributed": LayerClass(fields={}),
    "Dense": LayerClass(
        fields={
            "units": (units, REQUIRED),
            "activation": (activation, "linear"),
            "use_bias": (flag, True),
        },
        weights=_dense,
    ),
    "Embedding": LayerClass(
        fields={
            "input_dim": (whole(1, 10_000_000), REQUIRED),
            "output_dim": (units, REQUIRED),
            "mask_zero": (flag, False),
        },
        weights=_embedding,
    ),
    "Masking": LayerClass(fields={"mask_value": (number(), 0.0)}),
    "Activation": LayerClass(fields={"activation": (activation, REQUIRED)}),
    "ReLU": LayerClass(
        fields={
            "max_value": (optional(number(0)), None),
            "negative_slope": (number(0), 0.0),
            "threshold": (number(0), 0.0),
        }
    ),
    "LeakyReLU": LayerClass(
        fields={"negative_slope": (number(0), 0.3)}, aliases={"alpha": "negative_slope"}
    ),
    "ELU": LayerClass(fields={"alpha": (number(), 1.0)}),
    "Softmax": LayerClass(fields={"axis": (either(_AXIS, listed(_AXIS, 1, 4)), -1)}),
    "Dropout": LayerClass(
        fields={
            "rate": (_RATE, 0.5),
            "noise_shape": (optional(listed(optional(whole(1, 1_000_000)), 1, 5)), None),
        }
    ),
    "SpatialDropout1D": LayerClass(fields={"rate": (_RATE, 0.5)}),
    "GaussianDropout": LayerClass(fields={"rate": (_RATE, 0.5)}),
    "GaussianNoise": LayerClass(fields={"stddev": (number(0), REQUIRED)}),
    "AlphaDropout": LayerClass(
        fields={
            "rate": (_RATE, 0.5),
            "noise_shape": (optional(listed(optional(whole(1, 1_000_000)), 1, 5)), None),
        }
    ),
    "ActivityRegularization": LayerClass(fields={"l1": (number(0), 0.0), "l2": (number(0), 0.0)}),
    "LayerNormalization": LayerClass(fields=_NORMALIZATION, weights=_scale_and_shift),
    "BatchNormalization": LayerClass(
        fields={
            **_NORMALIZATION,
            "axis": (single(_AXIS), -1),
            "momentum": (number(0, 1), 0.99),
        },
        weights=_batch_normalization,
        not_trained=frozenset({"moving_mean", "moving_variance"}),
    ),
    "RepeatVector": LayerClass(fields={"n": (whole(1, 10_000), REQUIRED)}),
    "Flatten": LayerClass(fields={"data_format": _LAST}),
    "Reshape": LayerClass(
        fields={"target_shape": (listed(whole(-1, 1_000_000), 1, 5), REQUIRED)}
    ),
    "Permute": LayerClass(fields={"dims": (listed(whole(1, 5), 1, 5), REQUIRED)}),
    "Concatenate": LayerClass(fields={"axis": (_AXIS, -1)}),
    "Add": _MERGE,
    "Multiply": _MERGE,
    "Average": _MERGE,
    "Maximum": _MERGE,
    "Minimum": _MERGE,
    "Subtract": _MERGE,
    "Dot": LayerClass(
        fields={
            "axes": (either(_AXIS, listed(_AXIS, 2, 2)), REQUIRED),
            "normalize": (flag, False),
        }
    ),
    "Conv1D": LayerClass(fields=_CONVOLUTION, weights=_convolution),
    "MaxPooling1D": LayerClass(fields=_POOLING),
    "AveragePooling1D": LayerClass(fields=_POOLING),
    "GlobalMaxPooling1D": LayerClass(fields=_GLOBAL_POOLING),
    "GlobalAveragePooling1D": LayerClass(fields=_GLOBAL_POOLING),
    "UpSampling1D": LayerClass(fields={"size": (single(whole(1, 64)), 2)}),
    "ZeroPadding1D": LayerClass(fields={"padding": (_EDGES, 1), "data_format": _LAST}),
    "Cropping1D": LayerClass(fields={"cropping": (_EDGES, 1)}),
}
RECURRENT: Final = frozenset({"LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional"})
CELLS: Final = frozenset({"LSTMCell", "GRUCell", "SimpleRNNCell"})
CUDNN: Final = {"CuDNNLSTM": "LSTM", "CuDNNGRU": "GRU"}
MODELS: Final = frozenset({"Sequential", "Functional", "Model"})

# Settings of no consequence for what a saved model computes.
IGNORED: Final = frozenset(
    """batch_input_shape batch_shape build_config build_input_shape fused implementation input_dim
    input_dtype input_length input_shape lora_alpha ragged registered_name renorm_momentum seed
    shared_object_id sparse unroll use_cudnn""".split()
)
IGNORED_ENDINGS: Final = ("_initializer", "_regularizer", "_constraint")
# Settings that are read only where they are switched off.
UNUSED: Final[dict[str, Check]] = {
    "adjustment": _NONE,
    "bias_axes": _NONE,
    "lora_rank": _NONE,
    "noise_shape": _NONE,
    "num_constants": only(None, 0),
    "quantization_config": _NONE,
    "quantization_mode": _NONE,
    "renorm": only(False, None),
    "renorm_clipping": _NONE,
    "return_runtime": only(False),
    "reverse_state_order": only(False),
    "rms_scaling": only(False),
    "synchronized": only(False),
    "time_major": only(False),
    "trainable": flag,
    "virtual_batch_size": _NONE,
}
# Other layers of Keras, told apart from custom ones.
BUILT_IN: Final = frozenset(
    """AdditiveAttention Attention AutoContrast AveragePooling2D AveragePooling3D CategoryEncoding
    CenterCrop Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose ConvLSTM1D
    ConvLSTM2D ConvLSTM2DCell ConvLSTM3D Convolution1D Convolution2D ConvRecurrent2D Cropping2D
    Cropping3D CuDNNGRU CuDNNLSTM DenseFeatures DepthwiseConv1D DepthwiseConv2D Discretization
    EinsumDense FlaxLayer GlobalAveragePooling2D GlobalAveragePooling3D GlobalMaxPooling2D
    GlobalMaxPooling3D GroupNormalization GroupQueryAttention HashedCrossing Hashing Highway
    Identity IntegerLookup JaxLayer LocallyConnected1D LocallyConnected2D MaxoutDense
    MaxPooling2D MaxPooling3D MelSpectrogram MultiHeadAttention Normalization Pipeline PReLU
    RandomBrightness RandomContrast RandomCrop RandomFlip RandomRotation RandomTranslation
    RandomZoom Rescaling Resizing RMSNormalization SeparableConv1D SeparableConv2D
    SlicingOpLambda SpatialDropout2D SpatialDropout3D SpectralNormalization STFTSpectrogram
    StringLookup TextVectorization TFOpLambda TFSMLayer ThresholdedReLU TimeDistributedDense
    TorchModuleWrapper UnitNormalization UpSampling2D UpSampling3D ZeroPadding2D
    ZeroPadding3D""".split()
)
