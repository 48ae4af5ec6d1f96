# Kernels that are to be built first: what builds them is
# tests/fixtures/series/kernel-build, and what it builds a fake kernel.
$ { echo "#!/bin/bash"; echo "export HAIRPIN_TOOLS=tests/fixtures/series FAKES=$tmp HAIRPIN_CACHE=$tmp/cache"; echo "\"$hairpin\" \"\$@\"; echo \"exit \$?\""; } >$tmp/h; chmod +x $tmp/h; mkdir -p $tmp/tree $tmp/cache/build; touch $tmp/tree/Makefile
$ BUILT=$new $tmp/h kernel path $tmp/tree; BUILT=$new $tmp/h kernel path --variant asan $tmp/tree
kernel-build: --variant plain -- FAKES/tree
fake_kernel_new.so
exit 0
kernel-build: --variant asan -- FAKES/tree
fake_kernel_new.so
exit 0
$ BUILT=$new $tmp/h run -k $tmp/tree tests/golden/skip.hp
kernel-build: --variant plain -- FAKES/tree
KTAP version 1
# hairpin VERSION, seed 1
# kernel 7.0.0-fake
1..1
  KTAP version 1
  1..3
  ok 1 boot
  ok 2 expect present a
  ok 3 law quiet
ok 1 tests/golden/skip.hp
# Totals: pass:1 fail:0 skip:0 error:0
exit 0
$ BUILT=$new STATUS=5 $tmp/h run -k $tmp/tree tests/golden/skip.hp; STATUS=5 $tmp/h run -k $tmp/tree --junit $tmp/x.xml --json $tmp/x.json tests/golden/skip.hp; cat $tmp/x.xml $tmp/x.json
kernel-build: --variant plain -- FAKES/tree
exit 5
kernel-build: --variant plain -- FAKES/tree
exit 5
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="hairpin" tests="1" failures="0" errors="1" skipped="0">
  <testsuite name="kernel TMP/tree" tests="1" failures="0" errors="1" skipped="0">
    <testcase classname="kernel TMP/tree" name="the kernel compiles">
      <error message="it does not: the compiler's messages are on standard error"/>
    </testcase>
  </testsuite>
</testsuites>
{
  "hairpin": "VERSION",
  "kernels": [],
  "scenarios": [],
  "seed": 1,
  "unbuilt": "TMP/tree"
}
$ STATUS=3 $tmp/h run -k $tmp/tree tests/golden/skip.hp; BUILT= STATUS=0 $tmp/h run -k $tmp/tree tests/golden/skip.hp; STATUS=2 $tmp/h groups -k $tmp/tree tests/golden/skip.hp
kernel-build: --variant plain -- FAKES/tree
exit 3
kernel-build: --variant plain -- FAKES/tree
hairpin: tests/fixtures/series/kernel-build: it printed no path
exit 3
kernel-build: --variant plain -- FAKES/tree
exit 2
$ BUILT=$new STATUS=5 $tmp/h run --bisect -k $tmp/tree tests/golden/skip.hp
kernel-build: --variant plain -- FAKES/tree
exit 125
$ BUILT=$new $tmp/h kernel build $tmp/tree; BUILT=$new $tmp/h kernel build --variant asan $tmp/tree; STATUS=5 $tmp/h kernel build $tmp/tree
kernel-build: FAKES/tree
fake_kernel_new.so
and a line more
exit 0
kernel-build: --variant asan FAKES/tree
fake_kernel_new.so
and a line more
exit 0
kernel-build: FAKES/tree
exit 5
$ HAIRPIN_TOOLS=/no/tools hairpin run -k $tmp/tree tests/golden/skip.hp; HAIRPIN_TOOLS=/no/tools hairpin kernel build $tmp/tree
hairpin: /no/tools/kernel-build: No such file or directory
hairpin: /no/tools/kernel-build: No such file or directory
[3]
$ put() { mkdir -p $tmp/cache/series/$1/instances/$2.plain; cp $new $tmp/cache/series/$1/instances/$2.plain/libkernel.so; }; put s1 0123456789abcdef; put s2 0123ffff; put s2 aaaa0000; $tmp/h kernel path 0123456; $tmp/h kernel path aaaa000; $tmp/h kernel path 0123; $tmp/h kernel path bbbb0000; $tmp/h run -k aaaa0000 tests/golden/skip.hp
TMP/cache/series/s1/instances/0123456789abcdef.plain/libkernel.so
exit 0
TMP/cache/series/s2/instances/aaaa0000.plain/libkernel.so
exit 0
hairpin: 0123: no such kernel is built; 'hairpin kernel build 0123' builds it
exit 2
hairpin: bbbb0000: no such kernel is built; 'hairpin kernel build bbbb0000' builds it
exit 2
KTAP version 1
# hairpin VERSION, seed 1
# kernel 7.0.0-fake
1..1
  KTAP version 1
  1..3
  ok 1 boot
  ok 2 expect present a
  ok 3 law quiet
