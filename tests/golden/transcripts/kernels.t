# hairpin kernel list and path, and which kernel -k means, in a cache that was made up.
$ put() { mkdir -p $tmp/cache/build/$1; cp $new $tmp/cache/build/$1/libkernel.so; printf 'release=%s\nvariant=%s\nkind=%s\nname=%s\ntree=%s\nobject=%s\nconfig=0123abcd\ncompiler=cc 1.2\ndescribe=%s\ntraps=7\n' "$2" "$3" "$4" "$5" "$6" "0123456789abcdef" "$7" >$tmp/cache/build/$1/kernel.info; }; put a 7.3.4 plain package 7.3 /trees/linux-source-7.3 ""; put b 7.3.4 asan package 7.3 /trees/linux-source-7.3 ""; put c 6.12.117 plain package 6.12 /trees/linux-source-6.12 ""; put d 7.3.4 plain tree linux /home/me/linux v7.3-4-gabcdef; put e 6.9.1 plain tree old /home/me/old ""; put f "" plain tree broken /home/me/broken ""; mkdir $tmp/cache/build/g
$ HAIRPIN_CACHE=$tmp/cache hairpin kernel list
  7.3.4        asan  package 0123456789ab 7.3 /trees/linux-source-7.3
* 7.3.4        plain package 0123456789ab 7.3 /trees/linux-source-7.3
  7.3.4        plain tree    0123456789ab v7.3-4-gabcdef /home/me/linux
  6.12.117     plain package 0123456789ab 6.12 /trees/linux-source-6.12
  6.9.1        plain tree    0123456789ab old /home/me/old
$ HAIRPIN_CACHE=$tmp/cache hairpin kernel list --variant asan
  7.3.4        asan  package 0123456789ab 7.3 /trees/linux-source-7.3
$ HAIRPIN_CACHE=$tmp/cache hairpin kernel list --variant cov
hairpin: no kernel is built yet; 'hairpin kernel build newest' builds the newest packaged one
$ HAIRPIN_CACHE=$tmp/cache hairpin kernel path
TMP/cache/build/a/libkernel.so
$ HAIRPIN_CACHE=$tmp/cache hairpin kernel path --variant asan
TMP/cache/build/b/libkernel.so
$ HAIRPIN_CACHE=$tmp/cache hairpin kernel path --variant cov
hairpin: no kernel is built yet as cov; 'hairpin kernel build --variant cov newest' builds it
[2]
$ HAIRPIN_CACHE=$tmp/cache hairpin kernel path 6.12
TMP/cache/build/c/libkernel.so
$ HAIRPIN_CACHE=$tmp/cache hairpin kernel path 6.12.117
TMP/cache/build/c/libkernel.so
$ HAIRPIN_CACHE=$tmp/cache hairpin kernel path 6.1
hairpin: 6.1: no such kernel is built; 'hairpin kernel build 6.1' builds it
[2]
$ HAIRPIN_CACHE=$tmp/cache hairpin kernel path 7.3
TMP/cache/build/a/libkernel.so
$ HAIRPIN_CACHE=$tmp/cache hairpin kernel path 7
TMP/cache/build/a/libkernel.so
$ HAIRPIN_CACHE=$tmp/cache hairpin kernel path newest
TMP/cache/build/a/libkernel.so
$ HAIRPIN_CACHE=$tmp/cache hairpin kernel path linux
TMP/cache/build/d/libkernel.so
$ HAIRPIN_CACHE=$tmp/cache hairpin kernel path $tmp/cache/build/c/libkernel.so
TMP/cache/build/c/libkernel.so
$ HAIRPIN_CACHE=$tmp/none hairpin kernel path
hairpin: no kernel is built yet; 'hairpin kernel build newest' builds it
[2]
$ HAIRPIN_CACHE=$tmp/none hairpin kernel list
hairpin: no kernel is built yet; 'hairpin kernel build newest' builds the newest packaged one
$ HAIRPIN_CACHE=$tmp/none hairpin groups tests/golden/pair.hp
hairpin: no kernel is built yet; 'hairpin kernel build newest' builds it
[2]
$ XDG_CACHE_HOME=$tmp/xdg HAIRPIN_CACHE= HOME=/nowhere hairpin kernel list; mkdir $tmp/xdg; mv $tmp/cache $tmp/xdg/hairpin; XDG_CACHE_HOME=$tmp/xdg HAIRPIN_CACHE= HOME=/nowhere hairpin kernel path; XDG_CACHE_HOME= HAIRPIN_CACHE= HOME=$tmp/xdg hairpin kernel path; mv $tmp/xdg $tmp/.cache; XDG_CACHE_HOME= HAIRPIN_CACHE= HOME=$tmp hairpin kernel path
hairpin: no kernel is built yet; 'hairpin kernel build newest' builds the newest packaged one
TMP/xdg/hairpin/build/a/libkernel.so
hairpin: no kernel is built yet; 'hairpin kernel build newest' builds it
TMP/.cache/hairpin/build/a/libkernel.so
$ hairpin run -k $tmp/.cache/hairpin/build/d/libkernel.so -k $tmp/.cache/hairpin/build/a/libkernel.so -k $tmp/.cache/hairpin/build/c/libkernel.so tests/golden/skip.hp | sed 's/^# kernel/#kernel/'
KTAP version 1
# hairpin VERSION, seed 1
#kernel 7.3.4, git v7.3-4-gabcdef, config 0123abcd, cc 1.2, plain
#kernel 7.3.4, config 0123abcd, cc 1.2, plain
#kernel 6.12.117, config 0123abcd, cc 1.2, plain
1..1
  KTAP version 1
  1..3
  ok 1 7.3.4(hash)1
  # same as 7.3.4#1
  ok 2 7.3.4(hash)2
  # same as 7.3.4#1
  ok 3 6.12.117
ok 1 tests/golden/skip.hp
# scenario              7.3.4#1             7.3.4#2             6.12.117
# tests/golden/skip.hp  PASS                PASS                PASS
# Totals: pass:1 fail:0 skip:0 error:0
