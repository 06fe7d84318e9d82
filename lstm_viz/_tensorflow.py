"""TensorFlow, entered by way of Keras.

Each of the two imports the other. Two threads of which one enters by Keras and the other by
TensorFlow would each wait for the other, and Python ends such a wait with half a module.
"""

from __future__ import annotations

import keras  # noqa: F401
import tensorflow as tf

__all__ = ["tf"]
