# Kernels compared, and series judged: the kernels are the two fakes, and what
# makes commits and builds them is tests/fixtures/series.
$ printf '# Group numbers.\nhost pc\nrp a 01.0\nrp b 02.0\nexpect group a b apart\nexpect log "random"\nexpect present b\nexpect distance a -> b 4\n' >$tmp/a.hp; printf '# Only new ones.\nhost pc\nrp a 01.0\nrequire kernel>=7.0\nexpect present a\n' >$tmp/b.hp; printf '# Neither.\nhost pc\nrp a 01.0\nrequire kernel<6.0\nexpect present a\n' >$tmp/c.hp; printf '# A trap.\nhost pc\nrp a 01.0\nstep selftest trap\n' >$tmp/d.hp; printf '# A warning.\nhost pc\niommu strict\nrp a 01.0\nstep selftest warn\n' >$tmp/e.hp; mkdir $tmp/s; cp $tmp/[abcde].hp $tmp/s
$ hairpin compare
hairpin compare: something is missing: KERNEL KERNEL FILE|DIR...
usage: hairpin compare [OPTION...] KERNEL KERNEL FILE|DIR... (--help says more)
[2]
$ hairpin compare $new $old
hairpin compare: something is missing: KERNEL KERNEL FILE|DIR...
usage: hairpin compare [OPTION...] KERNEL KERNEL FILE|DIR... (--help says more)
[2]
$ hairpin compare $new /no/kernel.so $tmp/a.hp
hairpin: /no/kernel.so: No such file or directory
[2]
$ hairpin compare $new $new $tmp/a.hp
hairpin: -k fake_kernel_new.so: the same kernel as -k fake_kernel_new.so
[2]
$ hairpin compare --expect nonsense $new $old $tmp/a.hp
hairpin compare: --expect nonsense: write classes of same, changed, mended, unjudged, broken, with commas
[2]
$ hairpin compare $new $old /no/file.hp
/no/file.hp:1:1: cannot be read: No such file or directory; give a scenario file
[2]
$ hairpin compare --as-written $new $old $tmp/s
7.0.0-fake -> 6.1.0-fake: 4 results: 1 CHANGED, 3 SAME; 1 not expressible on either; 1 of the SAME could be judged on neither
CHANGED  the scenario: PASS -> SKIP
    needs kernel>=7.0, which kernel 6.1.0-fake is not
    in TMP/s/b.hp
    again: hairpin run -k fake_kernel_old.so TMP/s/b.hp
$ hairpin compare $new $old $tmp/s
7.0.0-fake -> 6.1.0-fake: 17 results: 5 CHANGED, 12 SAME; 5 not expressible on either; 5 of the SAME could be judged on neither
CHANGED  the scenario: PASS -> SKIP
    needs kernel>=7.0, which kernel 6.1.0-fake is not
    in TMP/s/b.hp
    in TMP/s/b.hp (iommu passthrough)
    in TMP/s/b.hp (iommu strict)
    in TMP/s/b.hp (iommu lazy)
    and in 1 more
    again: hairpin run -k fake_kernel_old.so TMP/s/b.hp
$ hairpin compare $old $new $tmp/s
6.1.0-fake -> 7.0.0-fake: 17 results: 5 CHANGED, 12 SAME; 5 not expressible on either; 5 of the SAME could be judged on neither
CHANGED  the scenario: SKIP -> PASS
    needs kernel>=7.0, which kernel 6.1.0-fake is not
    in TMP/s/b.hp
    in TMP/s/b.hp (iommu passthrough)
    in TMP/s/b.hp (iommu strict)
    in TMP/s/b.hp (iommu lazy)
    and in 1 more
    again: hairpin run -k fake_kernel_new.so TMP/s/b.hp
$ hairpin compare -v -j 1 --seed 5 --timeout 3 $old $new $tmp/b.hp
6.1.0-fake -> 7.0.0-fake: 5 results: 5 CHANGED
CHANGED  the scenario: SKIP -> PASS
    needs kernel>=7.0, which kernel 6.1.0-fake is not
    in TMP/b.hp
    in TMP/b.hp (iommu passthrough)
    in TMP/b.hp (iommu strict)
    in TMP/b.hp (iommu lazy)
    and in 1 more
    again: hairpin run -k fake_kernel_new.so TMP/b.hp
