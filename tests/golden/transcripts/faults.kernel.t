# Every allocation of a small scenario fails once; what is known explains some.
$ printf '# Small.\nhost pc\niommu strict\nrp a 01.0\nep x under a bar0 64K\nrp b 02.0\nep y under b\nstep dma y maps x bar0 0+4K as m\nstep unmap m\n' >$tmp/s.hp; hairpin run -k $kernel --fail-nth $tmp/s.hp | sed 's/[0-9][0-9]* fault points/N fault points/; s/fault point [0-9]*/fault point N/' | sort -u | sed -n 1,30p
#   at TMP/s.hp:9
#   m: the kernel refused it: -EREMOTEIO
# Totals: pass:0 fail:1 skip:0, 1 run, N fault points
# hairpin VERSION, seed 1
# kernel VERSION
# replay: hairpin run --seed 1 -k KERNEL TMP/s.hp
# step unmap m: FAIL
# when nothing fails
1..1
KTAP version 1
not ok 1 TMP/s.hp: N fault points, 1 run fails
[1]
$ printf '# Skipped.\nhost pc\nrequire kernel<2.0\nrp a 01.0\nexpect present a\n' >$tmp/q.hp; hairpin run -k $kernel --fail-nth $tmp/q.hp
KTAP version 1
# hairpin VERSION, seed 1
# kernel VERSION
1..1
ok 1 TMP/q.hp # SKIP needs kernel<2.0, which kernel 7.3.4 is not
# Totals: pass:0 fail:0 skip:1, 1 run, 0 fault points
[4]
$ printf '# Fails.\nhost pc\nrp a 01.0\nexpect absent a\n' >$tmp/f.hp; hairpin run -k $kernel --fail-nth $tmp/f.hp
KTAP version 1
# hairpin VERSION, seed 1
# kernel VERSION
1..1
# when nothing fails
# expect absent a: FAIL
#   a: the kernel enumerated it at 0000:00:01.0
#   at TMP/f.hp:4
# replay: hairpin run --seed 1 -k KERNEL TMP/f.hp
not ok 1 TMP/f.hp: 0 fault points, 1 run fails
# Totals: pass:0 fail:1 skip:0, 1 run, 0 fault points
[1]
$ hairpin run -k $kernel --fail-at 1 $tmp/s.hp | sed 's/c:[0-9]*/c:N/g' | sed -n 1,40p
KTAP version 1
# hairpin VERSION, seed 1
# kernel VERSION
1..1
  KTAP version 1
  1..6
  ok 1 boot
  ok 2 step dma y maps x bar0 0+4K as m
  # m: the kernel refused it: -ENOMEM
  # at TMP/s.hp:9
  ok 3 step unmap m # SKIP not judged: something fails on purpose
  ok 4 law landing
  ok 5 law isolation
  ok 6 law quiet
ok 1 TMP/s.hp
# Totals: pass:1 fail:0 skip:0 error:0
$ hairpin run -k $kernel --fail-at 100000 $tmp/s.hp | tail -n 4
  ok 6 law isolation
  ok 7 law quiet
ok 1 TMP/s.hp
# Totals: pass:1 fail:0 skip:0 error:0
