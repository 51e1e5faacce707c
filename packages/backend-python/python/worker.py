"""Serves models of one framework on one device to its parent process.

    worker.py <torch|torch_best|keras> <cpu|cuda> [threads]

Requests come as frames on stdin; each gets one frame in reply, on what was stdout. Whatever a library prints goes to
stderr, so that it cannot garble a frame. When stdin ends, because the parent closed it or died, the process ends,
also while a framework is being imported or computes.
"""

import importlib
import os
import queue
import sys
import threading

from no_device import NoDevice


def main(framework, device, threads):
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    requests = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(requests,), daemon=True).start()
    try:
        if sys.version_info < (3, 10):
            raise ImportError("Python 3.10 or newer is needed, this is {}.{}".format(*sys.version_info))
        from frames import write_frame

        module = importlib.import_module(f"{framework}_model")
        runtime = module.start(device, threads)
    except Exception as error:
        # numpy may be what is missing, so this one frame is written by hand.
        replies.write(_refusal_without_numpy(error))
        replies.flush()
        return
    write_frame(replies, {"ok": True, "runtime": runtime}, {})
    serve = Server(module.Network)
    while True:
        try:
            header, tensors = serve(*requests.get())
        except Exception as error:
            header, tensors = _refusal(error), {}
        write_frame(replies, header, tensors)


class Server:
    """Replies to requests about models, each known by the number that the parent gave it."""

    def __init__(self, network):
        self._network = network
        self._models = {}

    def __call__(self, request, tensors):
        op, number = request["op"], request["model"]
        if op == "load":
            self._models[number] = self._network(request["spec"], tensors, request["recipe"])
            return {"ok": True}, {}
        if op == "unload":
            self._models.pop(number, None)
            return {"ok": True}, {}
        model = self._models[number]
        if op == "predict":
            logits, compute_ms = model.predict(tensors["images"])
            return {"ok": True, "computeMs": compute_ms}, {"logits": logits}
        if op == "train":
            losses, compute_ms = model.train(_batches(request["count"], tensors), request["rates"])
            return {"ok": True, "computeMs": compute_ms}, {"losses": losses}
        if op == "export":
            return {"ok": True}, model.export()
        if op == "memory":
            return {"ok": True, "deviceBytes": model.device_bytes()}, {}
        raise ValueError(f"unknown request {op}")


def _batches(count, tensors):
    """[(images, labels, masks by layer)] of tensors `<batch>/images`, `<batch>/labels`, `<batch>/mask/<layer>`."""
    masks = [{} for _ in range(count)]
    for name, value in tensors.items():
        number, part, *layer = name.split("/")
        if part == "mask":
            masks[int(number)][layer[0]] = value
    return [(tensors[f"{i}/images"], tensors[f"{i}/labels"], masks[i]) for i in range(count)]


def _receive(requests):
    stdin = os.fdopen(os.dup(0), "rb", buffering=0)
    try:
        first = stdin.read(1)
        if not first:
            os._exit(0)
        # Not sooner: numpy is one of the imports during which the parent may die.
        from frames import read_frame

        stdin = _Resumed(first, stdin)
        while True:
            frame = read_frame(stdin)
            if frame is None:
                os._exit(0)
            requests.put(frame)
    finally:
        # A parent that died in the middle of a frame; without requests the process would wait for ever.
        os._exit(1)


class _Resumed:
    """A stream, some of whose bytes have been read already."""

    def __init__(self, head, rest):
        self._head = head
        self._rest = rest

    def readinto(self, view):
        if not self._head:
            return self._rest.readinto(view)
        count = min(len(view), len(self._head))
        view[:count], self._head = self._head[:count], self._head[count:]
        return count


def _refusal(error):
    kind = "missing" if isinstance(error, ImportError) else "no-device" if isinstance(error, NoDevice) else "failed"
    text = " ".join(str(error).split()) or "no message"
    message = text if kind == "no-device" else f"{type(error).__name__}: {text}"
    return {"ok": False, "kind": kind, "message": message[:500]}


def _refusal_without_numpy(error):
    import json
    import struct

    text = json.dumps({**_refusal(error), "tensors": []}).encode()
    return struct.pack("<I", len(text)) + text


if __name__ == "__main__":
    _, framework, device, *threads = sys.argv
    main(framework, device, int(threads[0]) if threads else None)
