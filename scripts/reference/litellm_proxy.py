"""LiteLLM's proxy on 127.0.0.1 in front of `evenkeel serve`, asked about one picture as OpenAI's API is.

    python -m venv VENV && VENV/bin/pip install 'litellm[proxy]==1.108.7'
    evenkeel serve latest --protocol openai-vision,hf-image --port 8000 &
    VENV/bin/python litellm_proxy.py http://127.0.0.1:8000 picture.png [--port 4000]

What comes through the proxy is held against what the server says itself; exit code 1 where it differs.
"""
import argparse, base64, json, os, pathlib, secrets, subprocess, sys, tempfile, time, urllib.request

HOST = "127.0.0.1"


def get(url, key, body=None):
    headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=60) as reply:
        return json.load(reply)


def question(model, labels, picture):
    url = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    properties = {"label": {"type": "string", "enum": labels}}
    schema = {"type": "object", "properties": properties, "required": ["label"], "additionalProperties": False}
    return {
        "model": model,
        "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}],
        "response_format": {"type": "json_schema", "json_schema": {"name": "label", "strict": True, "schema": schema}},
        "logprobs": True,
        "top_logprobs": 2,
    }


def started(folder, twin, model, port, key):
    """The proxy, once it replies. It takes no prices from the network and sends nothing home."""
    settings = {"model": f"openai/{model}", "api_base": f"{twin}/v1", "api_key": "any"}
    config = pathlib.Path(folder) / "config.yaml"
    config.write_text(json.dumps({"model_list": [{"model_name": "twin", "litellm_params": settings}]}))
    program = pathlib.Path(sys.executable).with_name("litellm")
    options = ["--config", str(config), "--host", HOST, "--port", str(port), "--telemetry", "False"]
    variables = {**os.environ, "LITELLM_MASTER_KEY": key, "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
    with open(pathlib.Path(folder) / "log", "wb") as log:
        proxy = subprocess.Popen([program, *options], env=variables, stdout=log, stderr=log)
    for _ in range(120):
        try:
            get(f"http://{HOST}:{port}/health/liveliness", key)
            return proxy
        except OSError:
            if proxy.poll() is not None:
                break
            time.sleep(1)
    proxy.terminate()
    sys.exit(f"the proxy did not start:\n{(pathlib.Path(folder) / 'log').read_text()}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("twin")
    parser.add_argument("picture")
    parser.add_argument("--port", type=int, default=4000)
    chosen = parser.parse_args()
    picture = pathlib.Path(chosen.picture).read_bytes()
    model = get(f"{chosen.twin}/v1/models", "any")["data"][0]["id"]
    request = urllib.request.Request(f"{chosen.twin}/models/{model}?top_k=1000", picture)
    # Every label, from the other protocol.
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            labels = sorted(one["label"] for one in json.load(reply))
    except OSError:
        sys.exit("the labels are asked for by hf-image: serve that, too")
    key = f"sk-{secrets.token_urlsafe(32)}"
    with tempfile.TemporaryDirectory() as folder:
        proxy = started(folder, chosen.twin, model, chosen.port, key)
        try:
            direct = get(f"{chosen.twin}/v1/chat/completions", "any", question(model, labels, picture))
            through = get(f"http://{HOST}:{chosen.port}/v1/chat/completions", key, question("twin", labels, picture))
        finally:
            proxy.terminate()
            proxy.wait()
    failures = 0
    for what in (
        lambda reply: reply["choices"][0]["message"]["content"],
        lambda reply: [token["logprob"] for token in reply["choices"][0]["logprobs"]["content"]],
        lambda reply: reply["usage"]["total_tokens"],
        lambda reply: reply["choices"][0]["finish_reason"],
        lambda reply: reply["system_fingerprint"],
    ):
        same = what(direct) == what(through)
        failures += not same
        print(f"{'ok  ' if same else 'FAIL'} {what(through)}")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