$ hairpin compare --expect same $old $new $tmp/b.hp; echo "exit $?"
6.1.0-fake -> 7.0.0-fake: 5 results: 5 CHANGED
CHANGED  the scenario: SKIP -> PASS
    needs kernel>=7.0, which kernel 6.1.0-fake is not
    in TMP/b.hp
    in TMP/b.hp (iommu passthrough)
    in TMP/b.hp (iommu strict)
    in TMP/b.hp (iommu lazy)
    and in 1 more
    again: hairpin run -k fake_kernel_new.so TMP/b.hp
exit 1
$ hairpin compare --expect same,changed $old $new $tmp/b.hp; echo "exit $?"
6.1.0-fake -> 7.0.0-fake: 5 results: 5 CHANGED
CHANGED  the scenario: SKIP -> PASS
    needs kernel>=7.0, which kernel 6.1.0-fake is not
    in TMP/b.hp
    in TMP/b.hp (iommu passthrough)
    in TMP/b.hp (iommu strict)
    in TMP/b.hp (iommu lazy)
    and in 1 more
    again: hairpin run -k fake_kernel_new.so TMP/b.hp
exit 0
$ hairpin compare --expect changed $old $new $tmp/c.hp; echo "exit $?"
6.1.0-fake -> 7.0.0-fake: 0 results:; 5 not expressible on either
exit 0
$ put() { mkdir -p $tmp/$1; cp $2 $tmp/$1/libkernel.so; printf 'release=7.0.0\nvariant=plain\nkind=tree\nname=linux\ntree=/no/tree\nobject=%s\nconfig=0123abcd\ncompiler=cc 1.2\ndescribe=\ntraps=7\n' "$3" >$tmp/$1/kernel.info; }; put new $new 11; put same $new 11; put old $old 22; put again $old 33
$ { echo "#!/bin/bash"; echo "export HAIRPIN_TOOLS=tests/fixtures/series FAKES=$tmp HAIRPIN_CACHE=$tmp/cache"; echo "\"$hairpin\" validate -s $tmp/s \"\$@\"; echo \"exit \$?\""; } >$tmp/v; chmod +x $tmp/v
$ hairpin validate
hairpin validate: something is missing: BASE..HEAD | MBOX | PATCH...
usage: hairpin validate [OPTION...] BASE..HEAD | MBOX | PATCH... (--help says more)
[2]
$ HAIRPIN_CACHE=$tmp/cache HAIRPIN_TOOLS=/no/tools hairpin validate x
hairpin: /no/tools/series: No such file or directory
[3]
$ $tmp/v bad; $tmp/v empty; $tmp/v --expect nonsense x; $tmp/v -s /no/file.hp x; cat $tmp/calls; rm $tmp/calls
series: bad: no such series
exit 2
hairpin: there is no commit to judge
exit 2
hairpin validate: --expect nonsense: write classes of same, changed, mended, unjudged, broken, with commas
exit 2
/no/file.hp:1:1: cannot be read: No such file or directory; give a scenario file
exit 2
open bad
open empty
$ for o in ours both; do OURS_FAIL=$o $tmp/v --report $tmp/m x >$tmp/o; tail -n 1 $tmp/o; sed -n '/^3.5/,/^4.5/p' $tmp/o; grep -A 3 '3/5' $tmp/m; done; rm $tmp/calls
exit 3
3/5 333333333333 Forget a type
    NOT JUDGED: Hairpin's own environment uses what this commit changes
    | some words of the compiler
    | /hp/sim/env/pci/x.c:3:1: error: 'foo' is gone
4/5 444444444444 
  3/5    NOT JUDGED             -  Forget a type
  4/5    SAME                   -
  5/5    CHANGED                -  Be as at first
  as a whole: 17 results: 17 SAME; 5 not expressible on either; 5 of the SAME could be judged on neither
--
  3/5 Forget a type
    Hairpin's own environment uses what it changes:
    /hp/sim/env/pci/x.c:3:1: error: 'foo' is gone

exit 1
3/5 333333333333 Forget a type
    DOES NOT COMPILE
    | some words of the compiler
    | /hp/sim/env/pci/x.c:3:1: error: 'foo' is gone
    | a.c:9: error: and bar
4/5 444444444444 
  3/5    DOES NOT COMPILE       -  Forget a type
  4/5    SAME                   -
  5/5    CHANGED                -  Be as at first
  as a whole: 17 results: 17 SAME; 5 not expressible on either; 5 of the SAME could be judged on neither
--
  3/5 Forget a type
    /hp/sim/env/pci/x.c:3:1: error: 'foo' is gone

  5/5 Be as at first
