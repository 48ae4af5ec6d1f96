#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# golden.sh - commands and everything they print, word for word.
#
# tests/golden/transcripts/*.t are transcripts: lines "$ COMMAND", each with
# what it prints (both streams, as they come) and, unless it is 0, its exit
# status as "[N]".  Comments begin with "#" before the first command.  Commands
# see $tmp, a folder, and $new and $old, the fake kernels; in *.kernel.t $kernel
# is a real one.  Prints TAP.
#
# HAIRPIN: the program.  HAIRPIN_KERNEL: the real kernel (the newest built).
# HAIRPIN_UPDATE_GOLDEN=1 writes the transcripts anew: read what git diff shows.

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C TZ=UTC
hairpin=${HAIRPIN:-build/hairpin}
case $hairpin in /*) ;; *) hairpin=$PWD/$hairpin ;; esac
fakes=$(dirname "$hairpin")
# Columns are as wide as names: its own is of the same length everywhere.
tmp=$(mktemp -d /tmp/hairpin-XXXXXX) || exit 3
trap 'rm -rf "$tmp"' EXIT
kernel=${HAIRPIN_KERNEL:-$("$hairpin" kernel path 2>/dev/null)}
# shellcheck disable=SC2034
new=$fakes/fake_kernel_new.so old=$fakes/fake_kernel_old.so
folder=tests/golden/transcripts
n=0 failed=0

hairpin() { "$hairpin" "$@"; }

# What differs between machines and builds, and is none of the program's words.
plain() {
	# The kernel first: it may be in the folder of the fakes.
	sed -e "s,$tmp/run,TMP,g" -e "s,${kernel:-/no/kernel},KERNEL,g" \
		-e "s,$fakes/,,g" -e "s,$PWD/,,g" \
		-e 's/kernel [0-9]\.[0-9.]*\($\| has\)/kernel RELEASE\1/' \
		-e 's/of [0-9]* kernel log lines/of N kernel log lines/' \
		-e 's/\(fake_kernel\.c\):[0-9]*/\1:N/' \
		-e 's/"[0-9]\.[0-9]*\.[0-9]*"/"RELEASE"/' \
		-e 's/^Judged by hairpin .* on$/Judged by hairpin VERSION on/' \
		-e 's/^# hairpin [0-9][^,]*/# hairpin VERSION/' \
		-e 's/"hairpin": "[^"]*"/"hairpin": "VERSION"/' \
		-e '/^where the time went/,/^  a commit/d' \
		-e '/^# kernel .*fake/!s/^# kernel .*/# kernel VERSION/'
}

# transcript FILE: what it is when its commands run now.
transcript() {
	local line status began=
	rm -rf "$tmp/run" && mkdir "$tmp/run"
	while IFS= read -r line; do
		case $line in
		'$ '*) began=1 ;;
		*)
			[ -n "$began" ] || printf '%s\n' "$line"
			continue ;;
		esac
		printf '%s\n' "$line"
		status=0
		(tmp=$tmp/run; eval "${line#\$ }") >"$tmp/out" 2>&1 </dev/null || status=$?
		plain <"$tmp/out"
		[ $status = 0 ] || printf '[%d]\n' $status
	done <"$1"
}

# What shellcheck cannot see: transcripts are evaluated.
for t in "$folder"/*.t; do
	n=$((n + 1)) what=${t##*/}
	case $t in *.kernel.t)
		[ -n "$kernel" ] || { echo "ok $n - $what # SKIP no kernel is built"; continue; } ;;
	esac
	transcript "$t" >"$tmp/got"
	[ -z "${HAIRPIN_UPDATE_GOLDEN-}" ] || cp "$tmp/got" "$t"
	if diff -u "$t" "$tmp/got" >"$tmp/diff"; then
		echo "ok $n - $what"
	else
		sed 's/^/# /' "$tmp/diff" | head -n 40
		echo "not ok $n - $what"
		failed=1
	fi
done
echo "1..$n"
exit $failed
