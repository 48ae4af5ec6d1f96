#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-kills.sh - a run is killed outright, at random moments: each output file is the
# old one or a whole new one, no process goes on, and the next run writes what it
# always writes and leaves nothing behind.  Needs no kernel.  Prints TAP.
#
#	test-kills.sh [--count N] [--seed N]	(12, 1)
#
# HAIRPIN: the program (default build/hairpin).

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
fake=${hairpin%/*}/fake_kernel_new.so
count=12 seed=1
while [ $# -gt 0 ]; do
	case $1 in
	--count) count=$2; shift ;;
	--seed) seed=$2; shift ;;
	*) sed -n '4,11s/^# \{0,1\}//p' "$0"; exit 2 ;;
	esac
	shift
done
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
RANDOM=$seed
export hairpin fake
mkdir "$tmp/s" "$tmp/ref" "$tmp/run"
for i in {1..60}; do
	printf '# Two ports.\nhost pc\nrp a 01.0 id 8086:2030 acs SV+ RR+ CR+\nrp b 02.0\nexpect present a\n' \
		>"$tmp/s/$i.hp"
done

# run FOLDER: becomes a run with every kind of output file.
run() {
	cd "$1" && exec "$hairpin" run -k "$fake" --json j --junit x --trace t/ --dot d/ ../s \
		>out 2>err </dev/null
}

# torn: output files that are neither old nor what a run writes; other files that a run
# has not; of a killed run its temporary files are for the next one to remove.
torn() {
	local f
	(cd "$tmp/run" && find . -type f ! -name out ! -name err) | while IFS= read -r f; do
		case $f in
		*/.hairpin-*) [ "$1" = killed ] || echo "left behind: $f" ;;
		*) cmp -s "$tmp/ref/$f" "$tmp/run/$f" ||
			{ [ "$1" = killed ] && [ "$(cat "$tmp/run/$f")" = old ]; } ||
			echo "neither old nor new: $f" ;;
		esac
	done
}

# going_on: processes of the killed run.
going_on() {
	local i
	for ((i = 0; i < 200; i++)); do
		pgrep -s "$1" >/dev/null || return 1
		sleep 0.02
	done
}

start=$(date +%s%N)
(run "$tmp/ref") || { echo "Bail out! the run itself fails"; exit 1; }
took=$((($(date +%s%N) - start) / 1000000 + 1))
failed=0 cut=0 left=0
for ((i = 1; i <= count; i++)); do
	# by turns new files and old ones
	if [ $((i % 2)) = 0 ]; then
		find "$tmp/run" -type f -exec sh -c 'for f; do echo old >"$f"; done' sh {} +
	else
		rm -rf "$tmp/run"
		mkdir "$tmp/run"
	fi
	# a session of its own, to see what is left of it
	setsid bash -c "$(declare -f run); run \"\$1\"" bash "$tmp/run" &
	pid=$!
	sleep "$(printf '0.%03d' $((RANDOM * 12 / 10 % took)))"
	{ kill -9 "$pid" && cut=$((cut + 1)); } 2>/dev/null
	wait "$pid" 2>/dev/null
	going_on "$pid" && { echo "# round $i: its processes go on"; failed=1; }
	torn killed | sed "s/^/# round $i, killed: /" | grep . && failed=1
	left=$((left + $(find "$tmp/run" -name '.hairpin-*' | wc -l)))
	if ! (run "$tmp/run") || ! cmp -s "$tmp/ref/out" "$tmp/run/out"; then
		echo "# round $i: the next run is not as always"
		failed=1
	fi
	torn next | sed "s/^/# round $i, the next one: /" | grep . && failed=1
	[ "$(find "$tmp/run" -type f | wc -l)" = "$(find "$tmp/ref" -type f | wc -l)" ] ||
		{ echo "# round $i: files are missing"; failed=1; }
done
if [ $failed = 0 ] && [ $cut -gt 0 ]; then echo "ok 1 - killed at random moments"
else echo "not ok 1 - killed at random moments"; fi
echo "# $count rounds, $cut killed before their end, $left temporary files removed by the next run"

# One that a killed process left, one that is being written, one of somebody else's.
cd "$tmp/run" || exit 3
rm -rf j x t d
touch .hairpin-1-0.j .hairpin-2-0.x .hairpin-notes j.2026-11
flock .hairpin-2-0.x "$hairpin" run -k "$fake" --json j ../s/1.hp >/dev/null
if [ "$(find . -name '.h*' -o -name 'j*' | sort | xargs)" = "./.hairpin-2-0.x ./.hairpin-notes ./j ./j.2026-11" ]; then
	echo "ok 2 - what is being written, and what is not hairpin's, stays"
else
	find . | sed 's/^/# /'
	echo "not ok 2 - what is being written, and what is not hairpin's, stays"
fi
echo "1..2"
