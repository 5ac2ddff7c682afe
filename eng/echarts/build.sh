#!/bin/sh
# Rebuilds the charting script that reports carry. Needs Node.js; run it after changing entry.mjs or the version.
set -eu
cd "$(dirname "$0")"
npm ci --no-audit --no-fund
npx esbuild entry.mjs --bundle --minify --format=iife --global-name=echarts --charset=utf8 --target=es2020 \
  --define:process.env.NODE_ENV='"production"' --banner:js="$(cat banner.txt)" \
  --outfile=../../src/Joulemark/Reporting/Html/echarts.min.js
