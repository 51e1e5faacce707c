"""A model spec as PyTorch runs it: NCHW, eager, torch.optim; weights stay in PyTorch's own layouts between steps."""

import os
import sys
import time

# A folder that is there: else PyTorch's optimizers make one for its compiler, unused here, in the temporary folder.
os.environ["TORCHINDUCTOR_CACHE_DIR"] = sys.prefix

import numpy as np
import torch
import torch.nn.functional as F

from no_device import NoDevice

DEVICE = torch.device("cpu")
# As everyone writes it; torch_best_model.py sets them otherwise.
LAYOUT = torch.contiguous_format
FUSED_OPTIMIZER = False


def start(device, threads):
    """Chooses device and threads of this process, computes something on it, and tells what was obtained."""
    global DEVICE
    if int(torch.__version__.split(".")[0]) < 2:
        raise ImportError(f"PyTorch 2 is needed, this is {torch.__version__}")
    if device == "cuda":
        if torch.version.cuda is None:
            raise NoDevice(f"this PyTorch {torch.__version__} was built without CUDA")
        if not torch.cuda.is_available():
            raise NoDevice("PyTorch finds no CUDA device (is the NVIDIA driver installed?)")
        # TensorFloat-32 rounds to 10 bits: not the float32 that the other backends compute in.
        torch.backends.cudnn.allow_tf32 = False
        torch.backends.cuda.matmul.allow_tf32 = False
    DEVICE = torch.device(device)
    if threads is not None:
        torch.set_num_threads(threads)
    result = (torch.full((1,), 21.0, device=DEVICE) * 2).item()
    if result != 42:
        raise ArithmeticError(f"21 + 21 = {result}")
    on_device = {}
    if device == "cuda":
        versions = {"CUDA": torch.version.cuda, "cuDNN": str(torch.backends.cudnn.version())}
        on_device = {"deviceName": torch.cuda.get_device_name(), "deviceVersions": versions}
    return {
        "library": "torch",
        "version": torch.__version__,
        "provider": device,
        "threads": torch.get_num_threads(),
        "simd": torch.backends.cpu.get_cpu_capability() != "DEFAULT",
        "deviceName": None,
        **on_device,
    }


class Network:
    """One model. `recipe` is None for one that only predicts."""

    def __init__(self, spec, weights, recipe):
        self._layers = spec["layers"]
        self._kinds = {layer["name"]: layer["kind"] for layer in self._layers}
        # Kept in the order given, which is the canonical one.
        self._tensors = {name: self._to_torch(name, value) for name, value in weights.items()}
        self._trainable = [t for t in self._tensors.values() if t.requires_grad]
        self._recipe = recipe
        self._optimizer = recipe and _optimizer(recipe["optimizer"], self._trainable)

    def predict(self, images):
        x = _nchw(images)
        started = time.perf_counter()
        with torch.inference_mode():
            logits = self._forward(x.to(DEVICE), None).cpu().numpy()
        return logits, _ms_since(started)

    def train(self, batches, rates):
        """`rates` holds the learning rate of each step, or is None where all are the optimizer's."""
        prepared = [
            (_nchw(images), torch.from_numpy(labels).long(), {name: _nchw(mask) for name, mask in masks.items()})
            for images, labels, masks in batches
        ]
        started = time.perf_counter()
        losses = [self._step(*batch, rate) for batch, rate in zip(prepared, rates or [None] * len(prepared))]
        # The first time that this process waits for a device of its own.
        values = torch.stack(losses).cpu().numpy() if losses else np.zeros(0, np.float32)
        return values, _ms_since(started)

    def export(self):
        return {name: self._from_torch(name, value.detach()).cpu().numpy() for name, value in self._tensors.items()}

    def device_bytes(self):
        return torch.cuda.max_memory_allocated() if DEVICE.type == "cuda" else None

    def _step(self, images, labels, masks, rate):
        masks = {name: mask.to(DEVICE) for name, mask in masks.items()}
        logits = self._forward(images.to(DEVICE), masks)
        loss = _loss(self._recipe["loss"], logits, labels.to(DEVICE))
        self._optimizer.zero_grad()
        loss.backward()
        if rate is not None:
            for group in self._optimizer.param_groups:
                group["lr"] = rate
        self._optimizer.step()
        return loss.detach()

    def _forward(self, images, masks):
        """`masks` by dropout layer when training, None when predicting."""
        outputs = {"input": images}
        for layer in self._layers:
            inputs = [outputs[name] for name in layer["inputs"]]
            outputs[layer["name"]] = self._run(layer, inputs, masks)
        return outputs[self._layers[-1]["name"]]

    def _run(self, layer, inputs, masks):
        x = inputs[0]
        match layer["kind"]:
            case "conv2d" | "depthwise-conv2d":
                return self._convolve(layer, x)
            case "dense":
                return F.linear(x, self._weight(layer, "kernel"), self._weight(layer, "bias"))
            case "max-pool2d":
                x, padding = _padded(x, layer["pads"], -torch.inf)
                return F.max_pool2d(x, layer["size"], layer["strides"], padding)
            case "average-pool2d":
                return _average_pool(layer, x)
            case "global-average-pool2d":
                return x.mean((2, 3))
            case "batch-norm":
                return self._batch_norm(layer, x, training=masks is not None)
            case "relu":
                return F.relu(x)
            case "dropout":
                return x if masks is None else x * masks[layer["name"]]
            case "flatten":
                return x.permute(0, 2, 3, 1).flatten(1) if x.dim() == 4 else x
            case "add":
                return sum(inputs[1:], x)
            case "concat":
                return torch.cat(inputs, 1)
        raise NotImplementedError(layer["kind"])

    def _convolve(self, layer, x):
        groups = x.shape[1] if layer["kind"] == "depthwise-conv2d" else 1
        x, padding = _padded(x, layer["pads"], 0)
        kernel, bias = self._weight(layer, "kernel"), self._weight(layer, "bias")
        return F.conv2d(x, kernel, bias, layer["strides"], padding, layer["dilation"], groups)

    def _batch_norm(self, layer, x, training):
        gamma, beta = self._weight(layer, "gamma"), self._weight(layer, "beta")
        moving = [self._weight(layer, slot) for slot in ("movingMean", "movingVariance")]
        if not training:
            return F.batch_norm(x, *moving, gamma, beta, False, 0.0, layer["epsilon"])
        # PyTorch moves by the unbiased variance, Keras by the biased one: with momentum 1, PyTorch gives the batch's
        # own.
        mean, variance = torch.empty_like(moving[0]), torch.empty_like(moving[1])
        mean.zero_(), variance.zero_()
        y = torch.batch_norm(x, gamma, beta, mean, variance, True, 1.0, layer["epsilon"], True)
        count = x.numel() // x.shape[1]
        variance = variance * ((count - 1) / count) if count > 1 else torch.zeros_like(variance)
        for statistic, batch in zip(moving, (mean, variance)):
            statistic.mul_(layer["momentum"]).add_(batch, alpha=1 - layer["momentum"])
        return y

    def _weight(self, layer, slot):
        return self._tensors.get(f"{layer['name']}.{slot}")

    def _to_torch(self, name, value):
        tensor = torch.from_numpy(value)
        axes = self._axes(name)
        if axes is not None:
            tensor = tensor.permute(axes)
        if self._kinds[name.split(".")[0]] == "depthwise-conv2d" and axes is not None:
            tensor = tensor.flatten(0, 1).unsqueeze(1)
        tensor = _laid_out(tensor).to(DEVICE)
        return tensor.requires_grad_(not name.endswith((".movingMean", ".movingVariance")))

    def _from_torch(self, name, tensor):
        axes = self._axes(name)
        if axes is None:
            return tensor
        if self._kinds[name.split(".")[0]] == "depthwise-conv2d":
            tensor = tensor.squeeze(1).unflatten(0, self._depthwise_shape(name))
        return tensor.permute([axes.index(i) for i in range(len(axes))])

    def _depthwise_shape(self, name):
        return (-1, next(layer["multiplier"] for layer in self._layers if f"{layer['name']}.kernel" == name))

    def _axes(self, name):
        """How a kernel's axes are reordered for PyTorch: HWIO to OIHW, HWIM to IMHW, [in, out] to [out, in]."""
        layer, slot = name.split(".")
        if slot != "kernel":
            return None
        return {"conv2d": [3, 2, 0, 1], "depthwise-conv2d": [2, 3, 0, 1], "dense": [1, 0]}[self._kinds[layer]]


