#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-rooms.sh - tools/dev/rooms sees each rule broken, and names the file and
# the symbol.  Everything happens on a copy of the tree, with links to the
# objects that are built.  Prints TAP.

set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3
export LC_ALL=C
n=0
tmp=$(mktemp -d) || exit 3
trap 'rm -rf "$tmp"' EXIT
. tests/tap.sh

[ -e build/build.ninja ] || {
	echo "1..0 # SKIP nothing is built"
	exit 4
}
cc=${CC:-cc}
here=$PWD copy=$tmp/tree
mkdir -p "$copy/build/CMakeFiles" "$tmp/kernel/env"
git ls-files | grep -vE '^(scenarios|tests/(malformed|fixtures|fuzz/corpus))' |
	while read -r f; do [ ! -f "$f" ] || echo "$f"; done |
	xargs -d '\n' cp -p --parents -t "$copy"
cp -rs "$here"/build/CMakeFiles/*.dir "$copy/build/CMakeFiles"
cp build/build.ninja "$copy/build"
git -C "$copy" init -q && git -C "$copy" add -A || exit 3

# The environment as if built: two files of it, with symbols of their own.
printf 'void hp_uapi(void); void hp_advance(void); void hp_advance(void) { hp_uapi(); }\n' |
	"$cc" -x c -c - -o "$tmp/kernel/env/time.o"
printf 'void hp_uapi(void); void hp_uapi(void) { }\n' |
	"$cc" -x c -c - -o "$tmp/kernel/env/process.o"
: >"$tmp/kernel/kobjs"

rooms() {
	git -C "$copy" add -A
	"$copy/tools/dev/rooms" --root "$copy" --build "$copy/build" \
		--env "$tmp/kernel" "$@"
}

# compile FILE...: its object in the copy, anew.
compile() {
	local f obj
	for f; do
		obj=$(find "$copy/build/CMakeFiles" -path "*.dir/$f.o" | head -n 1)
		rm -f "$obj"
		(cd "$copy" && "$cc" -std=gnu11 -w -D_GNU_SOURCE -I. -Iinclude \
			"-Isim/arch/$(uname -m)" -DHAIRPIN_SOURCE_DIR='""' -c "$f" -o "$obj") || return
	done
}

# breaks RULE TEXT...: it fails, says all of that, and had not said it before.
breaks() {
	local rule=$1 text status=0
	shift
	rooms "$rule" >"$tmp/rooms" 2>&1 || status=$?
	cat "$tmp/rooms"
	[ $status = 1 ] && grep -q "^not ok 1 - $rule: " "$tmp/rooms" || return
	for text; do
		grep -qF -- "# $text" "$tmp/rooms" || return
		! grep -qF -- "# $text" "$tmp/before" || return
	done
}

edit() {
	cat >>"$copy/$1"
}

rooms list includes outside symbols cycle files users headers reached docs \
	>"$tmp/before" 2>&1
check "the copy can be judged" grep -q '^1\.\.10$' "$tmp/before"

edit sim/laws/quiet.c <<'EOF'
#include "sim/lang/scenario.h"
void law_of_scenarios(struct scenario *s);
void law_of_scenarios(struct scenario *s) { scenario_free(s); }
EOF
check "sim/laws/quiet.c compiles with a call of sim/lang" compile sim/laws/quiet.c
line=$(grep -n sim/lang "$copy/sim/laws/quiet.c" | cut -d: -f1)
check "a law that includes the language is seen" breaks includes \
	"sim/laws/quiet.c:$line: includes sim/lang/scenario.h of room sim/lang, which room sim/laws may not use"
check "a law that calls the language is seen" breaks symbols \
	"sim/laws/quiet.c: uses scenario_free of sim/lang/parse.c, and room sim/laws may not use room sim/lang"
check "a symbol that nobody uses is seen" breaks users \
	"sim/laws/quiet.c: law_of_scenarios is used by no other file; make it static, or drop it"

edit tests/unit/test_spec.c <<'EOF'
void law_of_scenarios(void *s);
void tests_use_it(void);
void tests_use_it(void) { law_of_scenarios(0); }
EOF
check "tests/unit/test_spec.c compiles with a call of it" compile tests/unit/test_spec.c
check "a symbol that tests alone use is seen" breaks users \
	"sim/laws/quiet.c: law_of_scenarios is used by tests alone (tests/unit/test_spec.c)"

edit model/wire/acs.c <<'EOF'
#include <linux/pci.h>
EOF
touch -r model/wire/acs.c "$copy/model/wire/acs.c"
line=$(grep -n linux/pci "$copy/model/wire/acs.c" | cut -d: -f1)
check "a kernel header in the model is seen" breaks outside \
	"model/wire/acs.c:$line: includes linux/pci.h, a header of class 'kernel', which room model/wire must not know"
sed -i '1i #include <stdio.h>' "$copy/sim/env/mm/vmap.c"
check "a C library's header in the environment is seen" breaks outside \
	"sim/env/mm/vmap.c:1: includes stdio.h, a header of class 'c', which room sim/env must not know"

# Four files in a ring may be, five not.
ring=("$copy"/sim/facts/*.c)
ring=("${ring[@]:0:5}")
ring=("${ring[@]#"$copy/"}")
for i in 0 1 2 3 4; do
	next=$((i < 3 ? i + 1 : 0))
	edit "${ring[$i]}" <<-EOF
	int ring$i(void);
	int ring$next(void);
	int ring$i(void) { return ring$next(); }
	EOF
done
check "five files of a room compile with a ring of four" compile "${ring[@]}"
check "a ring of four files passes" gives 1 grep -q ring0 <(rooms files)
sed -i 's/ring0/ring4/g' "$copy/${ring[3]}"
check "and with a ring of five" compile "${ring[3]}"
check "a ring of five files is seen" breaks files \
	"  ${ring[3]} -> ${ring[4]} (ring4)" "  ${ring[4]} -> ${ring[0]} (ring0)"

sed -i '/#include/d' "$copy/sim/facts/path.h"
check "a header that needs another before it is seen" breaks headers \
	"sim/facts/path.h does not compile alone: "
sed -i '/^#ifndef\|^#define SIM_FACTS\|^#endif/d' "$copy/sim/facts/verdict.h"
check "a header without its guard is seen" breaks headers \
	"sim/facts/verdict.h does not compile alone: "

# Not by its name here, which would be a mention of it.
lost=mis; lost+=laid dev=tools/dev base=sim/base top=tests
printf '#!/bin/sh\n' >"$copy/$dev/$lost"
printf '#define A 1\n' >"$copy/$base/$lost.h"
printf 'int lost;\n' >"$copy/$top/$lost.c"
check "files that nothing reaches are seen" breaks reached \
	"$dev/$lost: nothing builds, includes, runs or names it" \
	"$base/$lost.h: nothing builds, includes, runs or names it" \
	"$top/$lost.c: nothing builds, includes, runs or names it"
printf '#!/bin/sh\n' >"$copy/tests/cli/$lost"
check "a test that is not executable is seen" breaks reached \
	"tests/cli/$lost: it is not executable, so what runs its folder passes it by"

mkdir "$copy/sim/attic"
printf '#define A 1\n' >"$copy/sim/attic/attic.h"
check "a file in no room is seen" breaks list "sim/attic/attic.h: is in no room of rooms.list"
edit tools/dev/rooms.list <<'EOF'

room sim/attic
holds what nobody needs
uses sim/nowhere tools/cmd

room sim/base
uses sim/attic

room sim/attic
uses sim/base
EOF
check "uses of no room, and rooms that are not used, are seen" breaks list \
	"rooms.list:$(grep -n sim/nowhere "$copy/tools/dev/rooms.list" | cut -d: -f1): there is no room sim/nowhere" \
	"rooms.list:$(grep -n sim/nowhere "$copy/tools/dev/rooms.list" | cut -d: -f1): room sim/attic does not use room tools/cmd; drop it"
check "a circle that the list allows is seen" breaks cycle \
	"  sim/attic -> sim/base (rooms.list lets it)" \
	"  sim/base -> sim/attic (rooms.list lets it)"
check "a table that is not the list's is seen" breaks docs \
	"docs/HACKING.md has not the table of tools/dev/rooms.list: tools/dev/rooms --docs puts it there"
check "rooms --docs mends it" rooms --docs
check "and then it is right" rooms docs

check "a room of the environment that uses one above it is seen" breaks env \
	"sim/env/sched/time.c: uses hp_uapi of sim/env/uapi/process.c, and room sim/env/sched may not use room sim/env/uapi" \
	"sim/env/sched/time.c: hp_advance is used by no other file; make it static, or drop it"

touch "$copy/sim/facts/acs.c"
check "a build older than its sources is refused" gives 3 rooms symbols
check "and why is said" says "sim/facts/acs.c is newer than" rooms symbols
check "an unknown rule is refused" gives 2 rooms walls
echo "1..$n"
