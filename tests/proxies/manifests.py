#!/usr/bin/env python3
"""deploy/alerts.yaml, compose.yaml and kubernetes.yaml: parsed, compared with Kubernetes' own
schema and with the gateway's settings, and a gateway started with what they say.

    pip install kubernetes-validate      # in an environment of its own
    python tests/proxies/manifests.py target/debug/didar-graphql
"""

import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

import kubernetes_validate
import yaml

# The versions that kubernetes.yaml is for: from the oldest on.
KUBERNETES = ["1.30", "1.34"]
DEPLOY = pathlib.Path(__file__).resolve().parents[2] / "deploy"
# An example of the sandbox, which is no secret (sandbox/src/settings.rs).
KEY = "sandbox0demo0key0not0a0real0one0"


def check(name, holds, known=""):
    if not holds:
        sys.exit(f"FAIL  {name} {known}")
    print(f"ok    {name}")


def seconds(text):
    return int(text.removesuffix("s"))


def alerts():
    """Each has what Prometheus wants, and speaks of metrics that the runbook knows."""
    rules = [rule for group in yaml.safe_load((DEPLOY / "alerts.yaml").read_text())["groups"] for rule in group["rules"]]
    names = [rule["alert"] for rule in rules]
    check("alerts have names of their own", len(set(names)) == len(names) > 5)
    runbook = (DEPLOY.parent / "docs" / "operating.md").read_text()
    for rule in rules:
        known = {"alert", "expr", "for", "labels", "annotations"}
        whole = rule.keys() <= known and rule["labels"]["severity"] in {"warning", "critical"}
        metrics = set(re.findall(r"\b[a-z]+(?:_[a-z]+)+\b(?=[{\[) /]|$)", rule["expr"]))
        metrics = {name for name in metrics if not name.startswith("process_")}
        told = all(name in runbook for name in metrics)
        check(f"the alert {rule['alert']}", whole and rule["annotations"]["summary"] and told, metrics)


def main(binary):
    alerts()
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    documents = list(yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text()))
    for version in KUBERNETES:
        for document in documents:
            kubernetes_validate.validate(document, version, strict=True)
        check(f"kubernetes.yaml has the schema of {version}", True)

    deployment, service, budget = documents
    kustomization = DEPLOY / "kustomization.yaml"
    base = yaml.safe_load(kustomization.read_text())
    container = deployment["spec"]["template"]["spec"]["containers"][0]
    check(
        "kustomization.yaml takes the manifest, and speaks of its names",
        base["kind"] == "Kustomization"
        and base["resources"] == ["kubernetes.yaml"]
        and f"name: {container['image'].rsplit(':', 1)[0]}," in kustomization.read_text()
        and f"name: {deployment['metadata']['name']}," in kustomization.read_text(),
    )
    pod = deployment["spec"]["template"]
    container = pod["spec"]["containers"][0]
    labels = pod["metadata"]["labels"]
    check(
        "the selectors fit the pods",
        labels
        == deployment["spec"]["selector"]["matchLabels"]
        == service["spec"]["selector"]
        == budget["spec"]["selector"]["matchLabels"],
    )
    mounts = {mount["name"] for mount in container["volumeMounts"]}
    check("the mounts fit the volumes", mounts == {v["name"] for v in pod["spec"]["volumes"]})

    env = {entry["name"]: entry.get("value") for entry in container["env"]}
    drain = int(env["DIDAR_GRAPHQL_DRAIN_SECONDS"])
    pause = container["lifecycle"]["preStop"]["sleep"]["seconds"]
    grace = pod["spec"]["terminationGracePeriodSeconds"]
    check("Kubernetes waits for the drain", grace > pause + drain)
    gateway = compose["services"]["gateway"]
    drain = int(gateway["environment"]["DIDAR_GRAPHQL_DRAIN_SECONDS"])
    check("so does Compose", seconds(gateway["stop_grace_period"]) > drain)

    help_text = subprocess.run([binary, "serve", "--help"], capture_output=True, text=True, check=True)
    known = set(re.findall(r"\[env: (\w+)", help_text.stdout))
    for name, variables in (("Kubernetes", env), ("Compose", gateway["environment"])):
        check(f"{name} sets what the gateway knows", set(variables) <= known, set(variables) - known)
    serves(binary, env)


def serves(binary, env):
    """Starts a gateway as the pod does, with other paths and the example's settings."""
    token = "dgq_example"
    example = (DEPLOY / "settings.example.toml").read_text()
    with tempfile.TemporaryDirectory() as place:
        settings = pathlib.Path(place, "settings.toml")
        env = {name: value for name, value in env.items() if value is not None} | {
            "DIDAR_API_KEY": KEY,
            "DIDAR_BASE_URL": "http://127.0.0.1:9/api",
            "DIDAR_GRAPHQL_CONFIG": str(settings),
            "DIDAR_GRAPHQL_STATE_DIR": f"{place}/state",
            "DIDAR_GRAPHQL_LISTEN": "0.0.0.0:0",
        }
        settings.write_text(example)
        refused = subprocess.run([binary, "serve"], env=env, capture_output=True, text=True, timeout=10)
        check("the example as it is lets nobody in", refused.returncode == 2, refused.stderr)

        digest = hashlib.sha256(token.encode()).hexdigest()
        settings.write_text(example.replace('"sha256:"', f'"sha256:{digest}"'))
        served = subprocess.Popen([binary, "serve"], env=env, stderr=subprocess.PIPE, text=True)
        try:
            port = json.loads(served.stderr.readline())["address"].rpartition(":")[2]
            address = f"http://127.0.0.1:{port}"
            check("with a token, the gateway starts", status(f"{address}/livez") == 200)
            check("it asks for the token", status(f"{address}/graphql/schema") == 401)
            # It opens the account, whose fields cannot be had here.
            check("and takes it", status(f"{address}/graphql/schema", token) == 503)
        finally:
            served.terminate()
        check("it stops when told to", served.wait(10) == 0)


def status(address, token=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        return opener.open(urllib.request.Request(address, headers=headers), timeout=30).status
    except urllib.error.HTTPError as error:
        return error.code


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} <didar-graphql>")
    main(sys.argv[1])
