#!/usr/bin/env bash
# How long `joulemark report` takes over a run of a million requests and ten million samples, and how much memory, against the
# limits of docs/performance.md: 5 s and 1 GB on 2 cores that have nothing else to do. Fails above a limit.
#   bench/analysis.sh [REQUESTS [SAMPLES [TOKENS [JOULEMARK...]]]]
set -euo pipefail
cd "$(dirname "$0")/.."
requests=${1:-1000000} samples=${2:-10000000} tokens=${3:-8}
joulemark=("${@:4}")
[ ${#joulemark[@]} -gt 0 ] || { dotnet publish -v q --nologo src/Joulemark.Cli -r linux-x64 -p:PublishAot=true -o artifacts/aot >&2; joulemark=(artifacts/aot/Joulemark.Cli); }
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
dotnet build -c Release -v q --nologo bench/Joulemark.Benchmarks >&2
run=$(dotnet bench/Joulemark.Benchmarks/bin/Release/net10.0/Joulemark.Benchmarks.dll folder "$work" "$requests" "$samples" "$tokens")
status=0
for i in 1 2 3; do
  start=$(date +%s%N)
  "${joulemark[@]}" report "$run" --json >/dev/null &
  pid=$! most=0
  while now=$(sed -n 's/^VmHWM:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$pid/status" 2>/dev/null) && [ -n "$now" ]; do most=$now; sleep 0.05; done
  wait "$pid" || [ $? = 3 ] || { echo "joulemark report failed" >&2; exit 1; }
  awk -v i="$i" -v ms="$((($(date +%s%N) - start) / 1000000))" -v kb="$most" \
    'BEGIN { s = ms / 1000; mb = kb * 1.024 / 1000; printf "run %d: %.1f s (%.2f of the limit of 5 s), %.0f MB (%.2f of the limit of 1 GB)\n", i, s, s / 5, mb, mb / 1000; exit s > 5 || mb > 1000 }' || status=1
done
du -h "$run/report.html" | awk '{ print "report.html: " $1 }'
exit $status
