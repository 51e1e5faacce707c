"""Reads lines of JSON {file, images: {shape, data}} from stdin; checks each .onnx file, runs it, prints its logits."""
import json
import sys

import numpy
import onnx
import onnxruntime

for line in sys.stdin:
    case = json.loads(line)
    onnx.checker.check_model(case["file"], full_check=True)
    session = onnxruntime.InferenceSession(case["file"], providers=["CPUExecutionProvider"])
    images = numpy.array(case["images"]["data"], numpy.float32).reshape(case["images"]["shape"])
    (logits,) = session.run(["logits"], {"images": images})
    print(json.dumps({"shape": list(logits.shape), "data": logits.ravel().tolist()}))
