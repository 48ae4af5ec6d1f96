#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# test-validate - hairpin validate and compare, on series made here: patches of
# our own on the packaged kernel, made by editing a copy of one file.
#
# TAP on standard output.  HAIRPIN: the program.  HAIRPIN_TREE: the newest
# packaged kernel's sources.

set -u
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 3

ok() {
	n=$((n + 1))
	echo "ok $n - $*"
}

not_ok() {
	n=$((n + 1))
	echo "not ok $n - $*"
}

. tests/said.sh
begin_validating
file=drivers/pci/p2pdma.c

# commit SUBJECT SED: one more commit, which edits $file.
commit() {
	sed -i -E "$2" "$tmp/repo/$file" && git -C "$tmp/repo" commit -qam "$1"
}

mkdir -p "$tmp/repo/drivers/pci" "$tmp/repo/arch/um"
cp "$src/$file" "$tmp/repo/$file"
touch "$tmp/repo/Kconfig" "$tmp/repo/arch/um/Kconfig"
base_commit
commit 'PCI/P2PDMA: Add parentheses' '/^static .*pci_bridge_has_acs_redir/,/^}/s/= pdev->acs_cap;/= (pdev->acs_cap);/'
commit 'PCI/P2PDMA: Look at no ACS' '/^static .*pci_bridge_has_acs_redir/,/^}/s/return 1;/return 0;/'
commit 'PCI/P2PDMA: Forget a type' 's/^(static bool cpu_supports_p2pdma)/\1 missing/'
commit 'PCI/P2PDMA: Have the type again' 's/ missing//'
git -C "$tmp/repo" checkout -q HEAD~3 -- "$file"
git -C "$tmp/repo" commit -qm 'PCI/P2PDMA: Look at ACS again'
git -C "$tmp/repo" format-patch -q --stdout HEAD~5 >"$tmp/series.mbox"

# validate ARGUMENT...: output in $tmp/out, errors in $tmp/err, $status.
validate() {
	status=0
	"$hairpin" validate -s scenarios/acs "$@" >"$tmp/out" 2>"$tmp/err" </dev/null ||
		status=$?
}

# says WHAT PATTERN [FILE]
says() {
	if grep -qE -e "$2" "${3:-$tmp/out}"; then
		ok "$1"
	else
		sed 's/^/# /' "${3:-$tmp/out}" "$tmp/err" | head -n 60
		not_ok "$1"
	fi
}

# is WHAT WANTED GOT
is() {
	[ "$2" = "$3" ] || echo "# wanted $2, got $3"
	if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1"; fi
}

class_of() {
	awk -v n="$1/" 'index($1, n) == 1 { getline; sub(/^ */, ""); sub(/:.*/, ""); print; exit }' "$tmp/out"
}

validate --report "$tmp/mail" --report "$tmp/page.html" --json "$tmp/json" \
	--junit "$tmp/junit" --ktap "$tmp/ktap" "$tmp/series.mbox"
is "a series with a broken law and a commit that does not compile fails" 1 "$status"
is "what changes no answer is SAME" SAME "$(class_of 1)"
is "a law that no longer holds is BROKEN" BROKEN "$(class_of 2)"
is "what does not compile is named" "DOES NOT COMPILE" "$(class_of 3)"
is "the commit after it is compared with the last one that compiles" SAME "$(class_of 4)"
is "what puts the law right again is MENDED" MENDED "$(class_of 5)"
says "the compiler's words are shown, without our paths" "^    \| $file:[0-9]+:[0-9]+: error:"
says "the series as a whole is the base" 'as a whole: [0-9]+ results: [0-9]+ SAME$'
says "lines that were run are counted" 'evidence: 1 of 1 changed line of code run, by [0-9]+ scenarios?'
says "a difference says how to see it again" 'again: hairpin run .*-k [0-9a-f]{12} '
again=$(sed -n 's/^ *again: hairpin //p' "$tmp/out" | head -n 1)
status=0
# shellcheck disable=SC2086
"$hairpin" $again >"$tmp/again" 2>&1 </dev/null || status=$?
is "and that command shows it" 1 "$status"
says "a broken law" '^  not ok [0-9]+ law ' "$tmp/again"
is "no line of the mail's table is wider than 72 columns" 0 \
	"$(head -n 20 "$tmp/mail" | awk 'length > 72' | wc -l)"
