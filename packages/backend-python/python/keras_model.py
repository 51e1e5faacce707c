"""A model spec as Keras runs it on TensorFlow: NHWC, a tf.function each for a training step and for predictions."""

import functools
import os
import time

os.environ["KERAS_BACKEND"] = "tensorflow"
# A folder that cannot be: Keras would read a user's settings from ~/.keras, or write its own there.
os.environ["KERAS_HOME"] = os.path.join(os.devnull, "keras")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import tensorflow as tf

from no_device import NoDevice


def start(device, threads):
    """Chooses device and threads of this process, computes something on it, and tells what was obtained."""
    if int(keras.__version__.split(".")[0]) < 3:
        raise ImportError(f"Keras 3 is needed, this is {keras.__version__}")
    gpus = tf.config.list_physical_devices("GPU")
    if device == "cuda" and not gpus:
        built = "finds no CUDA device (is the NVIDIA driver installed?)"
        raise NoDevice(f"TensorFlow {built if tf.test.is_built_with_cuda() else 'was built without CUDA'}")
    if device == "cpu":
        tf.config.set_visible_devices([], "GPU")
    else:
        # TensorFloat-32 rounds to 10 bits: not the float32 that the other backends compute in.
        tf.config.experimental.enable_tensor_float_32_execution(False)
        # TensorFlow wants the same memory growth on all GPUs that it sees; the others are not ours to take anyway.
        tf.config.set_visible_devices(gpus[:1], "GPU")
        tf.config.experimental.set_memory_growth(gpus[0], True)
    if threads is not None:
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(1)
    result = float(tf.constant(21.0) * 2)
    if result != 42:
        raise ArithmeticError(f"21 + 21 = {result}")
    return {
        "library": "keras",
        "version": f"{keras.__version__} on tensorflow {tf.__version__}",
        "provider": device,
        # TensorFlow's own default is one for each processor that it may use, and it does not tell.
        "threads": threads or _processors(),
        "simd": None,
        **(_on_device(gpus[0]) if device == "cuda" else {"deviceName": None}),
    }


