"""What torch.compile buys a training step on the CPU: compiled by inductor against eager, both with channels_last
tensors and a fused Adam, interleaved in one process. Needs a C++ compiler.

    pip install torch==2.13.0 numpy
    python torch_compile.py [--threads 2] [--rounds 9]

One line a network and batch size: milliseconds of a step, and the median ratio compiled / eager (least - most).
"""
import argparse, statistics, time

import torch
from torch import nn
import torch.nn.functional as F


def mnist_cnn():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(64, 64, 3), nn.ReLU(), nn.Flatten(),
        nn.Linear(576, 64), nn.ReLU(), nn.Linear(64, 10),
    ), (1, 28, 28)


def cifar_cnn():
    return nn.Sequential(
        nn.Conv2d(3, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(64, 64, 3), nn.ReLU(), nn.Flatten(),
        nn.Linear(1024, 64), nn.ReLU(), nn.Linear(64, 10),
    ), (3, 32, 32)


class Block(nn.Module):
    def __init__(self, inside, filters, stride):
        super().__init__()
        self.first, self.second = nn.Conv2d(inside, filters, 3, stride, 1), nn.Conv2d(filters, filters, 3, 1, 1)
        self.norms = nn.ModuleList(nn.BatchNorm2d(filters) for _ in range(2))
        self.short = nn.Identity() if stride == 1 else nn.Conv2d(inside, filters, 1, stride)

    def forward(self, x):
        y = F.relu(self.norms[0](self.first(x)))
        return F.relu(self.norms[1](self.second(y)) + self.short(x))


def resnet_8():
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(),
        Block(16, 16, 1), Block(16, 32, 2), Block(32, 64, 2),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10),
    ), (3, 32, 32)


def trainer(make, compiled):
    torch.manual_seed(1)
    model = make()[0].to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), fused=True)
    loss_of = lambda images, labels: F.cross_entropy(model(images), labels)
    run = torch.compile(loss_of, dynamic=False) if compiled else loss_of

    def step(images, labels):
        optimizer.zero_grad()
        run(images, labels).backward()
        optimizer.step()

    return step


def milliseconds(step, batch, steps=6):
    started = time.perf_counter()
    for _ in range(steps):
        step(*batch)
    return 1000 * (time.perf_counter() - started) / steps


parser = argparse.ArgumentParser()
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--rounds", type=int, default=9)
options = parser.parse_args()
torch.set_num_threads(options.threads)
for name, make in (("keras-mnist-cnn", mnist_cnn), ("keras-cifar10-cnn", cifar_cnn), ("resnet-8", resnet_8)):
    for size in (32, 128):
        images = torch.rand(size, *make()[1]).contiguous(memory_format=torch.channels_last)
        batch = images, torch.randint(10, (size,))
        arms = [trainer(make, compiled) for compiled in (False, True)]
        for step in arms:
            milliseconds(step, batch)
        times = [[milliseconds(step, batch) for step in arms] for _ in range(options.rounds)]
        eager, compiled = (statistics.median(column) for column in zip(*times))
        ratios = sorted(after / before for before, after in times)
        spread = f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} - {ratios[-1]:.2f})"
        print(f"{name}, batch {size}: eager {eager:.1f} ms, compiled {compiled:.1f} ms, {spread}", flush=True)
