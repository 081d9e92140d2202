#!/bin/bash
# The timeline's core against qsort and memcpy. BREACHKIT_BENCH_EVENTS=10000000 for the full size.
set -e
cd "$(dirname "$0")/.."
out=${BREACHKIT_BUILD:-build}/bench
mkdir -p "$out"
${CC:-cc} -std=c11 -D_POSIX_C_SOURCE=200809L -O2 -o "$out/timeline" bench/timeline.c src/core/bk_timeline*.c \
  src/core/bk_intern.c src/core/bk_pack.c src/core/bk_buf.c src/core/bk_status.c
"$out/timeline" "${BREACHKIT_BENCH_EVENTS:-1000000}"
