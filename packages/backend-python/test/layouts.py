"""Prints the strides of each convolution's input, kernel and output: layouts.py <python folder> <module> <channels>."""

import importlib
import json
import sys

_, folder, module, channels = sys.argv
sys.path.insert(0, folder)

import numpy as np
import torch.nn.functional as F

network = importlib.import_module(module).Network
channels = int(channels)
seen = []
upstream = F.conv2d


def convolve(x, kernel, *rest):
    y = upstream(x, kernel, *rest)
    seen.append({"input": x.stride(), "kernel": kernel.stride(), "output": y.stride()})
    return y


F.conv2d = convolve
window = {"kernel": [3, 2], "strides": [1, 1], "dilation": [1, 1], "pads": [0, 0, 0, 0], "multiplier": 2}
layers = [
    {"name": "conv", "kind": "conv2d", "inputs": ["input"], **window},
    {"name": "depthwise", "kind": "depthwise-conv2d", "inputs": ["input"], **window},
    {"name": "both", "kind": "concat", "inputs": ["conv", "depthwise"]},
    {"name": "logits", "kind": "global-average-pool2d", "inputs": ["both"]},
]
weights = {
    "conv.kernel": np.ones((3, 2, channels, 4), np.float32),
    "conv.bias": np.ones(4, np.float32),
    "depthwise.kernel": np.ones((3, 2, channels, 2), np.float32),
    "depthwise.bias": np.ones(2 * channels, np.float32),
}
recipe = {"loss": "cross-entropy", "optimizer": {"kind": "sgd", "learningRate": 1, "momentum": 0}, "ratesOfSteps": False}
model = network({"layers": layers}, weights, recipe)
images = np.ones((2, 7, 5, channels), np.float32)
model.train([(images, np.zeros(2, np.int32), {})], None)
model.predict(images)
print(json.dumps(seen))
