"""Validators: one for every setting of a layer, giving back the value in today's form."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from ._limits import Limits
from ._refused import Refused, shown

REQUIRED: Final = object()
KERAS2_HARD_SIGMOID: Final = "keras2_hard_sigmoid"
# How Keras writes the function above into a file that it saves.
REGISTERED_HARD_SIGMOID: Final = f"lstm_viz>{KERAS2_HARD_SIGMOID}"
ACTIVATIONS: Final = frozenset(
    """celu elu exponential gelu hard_shrink hard_sigmoid hard_silu hard_tanh leaky_relu linear
    log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax softplus softsign
    sparse_plus sparsemax squareplus tanh tanh_shrink""".split()
)
_OLD_ACTIVATIONS: Final = {"swish": "silu", "hard_swish": "hard_silu", None: "linear"}
_NAME: Final = re.compile(r"[\w .>:\-/()+]{1,128}")
# A ">" may only stand before a letter or digit, and TensorFlow puts "_1" behind any name.
_NOT_IN_SCOPES: Final = re.compile(r"[^A-Za-z0-9_.>\-]|>(?![A-Za-z0-9.])")
_MOST_BATCH: Final = 1024
_MOST_SIZE: Final = 1_000_000
_MOST_RANK: Final = 5


@dataclass(frozen=True)
class At:
    """The place of a value in the file, for sentences, and what holds there.

    Attributes
    ----------
    layer : str
        Name of the layer, fit to be shown.
    key : str
        Name of the setting.
    limits : Limits
    keras2 : bool
        Whether Keras 2 wrote the file.
    """

    layer: str
    key: str
    limits: Limits
    keras2: bool

    def refuse(self, value: Any, wanted: str, code: str = "value") -> NoReturn:
        """Turn the file down because of this value."""
        raise Refused(
            code,
            f"Layer '{self.layer}' has {self.key} = {shown(repr(value), 40)}: it must be {wanted}.",
        )


Check = Callable[[Any, At], Any]


def flag(value: Any, at: At) -> bool:
    """Accept true or false."""
    if not isinstance(value, bool):
        at.refuse(value, "true or false")
    return value


def only(*allowed: Any) -> Check:
    """Accept the values that stand for 'not used'."""

    def check(value: Any, at: At) -> Any:
        if not any(value is one or (value == one and type(value) is type(one)) for one in allowed):
            raise Refused(
                "unsupported-setting",
                f"Layer '{at.layer}' has {at.key} = {shown(value, 40)}, which is not supported: "
                "save the model without it.",
            )
        return value

    return check


def whole(low: int, high: int) -> Check:
    """Accept a whole number between two bounds."""

    def check(value: Any, at: At) -> int:
        if type(value) is not int or not low <= value <= high:
            at.refuse(value, f"a whole number from {low} to {high}")
        return value

    return check


def units(value: Any, at: At) -> int:
    """Accept a number of units or filters."""
    return whole(1, at.limits.units)(value, at)


def number(low: float = -1e30, high: float = 1e30) -> Check:
    """Accept a finite number between two bounds."""

    def check(value: Any, at: At) -> float:
        if isinstance(value, dict) and value.get("type") == "ndarray":
            # Keras 2 wrote NumPy scalars like this.
            value = value.get("value")
        good = type(value) in (int, float) and math.isfinite(value) and low <= value <= high
        if not good:
            at.refuse(value, f"a number from {low:g} to {high:g}")
        return float(value)

    return check


def choice(*names: str | None) -> Check:
    """Accept one of some words."""

    def check(value: Any, at: At) -> str | None:
        if not (value is None or isinstance(value, str)) or value not in names:
            at.refuse(value, " or ".join("nothing" if n is None else f"'{n}'" for n in names))
        return value

    return check


def optional(inner: Check) -> Check:
    """Accept null too."""
    return lambda value, at: None if value is None else inner(value, at)


def either(single: Check, many: Check) -> Check:
    """Accept a list by one check, anything else by another."""
    return lambda value, at: many(value, at) if isinstance(value, list) else single(value, at)


def listed(inner: Check, low: int, high: int) -> Check:
    """Accept a list of so many values, also where Keras 3 marks it as a tuple."""

    def check(value: Any, at: At) -> list[Any]:
        if isinstance(value, dict) and value.get("class_name") == "__tuple__":
            value = value.get("items")
        if not isinstance(value, list) or not low <= len(value) <= high:
            at.refuse(value, f"a list of {low} to {high} values")
        return [inner(one, at) for one in value]

    return check


def single(inner: Check) -> Check:
    """Accept a value, also as a list of just it, as one-dimensional layers are written."""

    def check(value: Any, at: At) -> Any:
        if isinstance(value, dict) and value.get("class_name") == "__tuple__":
            value = value.get("items")
        if isinstance(value, list):
            if len(value) != 1:
                at.refuse(value, "one value")
            value = value[0]
        return inner(value, at)

    return check


def activation(value: Any, at: At) -> str:
    """Accept the name of a built-in activation, in every form Keras writes it.

    Keras 2's hard_sigmoid becomes a function of our own, because Keras 3 has another formula.
    """
    if value == KERAS2_HARD_SIGMOID:
        return KERAS2_HARD_SIGMOID
    if isinstance(value, dict):
        value = _function_name(value)
        if value == REGISTERED_HARD_SIGMOID:
            return KERAS2_HARD_SIGMOID
    if value is None or isinstance(value, str):
        value = _OLD_ACTIVATIONS.get(value, value)
        if value == "hard_sigmoid" and at.keras2:
            return KERAS2_HARD_SIGMOID
        if value in ACTIVATIONS:
            return value
    raise Refused(
        "activation",
        f"Layer '{at.layer}' has the {at.key.replace('_', ' ')} '{shown(value, 40)}', which is not "
        "built in: use a built-in one such as tanh.",
        in_python=True,
    )


def _function_name(value: dict[str, Any]) -> Any:
    found, registered = value.get("config"), value.get("registered_name")
    module = value.get("module")
    if value.get("class_name") != "function" or not isinstance(found, str):
        return value.get("class_name")
    if registered not in (None, "function", found):
        return registered
    return found if module in (None, "builtins", "keras.activations") else f"{module}.{found}"


def name(value: Any, at: At) -> str:
    """Accept a name; what TensorFlow does not allow in one becomes an underscore."""
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise Refused(
            "name",
            f"A layer is called '{shown(value, 40)}', which no layer can be: names have 1 to 128 "
            "letters, digits, spaces or any of . > : - / ( ) + _.",
        )
    return repaired(value, "layer")


def repaired(value: str, what: str) -> str:
    """Return a name as TensorFlow allows it in its graphs, the same where it already is."""
    made = _NOT_IN_SCOPES.sub("_", value)
    return made if made[0].isalnum() else f"{what}{made}"[:128]


def shape(value: Any, at: At) -> list[int | None]:
    """Accept a shape with the batch size first, where null stands for any size."""
    if isinstance(value, dict) and value.get("class_name") == "__tuple__":
        value = value.get("items")
    if not isinstance(value, list) or not 1 <= len(value) <= _MOST_RANK:
        at.refuse(value, f"a list of 1 to {_MOST_RANK} sizes")
    for size in value:
        if size is not None and (type(size) is not int or not 1 <= size <= _MOST_SIZE):
            at.refuse(value, f"made of whole numbers from 1 to {_MOST_SIZE} or null")
    if value[0] is not None and value[0] > _MOST_BATCH:
        at.refuse(value, f"for at most {_MOST_BATCH} sequences at once")
    numbers = math.prod(size for size in value if size is not None)
    if numbers > at.limits.parameters:
        at.refuse(value, f"for at most {at.limits.parameters:,} numbers")
    return list(value)
