"""An exported network behind a server of others that speaks the Open Inference Protocol, on 127.0.0.1, until Ctrl-C.

    python -m venv VENV && VENV/bin/pip install nvidia-pytriton==0.7.0 onnxruntime  # or kserve==0.21.0 …
    evenkeel export keras-mnist-cnn --out keras-mnist-cnn.onnx
    VENV/bin/python serve_peers.py triton keras-mnist-cnn.onnx --port 8001             # or kserve, mlserver

The model is called like the file. Each server wants a virtual environment of its own: their dependencies exclude each
other. The computing is onnxruntime's on one thread; what is tried is the protocol. `oip_client.py` asks them.
"""
import argparse, functools, json, os, pathlib, sys, sysconfig, tempfile

HOST = "127.0.0.1"


def session(file):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])


def triton(file, name, port):
    """Triton out of the wheel of PyTriton; its stub is linked against the library of the Python that runs it."""
    folder = sysconfig.get_config_var("LIBDIR")
    if folder not in os.environ.get("LD_LIBRARY_PATH", "").split(":"):
        paths = [folder, *filter(None, [os.environ.get("LD_LIBRARY_PATH")])]
        os.environ["LD_LIBRARY_PATH"] = ":".join(paths)
        os.execv(sys.executable, [sys.executable, *sys.argv])
    import numpy
    from pytriton.decorators import batch
    from pytriton.model_config import ModelConfig, Tensor
    from pytriton.triton import Triton, TritonConfig

    model = session(file)
    (image,), (output,) = model.get_inputs(), model.get_outputs()

    @batch
    def infer(images):
        return [model.run(None, {image.name: images})[0]]

    config = TritonConfig(
        http_address=HOST, http_port=port, allow_grpc=False, allow_metrics=False, exit_on_error=True, log_verbose=0
    )
    with Triton(config=config) as server:
        server.bind(
            model_name=name,
            infer_func=infer,
            inputs=[Tensor(name=image.name, dtype=numpy.float32, shape=tuple(image.shape[1:]))],
            outputs=[Tensor(name=output.name, dtype=numpy.float32, shape=tuple(output.shape[1:]))],
            config=ModelConfig(max_batch_size=1024),
        )
        server.serve()


def kserve(file, name, port):
    """KServe's Python server listens on every address unless its `uvicorn.Config` is told otherwise."""
    import uvicorn
    from kserve import InferOutput, InferResponse, Model, ModelServer

    class OnnxModel(Model):
        def load(self):
            self.session = session(file)
            self.ready = True
            return True

        def get_input_types(self):
            return [{"name": i.name, "datatype": "FP32", "shape": [-1, *i.shape[1:]]} for i in self.session.get_inputs()]

        def get_output_types(self):
            return [{"name": o.name, "datatype": "FP32", "shape": [-1, *o.shape[1:]]} for o in self.session.get_outputs()]

        def predict(self, payload, headers=None, response_headers=None):
            feeds = {one.name: one.as_numpy() for one in payload.inputs}
            outputs = []
            for described, values in zip(self.session.get_outputs(), self.session.run(None, feeds)):
                output = InferOutput(name=described.name, shape=list(values.shape), datatype="FP32")
                output.set_data_from_numpy(values, binary_data=payload.use_binary_outputs)
                outputs.append(output)
            return InferResponse(
                response_id=payload.id,
                model_name=self.name,
                infer_outputs=outputs,
                use_binary_outputs=payload.use_binary_outputs,
                requested_outputs=payload.request_outputs,
            )

    configure = uvicorn.Config
    uvicorn.Config = lambda *args, **options: configure(*args, **{**options, "host": HOST})
    model = OnnxModel(name)
    model.load()
    ModelServer(http_port=port, enable_grpc=False, workers=1).start([model])


def mlserver(file, name, port):
    """MLServer finds its runtime as a module beside its settings."""
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder)
        (place / "onnx_runtime_model.py").write_text(MLSERVER_RUNTIME)
        settings = {"host": HOST, "http_port": port, "grpc_port": port + 1, "parallel_workers": 0, "metrics_endpoint": None}
        model = {"name": name, "implementation": "onnx_runtime_model.OnnxModel", "parameters": {"uri": os.path.abspath(file)}}
        (place / "settings.json").write_text(json.dumps(settings))
        (place / "model-settings.json").write_text(json.dumps(model))
        os.chdir(folder)
        sys.path.insert(0, folder)
        from mlserver.cli import main

        sys.argv = ["mlserver", "start", folder]
        main()


MLSERVER_RUNTIME = '''
import onnxruntime
from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceResponse


class OnnxModel(MLModel):
    async def load(self):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(self.settings.parameters.uri, options, ["CPUExecutionProvider"])
        return True

    async def predict(self, payload):
        feeds = {one.name: NumpyCodec.decode_input(one) for one in payload.inputs}
        outputs = zip(self.session.get_outputs(), self.session.run(None, feeds))
        encoded = [NumpyCodec.encode_output(described.name, values) for described, values in outputs]
        return InferenceResponse(id=payload.id, model_name=self.name, outputs=encoded)
'''

PEERS = {"triton": triton, "kserve": kserve, "mlserver": mlserver}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("file")
    parser.add_argument("--port", type=int, default=8001)
    chosen = parser.parse_args()
    PEERS[chosen.peer](chosen.file, pathlib.Path(chosen.file).stem, chosen.port)
