"""Bad HDF5 and weights that do not fit; `test_refusals` runs them."""

from __future__ import annotations

import struct

import h5py
import numpy as np

from tests.models.reader import files
from tests.models.reader.files import KERNEL, array, h5, hdf5, instead, saved, with_weights, zipped

GROUP = "model_weights/lstm"


def link(made: object) -> bytes:
    def change(file: h5py.Group, name: str) -> None:
        file[name] = made

    return instead(change)


def external(file: h5py.Group, name: str) -> None:
    file.create_dataset(name, (3, 16), "f4", external=[("/etc/hostname", 0, 192)])


def virtual(file: h5py.Group, name: str) -> None:
    layout = h5py.VirtualLayout((3, 16), "f4")
    layout[:] = h5py.VirtualSource("elsewhere.h5", "x", shape=(3, 16))
    file.create_virtual_dataset(name, layout)


def empty_space(file: h5py.Group, name: str) -> None:
    file.create_dataset(name, (2**29,), "f4", chunks=(2**20,))


def big_zeros(file: h5py.Group, name: str) -> None:
    file.create_dataset(name, data=np.zeros(2**23, "f4"), compression="gzip")


def many_groups(file: h5py.File) -> None:
    for number in range(5000):
        file.create_group(f"g{number}")


def deep_groups(file: h5py.File) -> None:
    file.create_group("/".join("g" * 60))


def cycle(file: h5py.File) -> None:
    file["layers/again"] = file["layers"]


def nan(file: h5py.File) -> None:
    file[KERNEL][0, 0] = np.nan


def large(file: h5py.File) -> None:
    del file[KERNEL]
    file.create_dataset(KERNEL, data=np.full((3, 16), 1e300))


def missing(file: h5py.File) -> None:
    del file["layers/lstm/cell/vars/2"]


def extra(file: h5py.File) -> None:
    file["layers/lstm/cell/vars/3"] = np.ones(3, "f4")


def another_layer(file: h5py.File) -> None:
    file["layers/lstm_2/cell/vars/0"] = np.ones(3, "f4")


def seed(file: h5py.File) -> None:
    file["layers/lstm/cell/seed_generator/vars/0"] = np.ones(2, "u4")


def attribute(name: str, value: object, group: str = "/"):
    def change(file: h5py.File) -> None:
        del file[group].attrs[name]
        if value is not None:
            file[group].attrs[name] = value

    return lambda: h5(change)


def swapped(file: h5py.File) -> None:
    names = list(file[GROUP].attrs["weight_names"])
    file[GROUP].attrs["weight_names"] = [names[1], names[0], names[2]]


def same_name(file: h5py.File) -> None:
    names = list(file[GROUP].attrs["weight_names"])
    file[GROUP].attrs["weight_names"] = [names[0], names[0], names[2]]


def one_layer_less(file: h5py.File) -> None:
    names = [name for name in file["model_weights"].attrs["layer_names"] if name != "dense"]
    file["model_weights"].attrs["layer_names"] = names


def one_layer_more(file: h5py.File) -> None:
    group = file["model_weights"]
    group.attrs["layer_names"] = [*group.attrs["layer_names"], "spare"]
    spare = group.create_group("spare")
    spare.attrs["weight_names"] = ["kernel"]


def split_names(file: h5py.File) -> None:
    # Keras splits a list that is too long for one attribute.
    group = file["model_weights"]
    names = group.attrs["layer_names"]
    del group.attrs["layer_names"]
    group.attrs["layer_names0"], group.attrs["layer_names1"] = names[:2], names[2:]


def damaged() -> bytes:
    data = bytearray(hdf5())
    data[96:400] = bytes(304)
    return bytes(data)


def no_superblock() -> bytes:
    return hdf5()[:8] + struct.pack("<I", 77) * 20


