#!/usr/bin/env bash
# Usage: eval "$(tests/e2e/tools.sh [FOLDER])"
# Installs what the other scripts need from PyPI and the Go proxy, at pinned versions, and prints PYTHON, HELM, KUSTOMIZE,
# CRDS, PODS, TERRAFORM, and CNI, the folder of CNI plugins. Go and Python come from the machine; skopeo, docker-registry,
# apache2-utils (htpasswd), curl, iproute2, busybox, and user-mode-linux with kmod from apt.
set -euo pipefail
HELM_VERSION=v4.3.1
KUSTOMIZE_VERSION=v5.8.2
CNI_VERSION=v1.9.1

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
kustomize=$folder/kustomize-$KUSTOMIZE_VERSION/kustomize
[ -x "$kustomize" ] ||
  GOBIN=$(dirname "$kustomize") go install "sigs.k8s.io/kustomize/kustomize/v5@$KUSTOMIZE_VERSION" >&2
cni=$folder/cni-$CNI_VERSION
plugins=github.com/containernetworking/plugins/plugins
[ -x "$cni/static" ] || GOBIN=$cni go install "$plugins/main/bridge@$CNI_VERSION" "$plugins/ipam/static@$CNI_VERSION" >&2
(cd "$here/crds" && go build -o "$folder/crds" .) >&2
(cd "$here/podsecurity" && go build -o "$folder/podsecurity" .) >&2
(cd "$here/terraform" && go build -o "$folder/terraform" .) >&2

printf 'export PYTHON=%q HELM=%q KUSTOMIZE=%q CRDS=%q PODS=%q TERRAFORM=%q CNI=%q\n' \
  "$folder/venv/bin/python" "$helm" "$kustomize" "$folder/crds" "$folder/podsecurity" "$folder/terraform" "$cni"
