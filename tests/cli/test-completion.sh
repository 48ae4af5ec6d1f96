#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-completion.sh - what bash would offer on a command line of hairpin's: all
# that --help prints and nothing else, for every command.  Prints TAP.
#
# HAIRPIN: the program (default build/hairpin).

cd "$(dirname "$0")/../.." || exit 3
. tests/tap.sh
hairpin=$(readlink -f "${HAIRPIN:-build/hairpin}")
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
n=0
. tools/completion/hairpin.bash

# offers WORD...: what is offered for the last word, sorted.
offers() {
	# Read by _hairpin().
	# shellcheck disable=SC2034
	COMP_WORDS=("$hairpin" "$@")
	COMP_CWORD=$#
	COMPREPLY=()
	_hairpin
	printf '%s\n' "${COMPREPLY[@]}" | sort
}

# same FILE FILE
same() {
	diff "$1" "$2" >&2 && [ -s "$1" ]
}

mapfile -t commands < <("$hairpin" --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p')
tables=()
for c in "${commands[@]}"; do
	[ "$c" = kernel ] || tables+=("$c")
done
tables+=("kernel list" "kernel path" "kernel build")
echo "1..$((${#tables[@]} + 8))"

all_commands() {
	{ printf '%s\n' "${commands[@]}"; printf -- '--help\n--version\n'; } | sort >"$tmp/a"
	offers "" >"$tmp/b"
	same "$tmp/a" "$tmp/b"
}
check "every command is offered" all_commands

all_options() {
	local -a words
	read -ra words <<<"$1"
	# Notes may name another command's.
	"$hairpin" "${words[@]}" --help | sed '/^See /q' |
		grep -E '^  (-.,|   ) --|\[--' | grep -oE -- '(^  (-., |    )|\[)--[a-z][a-z0-9-]*' |
		sed 's/.*--/--/' | { cat; echo --help; } | sort -u >"$tmp/a"
	offers "${words[@]}" -- >"$tmp/b"
	same "$tmp/a" "$tmp/b"
}
for c in "${tables[@]}"; do
	check "every option of '$c' is offered" all_options "$c"
done

# Every value that --help has a word for is a number, or something is offered.
all_values() {
	local c option value bad=0
	local -a words
	cd "$tmp" || return
	: >a-file
	for c in "${tables[@]}"; do
		read -ra words <<<"$c"
		while read -r option value; do
			case $value in '' | N | N-M | S | A | B | A,B* | A\>B* | OFFSET | KERNEL) continue ;; esac
			[ -n "$(offers "${words[@]}" "$option" "")" ] ||
				{ echo "$c $option $value: nothing is offered"; bad=1; }
		done < <(_hairpin_options "$hairpin" "${words[@]}")
	done
	return $bad
}
check "values that are words or files are offered" all_values

expect_words() {
	local want=$1
	shift
	# shellcheck disable=SC2086 # words
	printf '%s\n' $want | sort >"$tmp/a"
	offers "$@" >"$tmp/b"
	same "$tmp/a" "$tmp/b"
}
check "modes of the IOMMU" expect_words "off passthrough strict lazy" run --iommu ""
check "what begins with what was typed" expect_words "--junit --json --jobs" run --j
check "subcommands of kernel" expect_words "list build path clean --help" kernel ""
check "options of kernel clean" expect_words "--size --days --dry-run --list --quiet --help" kernel clean --
mkdir -p "$tmp/cache/build/7.3.plain"
cat >"$tmp/cache/build/7.3.plain/kernel.info" <<-'END'
	release=7.3.4
	variant=plain
	kind=package
	name=7.3
	tree=/nowhere
END
: >"$tmp/cache/build/7.3.plain/libkernel.so"
kernels() {
	local HAIRPIN_CACHE=$tmp/cache
	export HAIRPIN_CACHE
	cd "$tmp/cache/build/7.3.plain" && expect_words "7.3 7.3.4 newest" run -k ""
}
check "kernels that are built" kernels
files() {
	cd "$tmp" && expect_words "a-file" run a-f
}
check "files" files