class Network:
    """One model. `recipe` is None for one that only predicts."""

    def __init__(self, spec, weights, recipe):
        self._spec = spec["layers"]
        self._layers = {layer["name"]: _keras_layer(layer) for layer in self._spec}
        self._variables = self._build(spec["input"], weights)
        self._trainable = [v for name, v in self._variables.items() if not name.endswith(STATISTICS)]
        self._loss = recipe and recipe["loss"]
        self._rate = tf.Variable(0.0) if recipe and recipe["ratesOfSteps"] else None
        self._optimizer = recipe and _optimizer(recipe["optimizer"], self._trainable, self._rate)
        # Without a fixed batch size: the last batch of an epoch, smaller than the others, is not compiled again.
        images = tf.TensorSpec([None, *spec["input"]])
        labels = tf.TensorSpec([None], tf.int32)
        masks = {layer["name"]: tf.TensorSpec([None, *layer["shape"]]) for layer in self._spec if layer["kind"] == "dropout"}
        # Without AutoGraph, which nothing here needs: it writes what it translates into the temporary folder.
        compiled = functools.partial(tf.function, autograph=False)
        self._predict = compiled(lambda x: self._forward(x, None), input_signature=[images])
        self._step = compiled(self._train_step, input_signature=[images, labels, masks])

    def predict(self, images):
        started = time.perf_counter()
        logits = self._predict(tf.convert_to_tensor(images)).numpy()
        return logits, _ms_since(started)

    def train(self, batches, rates):
        """`rates` holds the learning rate of each step, or is None where all are the optimizer's."""
        started = time.perf_counter()
        losses = []
        for index, (images, labels, masks) in enumerate(batches):
            if rates is not None:
                self._rate.assign(rates[index])
            loss = self._step(
                tf.convert_to_tensor(images),
                tf.convert_to_tensor(labels),
                {name: tf.convert_to_tensor(mask) for name, mask in masks.items()},
            )
            losses.append(loss)
        # The first time that this process waits for a device of its own.
        values = np.array([loss.numpy() for loss in losses], np.float32)
        return values, _ms_since(started)

    def export(self):
        return {name: variable.numpy() for name, variable in self._variables.items()}

    def device_bytes(self):
        gpus = tf.config.get_visible_devices("GPU")
        return tf.config.experimental.get_memory_info("GPU:0")["peak"] if gpus else None

    def _build(self, input_shape, weights):
        """The variables by our names, in the order given, which is the canonical one."""
        shapes = {"input": input_shape} | {layer["name"]: layer["shape"] for layer in self._spec}
        for layer in self._spec:
            if layer["kind"] in SLOTS:
                self._layers[layer["name"]].build((None, *shapes[layer["inputs"][0]]))
        variables = {}
        for name, value in weights.items():
            layer, slot = name.split(".")
            variables[name] = getattr(self._layers[layer], ATTRIBUTES.get(slot, slot))
            variables[name].assign(value)
        return variables

    def _train_step(self, images, labels, masks):
        with tf.GradientTape() as tape:
            loss = _loss(self._loss, self._forward(images, masks), labels)
        variables = [variable.value for variable in self._trainable]
        gradients = tape.gradient(loss, variables, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        self._optimizer(gradients)
        return loss

    def _forward(self, images, masks):
        """`masks` by dropout layer when training, None when predicting."""
        outputs = {"input": images}
        for layer in self._spec:
            name, kind = layer["name"], layer["kind"]
            inputs = [outputs[source] for source in layer["inputs"]]
            if kind == "dropout":
                outputs[name] = inputs[0] if masks is None else inputs[0] * masks[name]
            elif kind == "batch-norm":
                outputs[name] = self._layers[name](inputs[0], training=masks is not None)
            else:
                outputs[name] = self._layers[name](inputs if kind in ("add", "concat") else inputs[0])
        return outputs[self._spec[-1]["name"]]


SLOTS = ("conv2d", "depthwise-conv2d", "dense", "batch-norm")
STATISTICS = (".movingMean", ".movingVariance")
ATTRIBUTES = {"movingMean": "moving_mean", "movingVariance": "moving_variance"}


def _keras_layer(layer):
    match layer["kind"]:
        case "conv2d":
            return _strided(layer, lambda window: keras.layers.Conv2D(layer["filters"], **window))
        case "depthwise-conv2d":
            multiplier = layer["multiplier"]
            return _strided(layer, lambda window: keras.layers.DepthwiseConv2D(depth_multiplier=multiplier, **window))
        case "dense":
            return keras.layers.Dense(layer["units"], use_bias=layer["bias"])
        case "max-pool2d":
            return keras.layers.MaxPooling2D(layer["size"], layer["strides"], layer["padding"])
        case "average-pool2d":
            return keras.layers.AveragePooling2D(layer["size"], layer["strides"], layer["padding"])
        case "global-average-pool2d":
            return keras.layers.GlobalAveragePooling2D()
        case "batch-norm":
            return keras.layers.BatchNormalization(momentum=layer["momentum"], epsilon=layer["epsilon"])
        case "relu":
            return keras.layers.ReLU()
        case "flatten":
            return keras.layers.Flatten()
        case "add":
            return keras.layers.Add()
        case "concat":
            return keras.layers.Concatenate()
        case "dropout":
            return None  # Keras draws masks itself; ours are given.
    raise NotImplementedError(layer["kind"])


def _strided(layer, convolution):
    window = {
        "kernel_size": layer["kernel"],
        "strides": layer["strides"],
        "padding": layer["padding"],
        "dilation_rate": layer["dilation"],
        "use_bias": layer["bias"],
    }
    if max(layer["strides"]) == 1 or max(layer["dilation"]) == 1:
        return convolution(window)
    return EveryNth(convolution({**window, "strides": 1}), layer)


class EveryNth:
    """A convolution with strides and dilation, which Keras refuses together: every n-th pixel of the dilated one."""

    def __init__(self, convolution, layer):
        self._convolution = convolution
        self._strides = layer["strides"]
        # Strides change the padding of `same`, and with it which pixel is the first.
        top, _, left, _ = layer["pads"]
        whole = [(k - 1) * d // 2 if layer["padding"] == "same" else 0 for k, d in zip(layer["kernel"], layer["dilation"])]
        self._first = whole[0] - top, whole[1] - left

    def __call__(self, x):
        (top, left), (down, right) = self._first, self._strides
        return self._convolution(x)[:, top::down, left::right]

    def __getattr__(self, name):
        return getattr(self._convolution, name)


def _loss(kind, logits, labels):
    if kind == "mean-squared-error":
        return tf.reduce_mean((logits - tf.one_hot(labels, logits.shape[1])) ** 2)
    scores = tf.nn.softmax(logits) if kind == "double-softmax-cross-entropy" else logits
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, scores))


