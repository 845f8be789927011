"""Writes the .npz and .npy files beside it, with NumPy: `python3 make_npz_fixtures.py` (NumPy 2, Python 3.8 or later).

Unless said otherwise, element [i, j, t] of an array is 100 i + 10 j + t, so that every permutation is visible.
"""

import io
import pathlib
import zipfile

import numpy as np

HERE = pathlib.Path(__file__).parent


def counted(*shape):
    return sum((np.arange(n).reshape((-1,) + (1,) * (len(shape) - 1 - k)) * 10.0 ** (2 - k)
                for k, n in enumerate(shape)), np.zeros(shape))


ORDERS = {
    "scalar": np.float64(42.5),
    "vector": counted(5),
    "matrixC": counted(3, 4),
    "matrixF": np.asfortranarray(counted(3, 4)),
    "stepsC": counted(2, 3, 4),
    "stepsF": np.asfortranarray(counted(2, 3, 4)),
    "empty": np.zeros((0, 3)),
    "emptyF": np.asfortranarray(np.zeros((2, 0, 3))),
}

# ------------------------------------------------------------------------------------------------------------- .npz

np.savez(HERE / "orders.npz", **ORDERS)
np.savez_compressed(HERE / "compressed.npz", zeros=np.zeros((300, 1000)), ramp=np.arange(20000.0), **ORDERS)
np.savez(HERE / "no-arrays.npz")
np.savez(HERE / "names.npz", **{"layer1/Wax": counted(1), "poids é 重み 🙂": counted(2), "x.npy": counted(3)})

EXTREMES = {
    "f8": [0.0, -0.0, 1 / 3, 5e-324, 1.7976931348623157e308, np.inf, -np.inf, np.nan],
    "f4": [0.0, -0.0, 1 / 3, 1e-45, 3.4028235e38, np.inf, -np.inf, np.nan],
    "f2": [0.0, -0.0, 1 / 3, 6e-8, 6.1e-5, 65504, np.inf, -np.inf, np.nan],
    "i1": [-128, -1, 0, 127],
    "i2": [-32768, -2, 0, 32767],
    "i4": [-2147483648, -3, 0, 2147483647],
    "i8": [-(2**63), -(2**53), -4, 0, 2**53, 2**62, 2**63 - 1024],
    "u1": [0, 200, 255],
    "u2": [0, 60000, 65535],
    "u4": [0, 4000000000, 4294967295],
    "u8": [0, 2**53, 2**63, 2**63 + 2048, 2**64 - 2048],
    "b1": [False, True],
}
np.savez(HERE / "types.npz", **{
    ("big-" if order == ">" else "little-") + code: np.array(values, dtype=order + code)
    for code, values in EXTREMES.items() for order in "<>"
})


class Pipe(io.RawIOBase):
    """Cannot be repositioned: sizes and CRC-32 then come after each entry's data."""

    def __init__(self):
        self.content = b""

    def writable(self):
        return True

    def write(self, data):
        self.content += bytes(data)
        return len(data)


for name, save in (("streamed.npz", np.savez), ("streamed-compressed.npz", np.savez_compressed)):
    pipe = Pipe()
    save(pipe, **ORDERS)
    (HERE / name).write_bytes(pipe.content)

limit, zipfile.ZIP64_LIMIT = zipfile.ZIP64_LIMIT, 10  # as if 10 bytes were 2 GiB: sizes and offsets become 64 bits wide
np.savez(HERE / "zip64.npz", **ORDERS)
zipfile.ZIP64_LIMIT = limit

# ------------------------------------------------------------------------------------------------------------- .npy

for name in ("scalar", "vector", "matrixC", "stepsC", "stepsF", "empty"):
    np.save(HERE / f"{name}.npy", ORDERS[name])

for version in (1, 2, 3):
    with open(HERE / f"version{version}.npy", "wb") as file:
        np.lib.format.write_array(file, counted(3, 4), version=(version, 0))

# ---------------------------------------------------------------------------------------------------------- refused

REFUSED = {
    "objects": np.array([{"a": 1}, None], dtype=object),
    "complex": np.array([1 + 2j]),
    "text": np.array(["a", "bc"]),
    "bytes": np.array([b"a", b"bc"]),
    "structured": np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f8")]),
    "dates": np.array(["2020-01-01"], dtype="M8[D]"),
    "four-dimensions": np.zeros((2, 1, 2, 1)),
    "int64-inexact": np.array([1, 2**53 + 1]),
    "int64-largest": np.array([2**63 - 1]),
    "uint64-inexact": np.array([2**63 + 1], dtype="<u8"),
    "uint64-largest": np.array([2**64 - 1], dtype="<u8"),
}
for name, array in REFUSED.items():
    np.save(HERE / f"refused-{name}.npy", array, allow_pickle=True)

with zipfile.ZipFile(HERE / "refused-foreign.npz", "w") as archive:
    archive.writestr(zipfile.ZipInfo("README.txt"), "not an array")
with zipfile.ZipFile(HERE / "refused-bzip2.npz", "w", compression=zipfile.ZIP_BZIP2) as archive:
    entry = zipfile.ZipInfo("a.npy")
    entry.compress_type = zipfile.ZIP_BZIP2
    archive.writestr(entry, (HERE / "vector.npy").read_bytes())
