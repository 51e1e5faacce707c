"""Rebuilds networks in PyTorch from a spec and a safetensors file, and runs them.

Reads lines of JSON {spec, file, images: {shape, data}} from stdin, images in NHWC; prints the logits of each.

    pip install torch numpy safetensors
"""
import json
import sys

import torch
from safetensors.torch import load_file
from torch.nn import functional as F


def padded(x, layer, window, dilation=(1, 1), fill=0.0):
    """TensorFlow's `same` puts the odd pixel at the bottom and right, which PyTorch's own paddings cannot."""
    if layer["padding"] == "valid":
        return x
    sides = []
    for size, length, stride, step in zip(x.shape[2:], window, layer["strides"], dilation):
        outputs = -(-size // stride)
        total = max((outputs - 1) * stride + (length - 1) * step + 1 - size, 0)
        sides.append((total // 2, total - total // 2))
    (top, bottom), (left, right) = sides
    return F.pad(x, (left, right, top, bottom), value=fill)


def convolution(layer, inputs, weight):
    (x,) = inputs
    kernel = weight("kernel")  # HWIO, or HWC and the multiplier
    if layer["kind"] == "depthwise-conv2d":
        groups = x.shape[1]
        kernel = kernel.permute(2, 3, 0, 1).flatten(0, 1).unsqueeze(1)
    else:
        groups = 1
        kernel = kernel.permute(3, 2, 0, 1)
    bias = weight("bias") if layer["bias"] else None
    x = padded(x, layer, layer["kernel"], layer["dilation"])
    return F.conv2d(x, kernel, bias, stride=layer["strides"], dilation=layer["dilation"], groups=groups)


def dense(layer, inputs, weight):
    return F.linear(inputs[0], weight("kernel").T, weight("bias") if layer["bias"] else None)


def max_pool(layer, inputs, _):
    return F.max_pool2d(padded(inputs[0], layer, layer["size"], fill=-torch.inf), layer["size"], layer["strides"])


def average_pool(layer, inputs, _):
    """Over the pixels inside of the image alone."""
    (x,) = inputs
    mean = lambda values: F.avg_pool2d(padded(values, layer, layer["size"]), layer["size"], layer["strides"])
    return mean(x) / mean(torch.ones_like(x))


def batch_norm(layer, inputs, weight):
    names = ("movingMean", "movingVariance", "gamma", "beta")
    return F.batch_norm(inputs[0], *(weight(name) for name in names), training=False, eps=layer["epsilon"])


def flatten(layer, inputs, _):
    """In NHWC order, whatever the layout inside."""
    (x,) = inputs
    return (x.permute(0, 2, 3, 1) if x.dim() == 4 else x).flatten(1)


KINDS = {
    "conv2d": convolution,
    "depthwise-conv2d": convolution,
    "dense": dense,
    "max-pool2d": max_pool,
    "average-pool2d": average_pool,
    "global-average-pool2d": lambda layer, inputs, _: inputs[0].mean((2, 3)),
    "batch-norm": batch_norm,
    "relu": lambda layer, inputs, _: F.relu(inputs[0]),
    "dropout": lambda layer, inputs, _: inputs[0],
    "flatten": flatten,
    "add": lambda layer, inputs, _: sum(inputs[1:], inputs[0]),
    "concat": lambda layer, inputs, _: torch.cat(inputs, 1),
}


@torch.no_grad()
def logits(spec, weights, images):
    results = {"input": images.permute(0, 3, 1, 2)}
    for layer in spec["layers"]:
        name = layer["name"]
        inputs = [results[source] for source in layer["inputs"]]
        results[name] = KINDS[layer["kind"]](layer, inputs, lambda slot: weights[f"{name}.{slot}"])
    return results[name]


for line in sys.stdin:
    case = json.loads(line)
    images = torch.tensor(case["images"]["data"], dtype=torch.float32).reshape(case["images"]["shape"])
    output = logits(case["spec"], load_file(case["file"]), images)
    print(json.dumps({"shape": list(output.shape), "data": output.flatten().tolist()}))
