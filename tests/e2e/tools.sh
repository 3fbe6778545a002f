#!/usr/bin/env bash
# Usage: eval "$(tests/e2e/tools.sh [FOLDER])"
# Installs what the other scripts need from PyPI and the Go proxy, at pinned versions, and prints PYTHON, HELM and CRDS. Go and
# Python come from the machine; skopeo, docker-registry, apache2-utils (htpasswd) and curl from apt.
set -euo pipefail
HELM_VERSION=v4.3.1

here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/vmopack-e2e}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

if ! cmp -s "$here/requirements.txt" "$folder/venv/requirements.txt"; then
  python3 -m venv --clear "$folder/venv"
  "$folder/venv/bin/python" -m pip install --quiet --requirement "$here/requirements.txt" >&2
  cp "$here/requirements.txt" "$folder/venv/"
fi
helm=$folder/helm-$HELM_VERSION/helm
[ -x "$helm" ] || GOBIN=$(dirname "$helm") go install "helm.sh/helm/v4/cmd/helm@$HELM_VERSION" >&2
(cd "$here/crds" && go build -o "$folder/crds" .) >&2

printf 'export PYTHON=%q HELM=%q CRDS=%q\n' "$folder/venv/bin/python" "$helm" "$folder/crds"
