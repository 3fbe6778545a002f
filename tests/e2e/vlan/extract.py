"""Usage: extract.py MANIFESTS FOLDER

Writes the program of the VLAN filter, its environment and the CNI configuration of each network into a folder.
"""
import json
import pathlib
import shlex
import sys

import yaml

manifests, folder = map(pathlib.Path, sys.argv[1:])
for path in sorted(manifests.rglob("*.yaml")):
    for document in filter(None, yaml.safe_load_all(path.read_text())):
        match document["kind"], document["metadata"]["name"]:
            case "ConfigMap", "vlan-filter":
                (folder / "vlan-filter.sh").write_text(document["data"]["vlan-filter.sh"])
            case "DaemonSet", "vlan-filter":
                (container,) = document["spec"]["template"]["spec"]["containers"]
                lines = (f"{variable['name']}={shlex.quote(variable['value'])}\n" for variable in container["env"])
                (folder / "environment").write_text("".join(lines))
            case "NetworkAttachmentDefinition", name:
                config = document["spec"]["config"]
                json.loads(config)
                (folder / f"{name}.json").write_text(config)