says "the mail has the table" '^  2/5    BROKEN ' "$tmp/mail"
is "and each law that is broken" "$(grep -c '^    BROKEN   ' "$tmp/out")" \
	"$(grep -c '^    BROKEN   ' "$tmp/mail")"
says "and counts what changed where a law is broken" \
	'^    CHANGED  [1-9][0-9]* answers where a law is BROKEN or MENDED \(validate -v\)$' "$tmp/mail"
is "so that it is read in a minute" yes "$([ "$(wc -l <"$tmp/mail")" -le 64 ] && echo yes)"
says "JSON names the classes" '"class": "BROKEN"' "$tmp/json"
says "KTAP has the commit that is broken" '^not ok 2 [0-9a-f]{12} PCI/P2PDMA: Look at no ACS$' "$tmp/ktap"
says "and the compiler's words" "^  # $file:[0-9]+:[0-9]+: error:" "$tmp/ktap"
says "JUnit counts both" '<testsuites name="hairpin" tests="15" failures="2" errors="0" skipped="[0-9]+">' "$tmp/junit"
is "the page has all five commits" 5 "$(grep -c '^<h2 id=' "$tmp/page.html")"
says "and what is broken" '<span class="BROKEN">BROKEN</span> <b>law path</b>: holds &rarr; violated' "$tmp/page.html"
says "a BROKEN commit is not said to change no code" "<td>gcov counts nothing in its changed lines" "$tmp/page.html"
says "and what the hardware does, before and now" '^<div><h4>now \([0-9a-f]{12}\)</h4>$' "$tmp/page.html"
says "and the changed lines, coloured" '^<span class="line run" title="[0-9]+ runs?, by [0-9]+ scenarios?">' "$tmp/page.html"
if command -v dot >/dev/null; then
	says "and the paths, drawn" '<svg ' "$tmp/page.html"
	if grep -qE '(src|href)="(https?:)?//|@import|url\(' "$tmp/page.html"; then
		not_ok "and it needs nothing from elsewhere"
	else
		ok "and it needs nothing from elsewhere"
	fi
else
	ok "and the paths, drawn # SKIP Graphviz is not installed"
	ok "and it needs nothing from elsewhere # SKIP Graphviz is not installed"
fi
cp "$tmp/out" "$tmp/first"
validate --all-runs --json "$tmp/json.all" "$tmp/series.mbox"
is "what is left out with gcov would have shown nothing more" "" "$(diff "$tmp/json" "$tmp/json.all" | head -n 5)$(diff "$tmp/first" "$tmp/out" | head -n 5)"
validate "$tmp/series.mbox"
if cmp -s "$tmp/first" "$tmp/out"; then
	ok "the same series gives the same bytes"
else
	diff "$tmp/first" "$tmp/out" | head -n 10 | sed 's/^/# /'
	not_ok "the same series gives the same bytes"
fi

# An instance that another version of this program made is made again.
cache=${HAIRPIN_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/hairpin}
so=$(find "$cache/series" -path "*/instances/$(sed -n 's,^2/5 \([0-9a-f]*\) .*,\1,p' "$tmp/first")*.plain/libkernel.so" | head -n 1)
if [ -n "$so" ]; then
	rm -f "$so"
	echo 'no instance' >"$so"
	echo 'of another version' >"${so%/*}/made-of"
fi
validate --no-evidence "$tmp/series.mbox"
is "an instance that is of another version is made again" BROKEN "$(class_of 2)"

# The forms in which mail brings the first two commits: as b4 am writes them, and
# with bodies that a mail server has encoded.
mails() {
	git -C "$tmp/repo" format-patch -q --cover-letter --stdout HEAD~5..HEAD~3
}

# reencoded ENCODING COMMAND: each body through COMMAND.
reencoded() {
	mails | awk -v how="$1" -v filter="$2" '
	/^From [0-9a-f]+ Mon Sep 17 / { close(filter); print ""; print; head = 1; next }
	head && /^Content-/ { next }
	head && /^$/ {
		print "MIME-Version: 1.0"
		print "Content-Type: text/plain; charset=UTF-8"
		print "Content-Transfer-Encoding: " how
		print ""
		fflush()
		head = 0
		next
	}
	head { print; fflush(); next }
	{ print | filter }'
}

