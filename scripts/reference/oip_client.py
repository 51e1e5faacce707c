"""Asks a server of the Open Inference Protocol as NVIDIA's `tritonclient` does, and holds what it predicts against
Python's onnxruntime in this process: `evenkeel serve`, or one of `serve_peers.py`.

    python -m venv VENV && VENV/bin/pip install 'tritonclient[http]==2.73.0' onnxruntime
    evenkeel export keras-mnist-cnn --out keras-mnist-cnn.onnx
    evenkeel serve --model keras-mnist-cnn --untrained --protocol oip-v2 --threads 1 --port 8000 &
    VENV/bin/python oip_client.py 127.0.0.1:8000 keras-mnist-cnn.onnx DATASETS/fashion-mnist-subset [--json-only]

A line for each thing that was asked; exit code 1 where one is not as it should be.
"""
import argparse, gzip, pathlib, sys

import numpy as np
import onnxruntime
import tritonclient.http as http
from tritonclient.utils import InferenceServerException

IMAGES = 200
failures = 0


def say(what, good, more=""):
    global failures
    failures += not good
    print(f"{'ok  ' if good else 'FAIL'} {what}{more and ': '}{more}")


def test_images(folder):
    with gzip.open(f"{folder}/t10k-images-idx3-ubyte.gz") as file:
        pixels = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 28, 28, 1)
    return pixels[:IMAGES].astype(np.float32) / 255


def here(file, images):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    return session.run(None, {session.get_inputs()[0].name: images})[0]


def asked(client, name, images, binary_in, binary_out):
    tensor = http.InferInput("images", list(images.shape), "FP32")
    tensor.set_data_from_numpy(images, binary_data=binary_in)
    output = http.InferRequestedOutput("logits", binary_data=binary_out)
    # KServe takes a body of another type for one with tensors in binary.
    headers = None if binary_in else {"Content-Type": "application/json"}
    return client.infer(name, [tensor], outputs=[output], request_id="1", headers=headers).as_numpy("logits")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("file")
    parser.add_argument("dataset")
    parser.add_argument("--json-only", action="store_true", help="the server has no binary extension")
    chosen = parser.parse_args()
    name = pathlib.Path(chosen.file).stem
    images = test_images(chosen.dataset)
    client = http.InferenceServerClient(chosen.address)
    say("live and ready", client.is_server_live() and client.is_server_ready() and client.is_model_ready(name))
    server = client.get_server_metadata()
    say("server", "name" in server, f"{server.get('name')} {server.get('version')} {server.get('extensions')}")
    model = client.get_model_metadata(name)
    say("model", model["name"] == name, f"versions {model.get('versions')}, {model['inputs']} to {model['outputs']}")
    expected = here(chosen.file, images)
    forms = [(False, False)] if chosen.json_only else [(i, o) for i in (False, True) for o in (False, True)]
    for binary_in, binary_out in forms:
        form = f"{'binary' if binary_in else 'JSON'} in, {'binary' if binary_out else 'JSON'} out"
        try:
            got = asked(client, name, images, binary_in, binary_out)
        except InferenceServerException as error:
            say(form, False, f"{error.status()} {error.message()}"[:150])
            continue
        same = np.array_equal(got, expected)
        agree = np.mean(got.argmax(1) == expected.argmax(1))
        say(f"{len(images)} images, {form}", same, f"largest difference {np.abs(got - expected).max():.3g}, same class {agree:.1%}")
    try:
        asked(client, name, images[:, :, :14], False, False)
        say("another shape is refused", False)
    except InferenceServerException as error:
        say("another shape is refused", True, f"{error.status()} {error.message()}"[:150])
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
