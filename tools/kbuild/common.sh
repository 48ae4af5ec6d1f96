# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# common.sh - what every kernel script needs: where things are, messages,
# progress.  Sourced, never run.  Knows nothing of kernels.

export LC_ALL=C TZ=UTC
umask 022
# Nothing of the caller's make or compiler set-up may leak into Kbuild; compiler.sh
# says what becomes of those that are not in this list.
export HP_MAKEFLAGS="${HP_MAKEFLAGS:-} ${MAKEFLAGS:-}"
unset MAKEFLAGS MFLAGS MAKELEVEL KBUILD_OUTPUT LOCALVERSION KCONFIG_CONFIG \
	KBUILD_EXTMOD GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE SUBARCH AS AR NM \
	OBJCOPY OBJDUMP HOSTCFLAGS HOSTLDFLAGS KBUILD_VERBOSE CPATH C_INCLUDE_PATH
# git must not even refresh the index of a tree that is not ours.
export GIT_OPTIONAL_LOCKS=0

HP_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
HP_SELF=${HP_SELF:-${0##*/}}
if [ -z "${HAIRPIN_CACHE:-}${XDG_CACHE_HOME:-}${HOME:-}" ]; then
	echo "$HP_SELF: neither HAIRPIN_CACHE nor XDG_CACHE_HOME nor HOME is set: there is no place to build in" >&2
	exit 3
fi
HP_CACHE=${HAIRPIN_CACHE:-${XDG_CACHE_HOME:-${HOME:-}/.cache}/hairpin}
case $HP_CACHE in /*) ;; *) HP_CACHE=$PWD/$HP_CACHE ;; esac
case $HP_CACHE in
*[[:space:]:]*)
	echo "$HP_SELF: $HP_CACHE: Kbuild cannot work in a path with a space or colon; set HAIRPIN_CACHE" >&2
	exit 2 ;;
esac
# shellcheck disable=SC2034 # for who sources this
HP_JOBS=${HAIRPIN_JOBS:-$(nproc)}
HP_QUIET=${HP_QUIET:-}

# Exit status when the tree is at fault; --bisect makes it 125.
HP_FAIL=5

# plural N: what a regular noun ends in behind that number.
plural() {
	[ "$1" = 1 ] || printf s
}

say() {
	[ -n "$HP_QUIET" ] || printf '%s\n' "$*" >&2
}

warn() {
	printf '%s: %s\n' "$HP_SELF" "$*" >&2
}

# The kernel tree does not configure, compile or link.
fail() {
	progress_end
	warn "$*"
	exit "$HP_FAIL"
}

# The caller asked for something that does not exist.
usage_error() {
	warn "$*"
	exit 2
}

# make and xargs would refuse it, and the tree would be said not to compile.
[[ $HP_JOBS =~ ^[1-9][0-9]{0,3}$ ]] ||
	usage_error "HAIRPIN_JOBS=$HP_JOBS: a number from 1 to 9999 is needed"

# Hairpin, or the machine, cannot do its part: lists, missing programs, disks.
broken() {
	progress_end
	warn "$*"
	exit 3
}

HP_PROGRESS_TTY=
if [ -t 2 ] && [ -z "$HP_QUIET" ]; then
	HP_PROGRESS_TTY=1
fi
HP_PROGRESS_OPEN=

# progress TEXT: one line that the next one overwrites, on a terminal.
progress() {
	[ -n "$HP_PROGRESS_TTY" ] || return 0
	printf '\r\033[K%.78s' "$*" >&2
	HP_PROGRESS_OPEN=1
}

progress_end() {
	[ -n "$HP_PROGRESS_OPEN" ] || return 0
	printf '\r\033[K' >&2
	HP_PROGRESS_OPEN=
}

# need PROGRAM...: all programs are installed, or say how to get them.
need() {
	local p
	for p; do
		command -v "$p" >/dev/null ||
			broken "$p is not installed: run $HP_ROOT/tools/install-deps"
	done
}

# put FILE: standard input becomes FILE, but only when it differs, so that
# nothing that depends on FILE is rebuilt for nothing.
put() {
	local tmp=${HP_TMP:-${1%/*}}/put.$BASHPID
	cat >"$tmp"
	if cmp -s "$tmp" "$1"; then
		rm -f "$tmp"
	else
		mv -f "$tmp" "$1"
	fi
}

sha() {
	sha256sum | cut -c1-64
}

# disk_full DIR: says so when there is no room for a kernel, or for its files, and is true.
disk_full() {
	local left files
	left=$(df -Pk "$1" 2>/dev/null | awk 'NR == 2 { print $4 }')
	files=$(df -Pi "$1" 2>/dev/null | awk 'NR == 2 && $2 + 0 > 0 { print $4 }')
	if [ "${left:-999999}" -lt 20480 ]; then
		warn "the disk is full: $((left / 1024)) MB are left in $1, and a kernel takes about 200 MB; make room, or set $2 to another place"
	elif [ "${files:-9999}" -lt 100 ]; then
		warn "the disk is full: $files more files fit in $1; make room, or set $2 to another place"
	else
		return 1
	fi
}

# cache_trouble: when what is to be written cannot be, says so and is true.
cache_trouble() {
	local d
	for d in "$HP_CACHE" "$HP_CACHE"/{build,objects,copy,series} "${OUT:-$HP_CACHE}"; do
		[ -e "$d" ] && [ ! -w "$d" ] || continue
		warn "$d cannot be written to; set HAIRPIN_CACHE to a folder that can"
		return 0
	done
	disk_full "$HP_CACHE" HAIRPIN_CACHE ||
		{ [ -d "${OUT:-}" ] && disk_full "$OUT" "the output folder"; } ||
		{ [ -d "${TMPDIR:-/tmp}" ] && disk_full "${TMPDIR:-/tmp}" TMPDIR; }
}

# cache_folder DIR: makes a folder of the cache.
cache_folder() {
	local why
	why=$(mkdir -p "$1" 2>&1) || {
		cache_trouble || warn "$1: ${why##*: }; set HAIRPIN_CACHE to another place"
		exit 3
	}
}