def _nchw(values):
    """[N, H, W, C] to [N, C, H, W]; of a flat tensor, itself."""
    tensor = torch.from_numpy(values)
    return _laid_out(tensor.permute(0, 3, 1, 2)) if tensor.dim() == 4 else tensor


def _laid_out(tensor):
    """
    A copy in LAYOUT. Not `contiguous()`, which returns a permuted tensor of one channel as it is: contiguous in either
    layout, and computed as channels_last because of its strides.
    """
    layout = LAYOUT if tensor.dim() == 4 else torch.contiguous_format
    return torch.empty(tensor.shape, dtype=tensor.dtype, memory_format=layout).copy_(tensor)


def _padded(x, pads, value):
    """The tensor and the padding that the operator adds: it pads both sides alike, so an odd pixel is added here."""
    top, bottom, left, right = pads
    if top == bottom and left == right:
        return x, (top, left)
    return F.pad(x, (left, right, top, bottom), value=value), (0, 0)


def _average_pool(layer, x):
    """The mean over the window's pixels inside the image."""
    size, strides = layer["size"], layer["strides"]
    padded, padding = _padded(x, layer["pads"], 0)
    if padded is x:
        return F.avg_pool2d(x, size, strides, padding, count_include_pad=False)
    inside, _ = _padded(torch.ones_like(x[:1, :1]), layer["pads"], 0)
    return F.avg_pool2d(padded, size, strides) / F.avg_pool2d(inside, size, strides)


def _loss(kind, logits, labels):
    if kind == "mean-squared-error":
        return F.mse_loss(logits, F.one_hot(labels, logits.shape[1]).float())
    return F.cross_entropy(logits.softmax(1) if kind == "double-softmax-cross-entropy" else logits, labels)


def _optimizer(optimizer, parameters):
    # As floats: JSON writes 0 for 0.0, and Adam refuses an integer.
    rate = float(optimizer["learningRate"])
    if optimizer["kind"] == "sgd":
        return torch.optim.SGD(parameters, rate, float(optimizer["momentum"]), fused=FUSED_OPTIMIZER)
    betas = float(optimizer["beta1"]), float(optimizer["beta2"])
    return torch.optim.Adam(parameters, rate, betas, float(optimizer["epsilon"]), fused=FUSED_OPTIMIZER)


def _ms_since(started):
    return 1000 * (time.perf_counter() - started)
