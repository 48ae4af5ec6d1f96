# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# hairpin.bash - completion of hairpin's command line.  It knows no command and no
# option by name: it asks the program for its --help, which the program
# prints from the very tables that it parses with.  What it knows is which kind
# of value each word in capitals stands for.

# Lines "OPTION VALUE" of one command: "--kernel KERNEL", "-k KERNEL", "--strict".
_hairpin_options() {
	"$@" --help 2>/dev/null | sed -nE \
		-e '/^  (-.|  ).? +--/{s/^  (-[^ ,]), (--[a-z0-9-]+)( ?)([^ ]*).*/\1 \4\n\2 \4/; s/^ +(--[a-z0-9-]+)( ?)([^ ]*).*/\1 \3/; p}' \
		-e '/^[[:space:]]*(usage:)?[[:space:]]*(kernel-(build|clean)|hairpin kernel (build|clean)) .*\[--/{s/^[^[]*//; s/\]/\n/g; s/\[//g; p}' |
		sed -nE 's/^ *(--?[a-z][a-z0-9-]*|-[a-z])( +([A-Za-z|]+[^ ]*))?.*$/\1 \3/p' |
		sort -u
}

_hairpin_kernels() {
	"$1" kernel list 2>/dev/null | awk '{
		sub(/^[* ] /, "")
		if (!seen[$1]++) print $1
		split($1, v, ".")
		if (!seen[v[1] "." v[2]]++) print v[1] "." v[2]
	}'
}

# What the program would take for option $2, by what it says of a wrong value.
_hairpin_choices() {
	"$1" import "$2" '?' /dev/null 2>&1 | sed -n 's/.*: one of \(.*\) would be right$/\1/p'
}

# Words for a value that --help calls $2; "FILES" and "FOLDERS" are not words.
_hairpin_values() {
	case $2 in
	KERNEL) _hairpin_kernels "$1"; echo newest FOLDERS ;;
	V | plain\|*) echo plain asan cov trace access ;;
	MODE) _hairpin_choices "$1" --iommu ;;
	CPU) _hairpin_choices "$1" --cpu ;;
	WHAT) _hairpin_choices "$1" --p2p ;;
	NAME) _hairpin_choices "$1" --profile ;;
	DRIVER) echo simple smmuv3 ;;
	RULE) echo same end gap dvsec: ;;
	TYPE) echo untranslated translated ;;
	HOW) echo fifo random: pct: switches: bound: ;;
	WHEN) echo auto always never ;;
	STAGES) echo sanitizers failures schedules machines programs mutants ;;
	CLASSES) echo same changed mended unjudged broken ;;
	LIST) echo accelerator display network nvme processor storage ;;
	TREE) echo FILES ;;
	FILE | FILE\|* | DIR | DIR\|* | DUMP) echo FILES ;;
	*\|*) echo "${2//|/ }" ;;
	esac
}

_hairpin() {
	local prog=${COMP_WORDS[0]} cur=${COMP_WORDS[COMP_CWORD]} prev words option value
	local -a command
	COMPREPLY=()
	if [ "$COMP_CWORD" = 1 ]; then
		words=$("$prog" --help 2>/dev/null | sed -nE 's/^  ([a-z]+) +.*/\1/p')
		mapfile -t COMPREPLY < <(compgen -W "$words --help --version" -- "$cur")
		return
	fi
	command=("$prog" "${COMP_WORDS[1]}")
	if [ "${COMP_WORDS[1]}" = kernel ]; then
		if [ "$COMP_CWORD" = 2 ]; then
			words=$("$prog" kernel --help 2>/dev/null |
				sed -nE 's/.*hairpin kernel ([a-z]+) .*/\1/p')
			mapfile -t COMPREPLY < <(compgen -W "$words --help" -- "$cur")
			return
		fi
		command+=("${COMP_WORDS[2]}")
	fi
	prev=${COMP_WORDS[COMP_CWORD - 1]} value=
	while read -r option words; do
		[ "$option" = "$prev" ] && [ -n "$words" ] && value=$words
	done < <(_hairpin_options "${command[@]}")
	if [ -z "$value" ] && [[ $cur == -* ]]; then
		words=$({ _hairpin_options "${command[@]}"; echo --help; } |
			sed -n 's,^\(--[^ ]*\).*,\1,p' | sort -u)
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
		return
	fi
	if [ -z "$value" ]; then
		value=FILE
		[ "${COMP_WORDS[1]}" != kernel ] || value=KERNEL
	fi
	words=$(_hairpin_values "$prog" "$value")
	case $words in
	*FILES) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
	*FOLDERS)
		mapfile -t COMPREPLY < <(compgen -W "${words%FOLDERS}" -- "$cur"
			compgen -d -- "$cur") ;;
	*) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur") ;;
	esac
}

complete -o filenames -F _hairpin hairpin
