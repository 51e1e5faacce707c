"""Frames over a pipe: u32 length of a JSON header, the header, then the tensors that it lists, raw and little-endian.

The other end is src/frames.ts. No pickle: a frame can hold numbers and text, nothing that runs.
"""

import json
import struct

import numpy as np

DTYPES = {"float32": np.dtype("<f4"), "int32": np.dtype("<i4")}


def read_frame(stream):
    """(header, {name: array}), or None at the end of the stream. The arrays may be written to."""
    length = _read(stream, 4)
    if length is None:
        return None
    header = json.loads(bytes(_read(stream, struct.unpack("<I", length)[0]) or b""))
    tensors = {}
    for entry in header["tensors"]:
        dtype = DTYPES[entry["dtype"]]
        count = int(np.prod(entry["shape"], dtype=np.int64))
        data = _read(stream, count * dtype.itemsize)
        if data is None:
            return None
        tensors[entry["name"]] = np.frombuffer(data, dtype).reshape(entry["shape"])
    return header, tensors


def write_frame(stream, header, tensors):
    """`tensors` are numpy arrays of float32 or int32 by name."""
    arrays = {name: np.ascontiguousarray(value) for name, value in tensors.items()}
    listed = [{"name": name, "dtype": str(a.dtype), "shape": list(a.shape)} for name, a in arrays.items()]
    text = json.dumps({**header, "tensors": listed}, allow_nan=False).encode()
    stream.write(struct.pack("<I", len(text)))
    stream.write(text)
    for name, array in arrays.items():
        stream.write(array.astype(DTYPES[str(array.dtype)], copy=False).tobytes())
    stream.flush()


def _read(stream, count):
    """Exactly `count` bytes, or None where the stream ends before."""
    data = bytearray(count)
    view = memoryview(data)
    done = 0
    while done < count:
        got = stream.readinto(view[done:])
        if not got:
            return None
        done += got
    return data
