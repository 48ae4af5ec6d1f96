# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# tap.sh - sourced by the tests under tests/cli/ that call commands one by one.
# Wants $tmp, a folder, and n=0; a result leaves $tmp/out and $tmp/err, and the
# latter as $tmp/said for the next one to look at.

# check WHAT COMMAND...: one result.
check() {
	local what=$1
	shift
	n=$((n + 1))
	if "$@" >"$tmp/out" 2>"$tmp/err"; then
		echo "ok $n - $what"
	else
		sed 's/^/# /' "$tmp/out" "$tmp/err" | cut -c1-300 | tail -n 20
		echo "not ok $n - $what"
	fi
	cp "$tmp/err" "$tmp/said"
}

# gives STATUS COMMAND...
gives() {
	local want=$1 status=0
	shift
	"$@" || status=$?
	[ "$status" = "$want" ]
}

# says TEXT COMMAND...: on standard error.
says() {
	local text=$1
	shift
	{ "$@" 2>&1 >/dev/null || :; } | grep -qF -- "$text"
}

# built KERNEL: skips all if there is no instance of it.
built() {
	"${hairpin:?}" kernel path "$1" >/dev/null 2>&1 || {
		echo "1..0 # SKIP kernel $1 is not built"
		exit 0
	}
}

# a_kernel: sets $kernel, to $HAIRPIN_NEW or the newest that is built; or skips all.
a_kernel() {
	# shellcheck disable=SC2034 # the script that includes this reads it
	kernel=${HAIRPIN_NEW:-$("${hairpin:?}" kernel path 2>/dev/null)} || {
		echo "1..0 # SKIP no kernel is built"
		exit 4
	}
}
