"""An ONNX file as Python's ONNX Runtime runs it on the CPU, its images prepared with numpy."""

import os
import time

import numpy as np
import onnxruntime

THREADS = None


def start(device, threads):
    """Chooses the threads of this process's sessions, computes something, and tells what was obtained."""
    global THREADS
    if tuple(map(int, onnxruntime.__version__.split(".")[:2])) < (1, 20):
        raise ImportError(f"ONNX Runtime 1.20 or newer is needed, this is {onnxruntime.__version__}")
    THREADS = threads if threads is not None else _usable_processors()
    (doubled,) = _open(_doubling()).run(None, {"x": np.full(1, 21, np.float32)})
    if doubled[0] != 42:
        raise ArithmeticError(f"21 + 21 = {doubled[0]}")
    return {
        "library": "onnxruntime (Python)",
        "version": onnxruntime.__version__,
        "provider": device,
        "threads": THREADS,
        "simd": None,
        "deviceName": None,
    }


def _usable_processors():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _field(number, payload):
    return bytes([number << 3 | 2, len(payload)]) + payload


def _doubling():
    """The bytes of a file that adds its input, one float32, to itself: field numbers of onnx.proto3."""
    tensor = _field(1, b"\x08\x01" + _field(2, _field(1, b"\x08\x01")))
    values = [_field(11, _field(1, b"x") + _field(2, tensor)), _field(12, _field(1, b"y") + _field(2, tensor))]
    node = _field(1, b"x") + _field(1, b"x") + _field(2, b"y") + _field(4, b"Add")
    return b"\x08\x08" + _field(7, _field(1, node) + _field(2, b"probe") + b"".join(values)) + _field(8, b"\x10\x12")


def _open(model):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


class Network:
    """One model, which only predicts. `file` is its path and `interface` how it is called."""

    def __init__(self, spec, _weights, _recipe):
        self._session = _open(spec["file"])
        self._input = spec["interface"]["input"]
        self._output = spec["interface"]["output"]

    def predict(self, images):
        """[N, classes], or [N] of labels, as float32."""
        batch = self._input["batch"] or len(images)
        parts, seconds = [], 0.0
        for first in range(0, len(images), batch):
            part = images[first : first + batch]
            filled = np.concatenate([part, np.zeros((batch - len(part), *part.shape[1:]), np.float32)])
            x = self._encode(filled)
            started = time.perf_counter()
            (values,) = self._session.run([self._output["name"]], {self._input["name"]: x})
            seconds += time.perf_counter() - started
            parts.append(np.asarray(values).reshape(batch, -1)[: len(part)])
        outputs = np.concatenate(parts).astype(np.float32)
        return (outputs[:, 0] if self._output["meaning"] == "labels" else outputs), 1000 * seconds

    def _encode(self, images):
        if self._input["channelOrder"] == "bgr":
            images = images[..., ::-1]
        mean, deviation = (np.asarray(self._input[name], np.float64) for name in ("mean", "deviation"))
        x = ((images.astype(np.float64) * self._input["scale"] - mean) / deviation).astype(np.float32)
        return np.ascontiguousarray(x.transpose(0, 3, 1, 2) if self._input["layout"] == "nchw" else x)

    def device_bytes(self):
        return None
