#!/bin/sh
# Builds the harness image: publishes the command line with its own .NET, and puts it on a base image.
#   eng/container/build.sh [--engine docker|podman] [--base IMAGE] [--tag IMAGE]
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$root/Directory.Build.props")
engine='' base='' tag="joulemark:$version"
while [ $# -gt 0 ]; do
  case $1 in
    --engine) engine=$2 ;;
    --base) base=$2 ;;
    --tag) tag=$2 ;;
    *) sed -n '2,3s/^# *//p' "$0" >&2; exit 2 ;;
  esac
  shift 2
done
if [ -z "$engine" ]; then
  for engine in docker podman none; do command -v "$engine" >/dev/null && break; done
  [ "$engine" != none ] || { echo "neither docker nor podman is installed: install one of them" >&2; exit 2; }
fi

# Build outputs of their own: a publish for one platform does not disturb what the IDE and the tests build.
out=$root/artifacts/container
rm -rf "$out/app"
dotnet publish "$root/src/Joulemark.Cli" -c Release -r linux-x64 --self-contained --artifacts-path "$out" -o "$out/app" \
  -p:DebugType=none -p:GenerateDocumentationFile=false -p:RunAnalyzers=false -nodeReuse:false
"$engine" build -f "$root/eng/container/Dockerfile" -t "$tag" ${base:+--build-arg "BASE=$base"} "$out/app"
echo "$tag"