$ $tmp/v --also '' x; $tmp/v --report /no/folder/r x; ls $tmp/calls
hairpin validate: --also : write names of sanitizers, failures, schedules, machines, programs, mutants, with commas
exit 2
hairpin: /no/folder/r: No such file or directory
exit 2
ls: cannot access 'TMP/calls': No such file or directory
[2]
$ $tmp/v x y; cat $tmp/calls; rm $tmp/calls
5 commits on 000000000000 The base; 5 scenarios, 22 runs each
1/5 111111111111 Change nothing
    SAME: 17 results: 17 SAME; 5 not expressible on either; 5 of the SAME could be judged on neither (the same object code)
    evidence: none: gcov counts nothing in its 3 changed lines: data, declarations, or what is always inlined
      not measured: 1 changed line of headers
2/5 222222222222 Be another kernel
    CHANGED: 17 results: 5 CHANGED, 12 SAME; 5 not expressible on either; 5 of the SAME could be judged on neither
    CHANGED  the scenario: PASS -> SKIP
        needs kernel>=7.0, which kernel 6.1.0-fake is not
        in TMP/s/b.hp
        in TMP/s/b.hp (iommu passthrough)
        in TMP/s/b.hp (iommu strict)
        in TMP/s/b.hp (iommu lazy)
        and in 1 more
        again: hairpin run -k 222222222222 TMP/s/b.hp
3/5 333333333333 Forget a type
    DOES NOT COMPILE
    | some words of the compiler
    | a.c:7: error: what is 'foo'?
    | In file b.h
4/5 444444444444 
    SAME: 12 results: 12 SAME; 10 not expressible on either; 5 of the SAME could be judged on neither
    evidence: none: no file that it changes is compiled into an instance
      not compiled into an instance: a.c
      not compiled into an instance: c.c
5/5 555555555555 Be as at first
    CHANGED: 17 results: 5 CHANGED, 12 SAME; 5 not expressible on either; 5 of the SAME could be judged on neither
    CHANGED  the scenario: SKIP -> PASS
        needs kernel>=7.0, which kernel 6.1.0-fake is not
        in TMP/s/b.hp
        in TMP/s/b.hp (iommu passthrough)
        in TMP/s/b.hp (iommu strict)
        in TMP/s/b.hp (iommu lazy)
        and in 1 more
        again: hairpin run -k 555555555555 TMP/s/b.hp
    evidence: none: no line of C is added or changed
the series as a whole: 17 results: 17 SAME; 5 not expressible on either; 5 of the SAME could be judged on neither
exit 1
open x y
build FAKES/series 0000000000000000000a plain
changed FAKES/series 1111111111111111111b 0000000000000000000a
changed FAKES/series 2222222222222222222c 1111111111111111111b
changed FAKES/series 3333333333333333333d 2222222222222222222c
changed FAKES/series 4444444444444444444e 3333333333333333333d
changed FAKES/series 5555555555555555555f 4444444444444444444e
build FAKES/series 1111111111111111111b plain
changed FAKES/series 1111111111111111111b 0000000000000000000a
cover FAKES/series 1111111111111111111b 0000000000000000000a
build FAKES/series 2222222222222222222c plain
changed FAKES/series 2222222222222222222c 1111111111111111111b
build FAKES/series 3333333333333333333d plain
build FAKES/series 4444444444444444444e plain
changed FAKES/series 4444444444444444444e 2222222222222222222c
cover FAKES/series 4444444444444444444e 2222222222222222222c
build FAKES/series 5555555555555555555f plain
changed FAKES/series 5555555555555555555f 4444444444444444444e
cover FAKES/series 5555555555555555555f 4444444444444444444e
$ $tmp/v --no-evidence -C /the/tree --variant asan -v --seed 3 -j 1 --timeout 4 x; cat $tmp/calls
5 commits on 000000000000 The base; 5 scenarios, 22 runs each
1/5 111111111111 Change nothing
    SAME: 17 results: 17 SAME; 5 not expressible on either; 5 of the SAME could be judged on neither (the same object code)
2/5 222222222222 Be another kernel
    CHANGED: 17 results: 5 CHANGED, 12 SAME; 5 not expressible on either; 5 of the SAME could be judged on neither
    CHANGED  the scenario: PASS -> SKIP
        needs kernel>=7.0, which kernel 6.1.0-fake is not
        in TMP/s/b.hp
        in TMP/s/b.hp (iommu passthrough)
        in TMP/s/b.hp (iommu strict)
        in TMP/s/b.hp (iommu lazy)
        and in 1 more
        again: hairpin run --variant asan -k 222222222222 TMP/s/b.hp
