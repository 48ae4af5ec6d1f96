# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# common.sh - what every kernel script needs: where things are, messages,
# progress.  Sourced, never run.  Knows nothing of kernels.

export LC_ALL=C TZ=UTC
umask 022
# Nothing of the caller's make or compiler set-up may leak into Kbuild.
unset MAKEFLAGS MFLAGS MAKELEVEL ARCH CROSS_COMPILE KBUILD_OUTPUT KCFLAGS \
	KCPPFLAGS KAFLAGS LOCALVERSION KCONFIG_CONFIG KBUILD_EXTMOD GIT_DIR \
	GIT_WORK_TREE GIT_INDEX_FILE SUBARCH CC LD AS AR NM OBJCOPY OBJDUMP \
	HOSTCC HOSTCFLAGS HOSTLDFLAGS KBUILD_VERBOSE CPATH C_INCLUDE_PATH
# git must not even refresh the index of a tree that is not ours.
export GIT_OPTIONAL_LOCKS=0

HP_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
HP_SELF=${0##*/}
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

# Hairpin, or the machine, cannot do its part: lists, missing programs, disks.
broken() {
	progress_end
	warn "$*"
	exit 3
}

# Kbuild would take it from the environment, and half of the instance be made by
# another compiler.  CC is not, here as in any kernel build.
[ -z "${LLVM:-}" ] ||
	usage_error "LLVM=$LLVM is set, but kernels are compiled with gcc only here; unset LLVM"

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

# cache_trouble: when the cache cannot be written to, says so and is true.
cache_trouble() {
	local left
	left=$(df -Pk "$HP_CACHE" 2>/dev/null | awk 'NR == 2 { print $4 }')
	if [ ! -w "${OUT:-$HP_CACHE}" ]; then
		warn "${OUT:-$HP_CACHE} cannot be written to; set HAIRPIN_CACHE to a folder that can"
	elif [ "${left:-999999}" -lt 20480 ]; then
		warn "the disk is full: $((left / 1024)) MB are left in $HP_CACHE, and a kernel takes about 200 MB; make room, or set HAIRPIN_CACHE to another place"
	else
		return 1
	fi
}

# cache_folder DIR: makes a folder of the cache.
cache_folder() {
	local why
	why=$(mkdir -p "$1" 2>&1) || {
		cache_trouble || warn "$1: ${why##*: }; set HAIRPIN_CACHE to another place"
		exit 3
	}
}
