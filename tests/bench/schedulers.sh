#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# schedulers.sh - the event queue of model/flight beside the schedulers of ns-3 and
# SystemC, on the events that a saturated fabric of 64 endpoints made.
#
#	tests/bench/schedulers.sh [--install] [BENCH_FLIGHT]
#
# --install fetches libns3-dev and libsystemc-dev with apt.  What is not installed is left
# out; exit 3 when neither is.

set -euo pipefail
root=$(dirname "$(readlink -f "$0")")/../..
if [ "${1:-}" = --install ]; then
	shift
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
		g++ libns3-dev libsystemc-dev </dev/null >&2 || {
		echo "schedulers.sh: as root, run: apt-get install g++ libns3-dev libsystemc-dev" >&2
		exit 3
	}
fi
flight=${1:-$root/build/bench_flight}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
args=()
if [ -e /usr/include/ns3/heap-scheduler.h ]; then
	args+=(-DHAVE_NS3 -lns3-core)
fi
if [ -e /usr/include/systemc ]; then
	args+=(-DHAVE_SYSTEMC -lsystemc)
fi
[ ${#args[@]} -gt 0 ] || {
	echo "schedulers.sh: neither ns-3 nor SystemC is installed; --install fetches them" >&2
	exit 3
}
gcc -O2 -std=gnu11 -D_GNU_SOURCE -I"$root" -c -o "$work/evq.o" "$root/model/flight/evq.c"
g++ -O2 -std=c++17 -Wall -Wextra -Wno-unused-parameter -I"$root" -o "$work/schedulers" \
	"$root/tests/bench/others/schedulers.cc" "$work/evq.o" "${args[@]}"
"$flight" --trace "$work/trace" >&2
SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1 "$work/schedulers" "$work/trace"
