"""How far float32 rounding alone carries one training apart: keras-mnist-cnn in PyTorch, from the same weights over the
same batches, in float64 and in two of PyTorch's own float32 convolution kernels (oneDNN, and its plain ones).

    pip install torch==2.13.0 numpy
    python torch_rounding.py DATASETS/fashion-mnist-subset [--seeds 8]

One JSON line a seed: relative difference of the losses at step 50 and the largest within 50 steps, and the share of the
2,000 test images with the same prediction after one epoch (375 steps of 32), for each pair.
"""
import argparse, gzip, itertools, json

import numpy as np
import torch
from torch import nn

kinds = {"float64": (torch.float64, True), "float32": (torch.float32, True), "float32-plain": (torch.float32, False)}


def idx(path, header):
    with gzip.open(path) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def load(folder, part):
    images = idx(f"{folder}/{part}-images-idx3-ubyte.gz", 16).reshape(-1, 1, 28, 28).astype(np.float32) / 255
    return torch.tensor(images), torch.tensor(idx(f"{folder}/{part}-labels-idx1-ubyte.gz", 8).astype(np.int64))


def network(seed):
    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(64, 64, 3), nn.ReLU(), nn.Flatten(),
        nn.Linear(576, 64), nn.ReLU(), nn.Linear(64, 10),
    )
    for layer in model:
        if hasattr(layer, "weight"):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)
    return model


def train(seed, kind, train_set, test_images):
    dtype, onednn = kinds[kind]
    images, labels = train_set
    model = network(seed).to(dtype)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7)
    loss_of = nn.CrossEntropyLoss()
    order = np.random.default_rng(seed).permutation(len(labels))
    losses = []
    with torch.backends.mkldnn.flags(enabled=onednn):
        for begin in range(0, len(order), 32):
            batch = order[begin : begin + 32]
            optimizer.zero_grad()
            loss = loss_of(model(images[batch].to(dtype)), labels[batch])
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        with torch.no_grad():
            return np.array(losses), model(test_images.to(dtype)).argmax(1)


def compare(a, b):
    relative = np.abs(a[0][:50] - b[0][:50]) / np.maximum(a[0][:50], b[0][:50])
    agreement = (a[1] == b[1]).double().mean().item()
    return {"atStep50": float(relative[-1]), "within50": float(relative.max()), "samePrediction": agreement}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--seeds", type=int, default=8)
    arguments = parser.parse_args()
    train_set, (test_images, _) = load(arguments.folder, "train"), load(arguments.folder, "t10k")
    for seed in range(1, arguments.seeds + 1):
        runs = {kind: train(seed, kind, train_set, test_images) for kind in kinds}
        pairs = {f"{a} | {b}": compare(runs[a], runs[b]) for a, b in itertools.combinations(runs, 2)}
        print(json.dumps({"seed": seed, **pairs}), flush=True)


if __name__ == "__main__":
    main()
