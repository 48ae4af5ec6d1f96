# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# compiler.sh - what people have a kernel's make take from the environment, or give
# it as NAME=VALUE: each such variable is honoured, or refused with exit status 2,
# and in the same words for every command.  Knows nothing of trees.
#
#	CC		honoured, if it is a gcc for this machine; of another compiler
#			than gcc comes an instance of its own (with.sh)
#	MAKEFLAGS	honoured, as far as it says how many jobs
#	ARCH		um is what instances are built for
#	HOSTCC, LD	gcc and ld are what they are
#	LLVM, CROSS_COMPILE, KCFLAGS, KCPPFLAGS, KAFLAGS	refused

# refuse NAME WHY
refuse() {
	usage_error "$1=${!1} is set, but $2; unset $1"
}

# compiler_variables: all but CC.
compiler_variables() {
	local name only="kernels are compiled with gcc only here"
	[ -z "${LLVM:-}" ] || refuse LLVM "$only"
	case ${HOSTCC:-gcc} in gcc | */gcc) ;; *) refuse HOSTCC "$only" ;; esac
	case ${LD:-ld} in ld | */ld) ;; *) refuse LD "kernels are linked with ld only here" ;; esac
	case ${ARCH:-um} in um) ;; *) refuse ARCH "kernels are built with ARCH=um only here" ;; esac
	[ -z "${CROSS_COMPILE:-}" ] ||
		refuse CROSS_COMPILE "kernels are built for the machine that runs them"
	for name in KCFLAGS KCPPFLAGS KAFLAGS; do
		[ -z "${!name:-}" ] || refuse "$name" "kernels are compiled with Hairpin's flags only"
	done
	unset LLVM HOSTCC LD ARCH CROSS_COMPILE KCFLAGS KCPPFLAGS KAFLAGS
}

# compiler_jobs: how many processes, where HAIRPIN_JOBS does not say so.
compiler_jobs() {
	# shellcheck disable=SC2034 # config.sh
	[ -n "${HAIRPIN_JOBS:-}" ] || [[ ! " ${HP_MAKEFLAGS:-}" =~ \ -?[a-zA-Z]*j([1-9][0-9]*)(\ |$) ]] ||
		HP_JOBS=${BASH_REMATCH[1]}
}

# compiler_real: the file behind a word of CC, and the compiler proper behind that:
# under ccache all names are one file.
compiler_real() {
	readlink -f "$(command -v "$1")"
	"$1" -print-prog-name=cc1
}

# compiler_read: sets HP_CC, the compiler as words, and COMPILER, which is empty where
# it is gcc.
compiler_read() {
	local word macros
	compiler_variables
	compiler_jobs
	COMPILER='' HP_CC=(gcc)
	[ -n "${CC:-}" ] || return 0
	for word in $CC; do
		case ${word##*/} in *clang* | icc | icx)
			refuse CC "kernels are compiled with gcc only here" ;;
		esac
	done
	read -ra HP_CC <<<"$CC"
	command -v "${HP_CC[0]}" >/dev/null || refuse CC "there is no such program"
	macros=$("${HP_CC[@]}" -dM -E -x c /dev/null 2>/dev/null) ||
		refuse CC "it is no C compiler that works"
	case $macros in
	*__clang__* | *__INTEL*COMPILER*) refuse CC "kernels are compiled with gcc only here" ;;
	*"#define __GNUC__ "*) ;;
	*) refuse CC "kernels are compiled with gcc only here" ;;
	esac
	case $macros in
	*"#define __$(uname -m)__ 1"*) ;;
	*) refuse CC "it compiles for another machine than this" ;;
	esac
	if [ ${#HP_CC[@]} = 1 ] && command -v gcc >/dev/null &&
	   [ "$(compiler_real "$CC")" = "$(compiler_real gcc)" ]; then
		HP_CC=(gcc)
	else
		COMPILER="CC=${HP_CC[*]}"
	fi
	# For the scripts that this one calls; make is given it as COMPILER.
	export CC=${COMPILER#CC=}
}

# compiler_stat: changes when another compiler is installed.
compiler_stat() {
	local word file
	for word in "${HP_CC[@]}" ld; do
		! file=$(command -v "$word") || stat -L -c '%Y %s' "$file"
	done
}