ok 1 tests/golden/skip.hp
# Totals: pass:1 fail:0 skip:0 error:0
exit 0
$ put() { mkdir -p $tmp/cache/build/$1; cp $new $tmp/cache/build/$1/libkernel.so; printf 'release=%s\nvariant=plain\nkind=%s\nname=%s\ntree=%s\nobject=%s\nconfig=0123abcd\ncompiler=cc 1.2\ndescribe=\ntraps=7\n' 7.3.4 "$2" tree "$tmp/tree" 77 >$tmp/cache/build/$1/kernel.info; }; put t tree; stat -c "%.9Y.%s %n" $tmp/tree/Makefile >$tmp/cache/build/t/watch; $tmp/h kernel list; BUILT=$old $tmp/h kernel path 7.3.4; $tmp/h kernel path $tmp/tree; echo more >>$tmp/tree/Makefile; $tmp/h kernel list; BUILT=$old $tmp/h kernel path 7.3.4; BUILT=$old $tmp/h kernel path tree
* 7.3.4        plain tree    77 tree TMP/tree
exit 0
kernel-build: --variant plain -- FAKES/tree
fake_kernel_old.so
exit 0
kernel-build: --variant plain -- FAKES/tree
hairpin: tests/fixtures/series/kernel-build: it printed no path
exit 3
* 7.3.4        plain tree    77 tree TMP/tree
exit 0
kernel-build: --variant plain -- FAKES/tree
fake_kernel_old.so
exit 0
kernel-build: --variant plain -- FAKES/tree
fake_kernel_old.so
exit 0
$ LLVM=1 hairpin kernel path; env -u HAIRPIN_CACHE -u XDG_CACHE_HOME -u HOME "$hairpin" kernel path; env -u HAIRPIN_CACHE -u XDG_CACHE_HOME -u HOME "$hairpin" run tests/golden/skip.hp
hairpin: LLVM=1 is set, but kernels are compiled with gcc only here; unset LLVM
hairpin: neither HAIRPIN_CACHE nor XDG_CACHE_HOME nor HOME is set: there is no place to build in
hairpin: neither HAIRPIN_CACHE nor XDG_CACHE_HOME nor HOME is set: there is no place to build in
[3]
$ hairpin kernel --help | sed -n 1p; hairpin kernel 2>&1 | sed -n 1p; hairpin kernel list --nonsense; hairpin kernel list x
usage: hairpin kernel list  [--variant V]
usage: hairpin kernel list  [--variant V]
hairpin kernel list: unknown option '--nonsense'
usage: hairpin kernel list [OPTION...] (--help says more)
hairpin kernel list: 'x' is too much; it takes options only
usage: hairpin kernel list [OPTION...] (--help says more)
[2]
$ put() { mkdir -p $tmp/cache/build/$1; cp $new $tmp/cache/build/$1/libkernel.so; printf 'release=%s\nvariant=plain\nkind=%s\nname=%s\ntree=%s\nobject=%s\ndescribe=%s\n' "$2" "$3" $1 /no/tree 77 "$4" >$tmp/cache/build/$1/kernel.info; }; rm -rf $tmp/cache/build; put p 7.4.1 package "edited: 1 file is newer than the package"; put t 7.5.1 tree v7.5-dirty; put u 7.6.1 tree "tree linux, without git"; put q 7.7.1 package ""; for k in 7.4 7.5 7.6 7.7 $tmp/cache/build/t/libkernel.so; do $tmp/h groups -k $k tests/golden/skip.hp 2>&1 >/dev/null | cat; $tmp/h run -k $k tests/golden/skip.hp 2>&1 | sed -n '/^hairpin/p;s/^# kernel/kernel/p'; done
hairpin: -k 7.4 is 7.4.1, edited: 1 file is newer than the package
hairpin: -k 7.4 is 7.4.1, edited: 1 file is newer than the package
kernel 7.4.1, edited: 1 file is newer than the package, plain
hairpin: -k 7.5 is 7.5.1, git v7.5-dirty
hairpin: -k 7.5 is 7.5.1, git v7.5-dirty
kernel 7.5.1, git v7.5-dirty, plain
hairpin: -k 7.6 is 7.6.1, tree linux, without git
hairpin: -k 7.6 is 7.6.1, tree linux, without git
kernel 7.6.1, tree linux, without git, plain
kernel 7.7.1, plain
kernel 7.5.1, git v7.5-dirty, plain