def _optimizer(optimizer, variables, rate):
    """
    A function that updates the variables by their gradients; `rate` is the variable that holds each step's learning
    rate, None where it is the optimizer's.
    """
    if optimizer["kind"] == "sgd" and rate is not None:
        return Momentum(float(optimizer["momentum"]), variables, rate)
    if optimizer["kind"] == "sgd":
        sgd = keras.optimizers.SGD(float(optimizer["learningRate"]), float(optimizer["momentum"]))
        sgd.build(variables)
        return lambda gradients: sgd.apply(gradients, variables)
    return Adam(optimizer, variables, rate)


class Momentum:
    """PyTorch's form, v <- momentum * v + g: Keras' own has the rate inside v, another update when the rate changes."""

    def __init__(self, momentum, variables, rate):
        self._momentum, self._rate = momentum, rate
        self._variables = variables
        self._velocities = [tf.Variable(tf.zeros(v.shape)) for v in variables]

    def __call__(self, gradients):
        for variable, gradient, velocity in zip(self._variables, gradients, self._velocities):
            velocity.assign(self._momentum * velocity + gradient)
            variable.assign_sub(self._rate * velocity)


class Adam:
    """Kingma & Ba 2015, Algorithm 1. Keras' own adds epsilon to a root that is not yet bias-corrected."""

    def __init__(self, optimizer, variables, rate):
        # As floats: JSON writes 0 for 0.0.
        self._optimizer = {name: float(value) for name, value in optimizer.items() if name != "kind"}
        self._rate = self._optimizer["learningRate"] if rate is None else rate
        self._variables = variables
        self._step = tf.Variable(0.0)
        self._moments = [(tf.Variable(tf.zeros(v.shape)), tf.Variable(tf.zeros(v.shape))) for v in variables]

    def __call__(self, gradients):
        rate, epsilon = self._rate, self._optimizer["epsilon"]
        beta1, beta2 = self._optimizer["beta1"], self._optimizer["beta2"]
        step = tf.cast(self._step.assign_add(1.0), tf.float64)
        correction1 = tf.cast(1 - beta1**step, tf.float32)
        root_correction2 = tf.cast(tf.sqrt(1 - beta2**step), tf.float32)
        for variable, gradient, (m, v) in zip(self._variables, gradients, self._moments):
            m.assign(beta1 * m + (1 - beta1) * gradient)
            v.assign(beta2 * v + (1 - beta2) * gradient**2)
            denominator = tf.sqrt(v) / root_correction2 + epsilon
            variable.assign_sub(rate / correction1 * m / denominator)


def _processors():
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def _on_device(gpu):
    details, build = tf.config.experimental.get_device_details(gpu), tf.sysconfig.get_build_info()
    told = {"CUDA": "cuda_version", "cuDNN": "cudnn_version"}
    versions = {name: str(build[key]) for name, key in told.items() if key in build}
    return {"deviceName": details.get("device_name", "GPU"), "deviceVersions": versions}


def _ms_since(started):
    return 1000 * (time.perf_counter() - started)