3/5 333333333333 Forget a type
    DOES NOT COMPILE
    | some words of the compiler
    | a.c:7: error: what is 'foo'?
    | In file b.h
4/5 444444444444 
    SAME: 12 results: 12 SAME; 10 not expressible on either; 5 of the SAME could be judged on neither
5/5 555555555555 Be as at first
    CHANGED: 17 results: 5 CHANGED, 12 SAME; 5 not expressible on either; 5 of the SAME could be judged on neither
    CHANGED  the scenario: SKIP -> PASS
        needs kernel>=7.0, which kernel 6.1.0-fake is not
        in TMP/s/b.hp
        in TMP/s/b.hp (iommu passthrough)
        in TMP/s/b.hp (iommu strict)
        in TMP/s/b.hp (iommu lazy)
        and in 1 more
        again: hairpin run --variant asan -k 555555555555 TMP/s/b.hp
the series as a whole: 17 results: 17 SAME; 5 not expressible on either; 5 of the SAME could be judged on neither
exit 1
open -C /the/tree x
build FAKES/series 0000000000000000000a asan
build FAKES/series 1111111111111111111b asan
build FAKES/series 2222222222222222222c asan
build FAKES/series 3333333333333333333d asan
build FAKES/series 4444444444444444444e asan
build FAKES/series 5555555555555555555f asan
$ $tmp/v --no-evidence --expect same --report $tmp/mail --json $tmp/json one; cat $tmp/mail $tmp/json
1 commit on 000000000000 The base; 5 scenarios, 22 runs each
1/1 111111111111 Change nothing
    SAME: 17 results: 17 SAME; 5 not expressible on either; 5 of the SAME could be judged on neither (the same object code)
the series as a whole: 17 results: 17 SAME; 5 not expressible on either; 5 of the SAME could be judged on neither
exit 0
Judged by hairpin VERSION on
  000000000000 The base
5 scenarios, 22 runs a commit: each as written, in the IOMMU modes
that it leaves open, and with a bus offset of 1T.

  commit results         run/code  subject
  1/1    SAME                   -  Change nothing
  as a whole: 17 results: 17 SAME; 5 not expressible on either; 5 of the SAME could be judged on neither
{
  "base": "0000000000000000000a",
  "commits": [
    {
      "built": true,
      "class": "SAME",
      "comparison": {
        "conservative_before": 0,
        "conservative_now": 0,
        "differences": [],
        "results": {
          "BROKEN": 0,
          "CHANGED": 0,
          "MENDED": 0,
          "SAME": 17,
          "UNJUDGED": 0
        },
        "skipped": 5,
        "unjudged_on_both": 5
      },
      "sha": "1111111111111111111b",
      "subject": "Change nothing"
    }
  ],
  "whole": {
    "conservative_before": 0,
    "conservative_now": 0,
    "differences": [],
    "results": {
      "BROKEN": 0,
      "CHANGED": 0,
      "MENDED": 0,
      "SAME": 17,
      "UNJUDGED": 0
    },
    "skipped": 5,
    "unjudged_on_both": 5
  }
}
$ $tmp/v --no-evidence --report /no/such/mail one; $tmp/v --no-evidence --json /no/such/json one
hairpin: /no/such/mail: No such file or directory
exit 2
hairpin: /no/such/json: No such file or directory
exit 2
$ BASE_FAILS=1 $tmp/v x; TOOL_FAILS=1 $tmp/v --no-evidence x
some words of the compiler
a.c:1: error: base
hairpin validate: the base, The base, does not compile
exit 5
5 commits on 000000000000 The base; 5 scenarios, 22 runs each
1/5 111111111111 Change nothing
    SAME: 17 results: 17 SAME; 5 not expressible on either; 5 of the SAME could be judged on neither (the same object code)
2/5 222222222222 Be another kernel
    CHANGED: 17 results: 5 CHANGED, 12 SAME; 5 not expressible on either; 5 of the SAME could be judged on neither
    CHANGED  the scenario: PASS -> SKIP
        needs kernel>=7.0, which kernel 6.1.0-fake is not
        in TMP/s/b.hp
        in TMP/s/b.hp (iommu passthrough)
        in TMP/s/b.hp (iommu strict)
        in TMP/s/b.hp (iommu lazy)
        and in 1 more
        again: hairpin run -k 222222222222 TMP/s/b.hp
some words of the compiler
exit 3