# Reason, case, bad file, nearest good one.
H5_CASES = [
    ("h5-damaged", "half", lambda: hdf5()[: len(hdf5()) // 2], hdf5),
    ("h5-damaged", "root", damaged, hdf5),
    ("h5-damaged", "superblock", no_superblock, hdf5),
    ("h5-link", "external", lambda: link(h5py.ExternalLink("/etc/passwd", "/x")), zipped),
    ("h5-link", "soft", lambda: link(h5py.SoftLink("/layers/lstm_1/cell/vars/0")), zipped),
    ("h5-external", "storage", lambda: instead(external), zipped),
    ("h5-external", "virtual", lambda: instead(virtual), zipped),
    ("h5-cycle", "hard link", lambda: with_weights(cycle), zipped),
    ("h5-limit", "2 GiB of nothing", lambda: instead(empty_space), zipped),
    ("h5-limit", "32 MiB of zeros", lambda: instead(big_zeros), lambda: array(compression="gzip")),
    ("h5-limit", "groups", lambda: with_weights(many_groups), zipped),
    ("h5-limit", "depth", lambda: with_weights(deep_groups), zipped),
    ("h5-limit", "rank", lambda: array(*[1] * 32), zipped),
    ("h5-dtype", "text", lambda: array(3, 16, dtype="S4"), lambda: array(3, 16, dtype=">f4")),
    ("h5-dtype", "compound", lambda: array(3, 16, dtype=[("a", "f4")]), lambda: array(
        3, 16, dtype="f2"
    )),
    ("h5-dtype", "complex", lambda: array(3, 16, dtype="c8"), lambda: array(3, 16, dtype="i4")),
    ("h5-dtype", "long double", lambda: array(3, 16, dtype=np.longdouble), lambda: array(
        3, 16, dtype="f8"
    )),
    ("h5-filter", "scale offset", lambda: array(3, 16, dtype="i4", scaleoffset=0), lambda: array(
        3, 16, compression="lzf", shuffle=True, fletcher32=True
    )),
    ("h5-attribute", "number", attribute("model_config", 7), hdf5),
    ("h5-attribute", "list of numbers", attribute("layer_names", [1, 2], "model_weights"), hdf5),
    ("h5-attribute", "text for list", attribute("layer_names", "lstm", "model_weights"), lambda:
     h5(split_names)),
    ("h5-limit", "names", attribute("layer_names", ["n"] * 4001, "model_weights"), hdf5),
    ("not-a-model", "other HDF5", lambda: h5(lambda f: f.create_dataset("x", data=[1.0]), empty()),
     hdf5),
    ("weights-alone", "old", attribute("model_config", None), hdf5),
    ("weights-alone", "new", lambda: saved(files.model(), ".weights.h5"), hdf5),
    ("weights-missing", "array", lambda: with_weights(missing), zipped),
    ("weights-missing", "layer", lambda: h5(one_layer_less), hdf5),
    ("weights-missing", "names", attribute("weight_names", ["lstm/lstm_cell/kernel"], GROUP), hdf5),
    ("weights-extra", "array", lambda: with_weights(extra), lambda: with_weights(seed)),
    ("weights-extra", "layer", lambda: with_weights(another_layer), zipped),
    ("weights-extra", "old layer", lambda: h5(one_layer_more), hdf5),
    ("weights-name", "swapped", lambda: h5(swapped), hdf5),
    ("weights-name", "one name for two", lambda: h5(same_name), hdf5),
    ("weights-name", "not there", attribute(
        "layer_names", ["../x", "lstm_1", "dense"], "model_weights"
    ), hdf5),
    ("weights-shape", "sizes", lambda: array(3, 20), lambda: array(3, 16)),
    ("weights-shape", "no features", lambda: array_of(0, 16), zipped),
    ("weights-shape", "rank", lambda: array(48), zipped),
    ("weights-not-finite", "nan", lambda: with_weights(nan), zipped),
    ("weights-not-finite", "too large", lambda: with_weights(large), zipped),
    ("limit", "parameters", lambda: too_many(), zipped),
]


def array_of(*shape: int) -> bytes:
    return instead(lambda file, name: file.create_dataset(name, data=np.ones(shape, "f4")))


def empty() -> bytes:
    stream = files.io.BytesIO()
    with h5py.File(stream, "w"):
        pass
    return stream.getvalue()


def too_many() -> bytes:
    """A model that needs 17 million weights and has them, in half precision."""
    def change(file: h5py.File) -> None:
        del file[KERNEL]
        numbers = np.random.default_rng(0).integers(0, 2**14, (1_062_500, 16), "u2")
        file.create_dataset(KERNEL, data=numbers.view("f2"))

    return with_weights(change)


def test_the_cases_are_run_by_the_table_of_refusals():
    from tests.models.reader.test_refusals import ALL

    assert set(map(id, H5_CASES)) <= set(map(id, ALL))
