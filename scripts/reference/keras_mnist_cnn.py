"""Trains keras-mnist-cnn in Keras on all 60,000 Fashion-MNIST images, with the article's settings.

Prints accuracy and time as JSON.

    pip install tensorflow-cpu==2.21.0 keras==3.15.0
    python keras_mnist_cnn.py FOLDER_OF_THE_FOUR_IDX_GZ_FILES [--seed 1] [--epochs 5]
"""
import argparse, gzip, json, os, time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
import tensorflow as tf
from keras import layers


def idx(path, header):
    with gzip.open(path, "rb") as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def load(folder, part):
    labels = idx(f"{folder}/{part}-labels-idx1-ubyte.gz", 8)
    images = idx(f"{folder}/{part}-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28, 1)
    return images.astype(np.float32) / 255, labels


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=5)
    arguments = parser.parse_args()
    keras.utils.set_random_seed(arguments.seed)
    x, y = load(arguments.folder, "train")
    x_test, y_test = load(arguments.folder, "t10k")
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile("adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    start = time.perf_counter()
    model.fit(x, y, epochs=arguments.epochs, verbose=0)
    seconds = time.perf_counter() - start
    _, accuracy = model.evaluate(x_test, y_test, verbose=0)
    versions = {"keras": keras.__version__, "tensorflow": tf.__version__}
    print(json.dumps({"seed": arguments.seed, "epochs": arguments.epochs, "fitSeconds": seconds, "testAccuracy": accuracy, **versions}))


if __name__ == "__main__":
    main()