# What quoted-printable does: signs, tabs, ends of lines, lines of 76 at most.
cat >"$tmp/quoted" <<'END'
#!/bin/sh
sed 's/=/=3D/g; s/	/=09/g; s/ $/=20/; s/^From /=46rom /' | awk '{
	while (length($0) > 70) {
		n = 70
		while (substr($0, n - 1, 2) ~ /=/) n--
		print substr($0, 1, n) "="
		$0 = substr($0, n + 1)
	}
	print }'
END
chmod +x "$tmp/quoted"
mails | sed 's/^From [0-9a-f]* Mon Sep 17 .*/From git@z Thu Jan  1 00:00:00 1970/; s/^Subject: .*/&\nMessage-Id: <1@localhost>/' >"$tmp/b4.mbx"
mails | sed 's/$/\r/' >"$tmp/crlf.mbx"
reencoded quoted-printable "$tmp/quoted" >"$tmp/quoted.mbx"
reencoded base64 base64 >"$tmp/base64.mbx"
for f in b4 crlf quoted base64; do
	validate -s scenarios/acs/only-rr.hp --no-evidence "$tmp/$f.mbx"
	is "a mailbox is read: $f" 'SAME BROKEN 1' "$(class_of 1) $(class_of 2) $status"
done

# Where commits and bases come from: a tree of which nothing is built.
git -C "$tmp/repo" format-patch -q --base=HEAD~5 --stdout HEAD~5..HEAD~3 >"$tmp/based.mbx"
sed '/^base-commit:/d' "$tmp/based.mbx" >"$tmp/unbased.mbx"
git clone -q "$tmp/repo" "$tmp/other"
git -C "$tmp/other" rm -q "$file"
git -C "$tmp/other" commit -qm 'Have no such file'
opened() {
	status=0
	tools/kbuild/series open -C "$tmp/other" "$1" >"$tmp/out" 2>"$tmp/err" || status=$?
}
opened "$tmp/based.mbx"
is "the base is what base-commit: names, not HEAD, which lacks the file" \
	"0 $(git -C "$tmp/repo" rev-parse HEAD~5) base" "$status $(sed -n 2p "$tmp/out")"
is "and the patches are commits on it" 'PCI/P2PDMA: Add parentheses,PCI/P2PDMA: Look at no ACS' \
	"$(sed -n '3,$s/^[0-9a-f]* //p' "$tmp/out" | paste -sd,)"
opened "$tmp/unbased.mbx"
is "without it HEAD is, to which they do not apply" 2 "$status"
before=$(cd "$tmp/other" && git status --porcelain && git rev-parse HEAD && find . -path ./.git -prune -o -print | sort | sha256sum)
opened HEAD~4..HEAD~1
is "a range of a tree is its commits, oldest first" \
	"0 PCI/P2PDMA: Look at no ACS,PCI/P2PDMA: Forget a type,PCI/P2PDMA: Have the type again,PCI/P2PDMA: Look at ACS again" \
	"$status $(sed -n '2,$s/^[0-9a-f]* //p' "$tmp/out" | paste -sd,)"
is "and the tree is only read" "$before" \
	"$(cd "$tmp/other" && git status --porcelain && git rev-parse HEAD && find . -path ./.git -prune -o -print | sort | sha256sum)"
opened HEAD~1..HEAD~4
is "a range that goes backwards is a wrong input" 2 "$status"
says "which says why" 'its base is not an ancestor of its head' "$tmp/err"

# A patch that is no mail, with the line ends of another system.
git -C "$tmp/repo" diff HEAD~5 HEAD~4 | sed 's/$/\r/' >"$tmp/one.patch"
validate --expect same "$tmp/one.patch"
is "a plain patch with CRLF line ends is judged" 0 "$status"

# What no scenario can reach: a device that none has.
awk '{ print } /^static .*pci_bridge_has_acs_redir\(/ { on = 1 }
	on && /^\tint pos;/ { print "\tif (pdev->vendor == 0x1af7)\n\t\tpci_info(pdev, \"seen\\n\");"; on = 0 }' \
	"$src/$file" >"$tmp/repo/$file"
