#!/usr/bin/env bash
# How often the gate fails a model that has not changed: pairs of real runs of a reference model, sides in turn.
#   bench/gate.sh [PAIRS] [STARTS] [LIMIT] [JOULEMARK...]
# A side is STARTS runs, each with a server started anew. By default 20 pairs of 3 starts at the gate's own limit of 15 %; at a limit
# of 0 (nothing at all may be more), the hardest there is, none can pass, and few may fail: the level stated is 5 %.
# A run takes about 8 s: PAIRS × 2 × STARTS of them.
set -euo pipefail
cd "$(dirname "$0")/.."
pairs=${1:-20} starts=${2:-3} limit=${3:-15%}; shift $(($# < 3 ? $# : 3))
joulemark=("$@")
[ ${#joulemark[@]} -gt 0 ] || { dotnet build -c Release -v q --nologo src/Joulemark.Cli >&2; joulemark=(dotnet src/Joulemark.Cli/bin/Release/net10.0/Joulemark.Cli.dll); }
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat > "$work/spec.yaml" <<'SPEC'
name: unchanged
server: { kind: reference, model: small-fp32 }
workload: { kind: arithmetic, requests: 200, output-tokens: { max: 32 } }
load: { concurrency: 4 }
measure: { idle: 1s, warm-up: 500ms, window: 1s, repeats: { min: 3, max: 3 }, cool-down: 0s }
SPEC
echo 'accuracy: false # of 200 answers, which would leave more open than the joules' > "$work/policy.yaml"
declare -A verdicts=()
for i in $(seq "$pairs"); do
  for start in $(seq "$starts"); do
    for side in a b; do
      "${joulemark[@]}" run "$work/spec.yaml" --runs "$work/$i$side" --wait >/dev/null 2>&1 || [ $? = 3 ]
    done
  done
  verdict=$("${joulemark[@]}" gate --baseline "$work/$i"a/* --candidate "$work/$i"b/* --policy "$work/policy.yaml" --max-increase "$limit" --accept-invalid --json 2>/dev/null \
    | sed -n 's/^  "verdict": "\(.*\)",$/\1/p' || true)
  [ -n "$verdict" ] || { echo "pair $i has no verdict: its runs are missing, or the gate refused them" >&2; exit 1; }
  verdicts[$verdict]=$((${verdicts[$verdict]:-0} + 1))
  echo "pair $i: $verdict" >&2
done
for verdict in "${!verdicts[@]}"; do echo "limit $limit: $verdict ${verdicts[$verdict]} of $pairs"; done
