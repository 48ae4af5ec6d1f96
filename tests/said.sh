# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# said.sh - sourced by the tests that look at what an earlier command said: a result each,
# with what is in $tmp/err when it is bad.  Wants $tmp, a folder, and n=0.

# check WHAT COMMAND...: COMMAND holds.
check() {
	local what=$1
	shift
	n=$((n + 1))
	if "$@"; then
		echo "ok $n - $what"
	else
		sed 's/^/# /' "$tmp/err" 2>/dev/null | tail -n 20
		echo "not ok $n - $what"
	fi
}

# is WHAT WANTED GOT
is() {
	[ "$2" = "$3" ] || printf 'wanted %s\ngot    %s\n' "$2" "$3" | sed 's/^/# /'
	check "$1" [ "$2" = "$3" ]
}

# base_commit: what is in $tmp/repo is the first commit of a new repository there.
base_commit() {
	git init -q "$tmp/repo"
	git -C "$tmp/repo" add -A
	git -C "$tmp/repo" commit -qm base
}

# as_somebody: commits of git have an author, whoever runs this.
as_somebody() {
	export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@localhost
	export GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@localhost
}

# begin_validating: for a test of series on packaged sources: $hairpin, $src, the scratch
# folder $tmp, which goes at the end, and an author for commits.
# shellcheck disable=SC2034
begin_validating() {
	n=0
	hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
	src=${HAIRPIN_TREE:-$(tools/kbuild/kernel-fetch --quiet newest)} || exit 3
	tmp=$(mktemp -d) || exit 3
	trap 'rm -rf "$tmp"' EXIT
	as_somebody
}
