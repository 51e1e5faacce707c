"""Times training steps of keras-mnist-cnn in PyTorch as everyone writes it, or with its best eager settings that we know of
(channels_last, fused Adam); one JSON line with the median in ms.

    pip install torch==2.13.0
    python torch_step.py [--batch 32] [--threads 2] [--steps 100] [--best]
"""
import argparse, json, statistics, time

import torch
from torch import nn


def network():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(64, 64, 3), nn.ReLU(), nn.Flatten(),
        nn.Linear(576, 64), nn.ReLU(), nn.Linear(64, 10),
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--best", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    model = network()
    if arguments.best:
        model = model.to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7, fused=arguments.best)
    loss_of = nn.CrossEntropyLoss()
    images = torch.rand(arguments.batch, 1, 28, 28)
    if arguments.best:
        images = images.contiguous(memory_format=torch.channels_last)
    labels = torch.randint(0, 10, (arguments.batch,))

    def step():
        start = time.perf_counter()
        optimizer.zero_grad()
        loss = loss_of(model(images), labels)
        loss.backward()
        optimizer.step()
        loss.item()
        return (time.perf_counter() - start) * 1000

    for _ in range(20):
        step()
    ms = [step() for _ in range(arguments.steps)]
    print(json.dumps({"stepMs": statistics.median(ms), "n": len(ms), "threads": arguments.threads, "torch": torch.__version__}))


if __name__ == "__main__":
    main()
