#!/usr/bin/env bash
# The load client beside the C floor, against the C mock: the rows of docs/performance.md. The server has core 0, the client core 1;
# floor and client alternate in each round, and the medians of the rounds are printed last.
# usage: bench/client.sh [ROUNDS [PART-OF-A-CASE-NAME]]; needs gcc, taskset and two cores; keep the machine quiet
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-5}
only=${2:-}
rig=$(mktemp -d)
server=
cleanup() { [ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$rig"; }
trap cleanup EXIT
gcc -O2 -march=native -o "$rig/mock" bench/rig/mock.c -lpthread
gcc -O2 -march=native -o "$rig/cload" bench/rig/cload.c
dotnet build -c Release bench/Joulemark.Benchmarks -v q --nologo >/dev/null
client=(taskset -c 1 dotnet bench/Joulemark.Benchmarks/bin/Release/net10.0/Joulemark.Benchmarks.dll load)
port=18090

serve() { # MOCK OPTIONS
  [ -z "$server" ] || { kill "$server"; wait "$server" 2>/dev/null || true; }
  port=$((port + 1))
  taskset -c 0 "$rig/mock" --port "$port" "$@" 2>/dev/null & server=$!
  until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do sleep 0.05; done
}

row() { # NAME COUNT-OF-REQUESTS CONCURRENCY TOKENS [SETTING...]
  local name=$1 n=$2 c=$3 t=$4; shift 4
  [[ $name == *"$only"* ]] || return 0
  for _ in $(seq "$rounds"); do
    [ "$#" -gt 0 ] || taskset -c 1 "$rig/cload" -p "$port" -c "$c" -n "$n" -t "$t" | sed "s~^~$name | floor | ~" | tee -a "$rig/lines"
    "${client[@]}" "http://127.0.0.1:$port" "requests=$n" "load.concurrency=$c" "workload.output-tokens.max=$t" "$@" | sed "s~^~$name | joulemark | ~" | tee -a "$rig/lines"
  done
}

serve
row "coalesced, c = 1000" 20000 1000 128
serve --ttft-ms 50 --itl-ms 20
row "TTFT 50, ITL 20, c = 1000" 4000 1000 64
row "TTFT 50, ITL 20, c = 2000" 8000 2000 64
serve --ttft-ms 50 --itl-ms 50
row "open loop, 300/s" 3000 1 64 load.kind=rate load.rate=300
row "open loop, 600/s" 6000 1 64 load.kind=rate load.rate=600

echo
echo "| case | client | tokens/s | CPU s/Mtoken | TTFT p50 ms | p99 ms |"
echo "|---|---|--:|--:|--:|--:|"
awk -F' [|] ' '
  function figure(text, pattern, length_) { return match(text, pattern) ? substr(text, RSTART + length_, RLENGTH - length_) + 0 : 0 }
  function median(list, n, a, i, j, t) { n = split(list, a, " "); for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (a[j] + 0 < a[i] + 0) { t = a[i]; a[i] = a[j]; a[j] = t } return a[int((n + 1) / 2)] }
  { key = $1 " | " $2; if (!(key in seen)) { seen[key] = 1; order[++count] = key }
    match($3, /[0-9]+ tok\/s/); rate[key] = rate[key] " " substr($3, RSTART, RLENGTH) + 0
    cpu[key] = cpu[key] " " figure($3, "[(][0-9.]+ cpu-s", 1); p50[key] = p50[key] " " figure($3, "p50=[0-9.]+", 4); p99[key] = p99[key] " " figure($3, "p99=[0-9.]+", 4) }
  END { for (i = 1; i <= count; i++) { k = order[i]; printf "| %s | %.0f | %.3f | %.1f | %.1f |\n", k, median(rate[k]), median(cpu[k]), median(p50[k]), median(p99[k]) } }' "$rig/lines"
