"""The half of the reader that touches a file's bytes, run in a process of its own.

These modules import nothing but the standard library, NumPy, h5py and each other (relatively), so
that ``python -I`` can run them without the rest of the package: neither Keras nor TensorFlow is in
the process that parses a stranger's file.
"""

from __future__ import annotations