git -C "$tmp/repo" diff HEAD~5 -- >"$tmp/unseen.patch"
if grep -q 0x1af7 "$tmp/unseen.patch"; then
	validate "$tmp/unseen.patch"
	says "a condition that went one way only is named" 'a condition went one way only: '"$file"
	says "lines that nothing ran are named" 'not run: '"$file"': [0-9]+'
	cp "$tmp/out" "$tmp/gated"
	validate --all-runs "$tmp/unseen.patch"
	is "and running all with gcov finds the same" "" "$(diff "$tmp/gated" "$tmp/out" | head -n 5)"
	validate --report "$tmp/mail" "$tmp/unseen.patch"
	says "the mail says so" '^  1/1  never true: ' "$tmp/mail"
	is "and is short" yes "$([ "$(wc -l <"$tmp/mail")" -le 40 ] && echo yes)"
else
	ok "a condition that went one way only is named # SKIP the tree is another"
	ok "lines that nothing ran are named # SKIP the tree is another"
	ok "and running all with gcov finds the same # SKIP the tree is another"
	ok "the mail says so # SKIP the tree is another"
	ok "and is short # SKIP the tree is another"
fi

# A file that is not compiled at all.
cat >"$tmp/other.patch" <<'END'
--- a/drivers/net/dummy.c
+++ b/drivers/net/dummy.c
@@ -1,1 +1,2 @@
 this line stands in no kernel
+this one neither
END
validate "$tmp/other.patch"
is "a patch that does not apply is a wrong input" 2 "$status"
says "and its hunk is shown" 'this line stands in no kernel' "$tmp/err"
validate "$tmp/nothing-there"
is "a file that is not there is a wrong input" 2 "$status"
validate --expect nonsense "$tmp/series.mbox"
is "--expect with a word that is no class is a wrong input" 2 "$status"

status=0
"$hairpin" compare --as-written newest newest scenarios/acs >"$tmp/out" 2>"$tmp/err" || status=$?
is "compare wants two kernels that differ" 2 "$status"
sha=$(sed -n 's,^2/5 \([0-9a-f]*\) .*,\1,p' "$tmp/first")
status=0
"$hairpin" compare --as-written newest "$sha" scenarios/acs >"$tmp/out" 2>"$tmp/err" || status=$?
is "compare fails where a law is broken" 1 "$status"
says "and says which" '^BROKEN   law path: holds -> violated'
status=0
"$hairpin" compare --machine newest "$sha" scenarios/acs/only-rr.hp >"$tmp/out" 2>"$tmp/err" || status=$?
is "compare --machine accepts other answers" 0 "$status"
says "and counts the pairs of which they are" '^scenarios/acs/only-rr.hp: matrix: [1-9][0-9]* of 12 pairs differ$'
says "and says what they were and are" '^  gpu1 -> nic0 +THRU_HOST_BRIDGE 4 +BUS_ADDR 4$'
says "and the groups, which are the same" '^scenarios/acs/only-rr.hp: groups: 0 of [0-9]+ functions. groups differ$'
says "and bus numbers and BARs, which are where they were" '^scenarios/acs/only-rr.hp: layout: 0 of [1-9][0-9]* addresses, bus numbers, BARs and windows differ$'
status=0
"$hairpin" compare --machine --json "$tmp/json" newest "$sha" scenarios/acs/only-rr.hp >/dev/null 2>&1 || status=$?
is "the same as JSON" '0 4 gpu1 -> nic0: THRU_HOST_BRIDGE 4, BUS_ADDR 4' "$status $(jq -r '.machines[0] | (.kernels + [.groups.different, .layout.different] | length | tostring) + " " + (.matrix.different[] | select(.what == "gpu1 -> nic0") | .what + ": " + .was + ", " + .is)' "$tmp/json")"
status=0
"$hairpin" compare --machine --expect same newest "$sha" scenarios/acs/only-rr.hp >"$tmp/out" 2>"$tmp/err" || status=$?
is "and fails where only the same is expected" 1 "$status"
echo "1..$n"
