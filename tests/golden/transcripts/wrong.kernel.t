# Expectations that do not hold, on a real kernel: what is said of each.
$ hairpin run -k $kernel tests/golden/wrong-map.hp
KTAP version 1
# hairpin VERSION, seed 1
# kernel VERSION
1..1
  KTAP version 1
  1..38
  ok 1 boot
  # expected: THRU_HOST_BRIDGE
  # kernel:   BUS_ADDR, distance 4
  # path: gpu 0000:03:00.0 -> sw0.0 0000:02:00.0 [SV+ RR- CR-] -> sw0 0000:01:00.0 -> sw0.1 0000:02:01.0 [SV+ RR- CR-] -> nic 0000:05:00.0
  # at tests/golden/wrong-map.hp:9
  not ok 2 expect map gpu -> nic THRU_HOST_BRIDGE
  # expected: BUS_ADDR, distance 5
  # kernel:   BUS_ADDR, distance 4
  # path: gpu 0000:03:00.0 -> sw0.0 0000:02:00.0 [SV+ RR- CR-] -> sw0 0000:01:00.0 -> sw0.1 0000:02:01.0 [SV+ RR- CR-] -> nic 0000:05:00.0
  # at tests/golden/wrong-map.hp:10
  not ok 3 expect map gpu -> nic BUS_ADDR distance 5
  # expected: address 0x1000
  # kernel:   address 0x200000000000 (CPU address of the BAR: 0x200000000000)
  # at tests/golden/wrong-map.hp:11
  not ok 4 expect map gpu -> nic BUS_ADDR bar 2 address 0x1000
  # expected: NONE
  # kernel:   BUS_ADDR, distance 4
  # path: nic 0000:05:00.0 -> sw0.1 0000:02:01.0 [SV+ RR- CR-] -> sw0 0000:01:00.0 -> sw0.0 0000:02:00.0 [SV+ RR- CR-] -> gpu 0000:03:00.0
  # at tests/golden/wrong-map.hp:12
  not ok 5 expect map nic -> gpu NONE
  # expected: distance 6
  # kernel:   BUS_ADDR, distance 4
  # path: gpu 0000:03:00.0 -> sw0.0 0000:02:00.0 [SV+ RR- CR-] -> sw0 0000:01:00.0 -> sw0.1 0000:02:01.0 [SV+ RR- CR-] -> nic 0000:05:00.0
  # at tests/golden/wrong-map.hp:13
  not ok 6 expect distance gpu -> nic 6
  # gpu: in no IOMMU group
  # at tests/golden/wrong-map.hp:14
  not ok 7 expect group gpu nic same
  # kernel: placed it at CPU 0x80000000, size 0x1000000
  # at tests/golden/wrong-map.hp:15
  not ok 8 expect bar gpu 0 unassigned
  # expected: size 0x2000000
  # kernel:   size 0x1000000
  # at tests/golden/wrong-map.hp:16
  not ok 9 expect bar gpu 0 size 32M
  # expected: CPU address 0x1000
  # kernel:   CPU address 0x200000000000
  # expected: bus address 0x2000
  # kernel:   bus address 0x200000000000
  # expected: CPU minus bus address 4096
  # kernel:   CPU minus bus address 0
  # at tests/golden/wrong-map.hp:17
  not ok 10 expect bar gpu 2 cpu 0x1000 bus 0x2000 offset 0x1000
  # kernel: there is no such BAR
  # at tests/golden/wrong-map.hp:18
  not ok 11 expect bar gpu 3 assigned
  # expected: size 0x20000
  # kernel:   size 0x10000
  # at tests/golden/wrong-map.hp:19
  not ok 12 expect bar gpu rom size 128K
  # expected: size 0x200000
  # kernel:   size 0x400000
  # at tests/golden/wrong-map.hp:20
  not ok 13 expect bar gpu vf0 size 2M
  # none of N kernel log lines so far says so
  # at tests/golden/wrong-map.hp:21
  not ok 14 expect log "nobody says this"
  # log: pci 0000:00:00.0: [8086:2020] type 00 class 0x060000 conventional PCI endpoint
  # at tests/golden/wrong-map.hp:22
  not ok 15 expect no log "pci 0000"
  # gpu/vf1: no such VF is enabled
  # at tests/golden/wrong-map.hp:23
  not ok 16 expect present gpu/vf1
  # nic: the kernel enumerated it at 0000:05:00.0
  # at tests/golden/wrong-map.hp:24
  not ok 17 expect absent nic
  # expected: SV- RR+ CR- UF+
  # kernel:   SV+ RR+ CR+ UF+ (control register 0x001d)
  # at tests/golden/wrong-map.hp:25
  not ok 18 expect acs rp0 SV- RR+ CR- UF+
  # expected: SV- RR+ CR+
  # kernel:   SV+ RR- CR- (control register 0x0001)
  # at tests/golden/wrong-map.hp:26
  not ok 19 expect acs sw0.0 SV- RR+ CR+
  # gpu: the kernel found no ACS capability
  # at tests/golden/wrong-map.hp:27
  not ok 20 expect acs gpu SV+
  # reading /sys/bus/pci/devices/0000:04:00.0/enable gave -ENOENT
  # at tests/golden/wrong-map.hp:28
  not ok 21 expect sysfs /sys/bus/pci/devices/0000:04:00.0/enable "7"
  # reading /sys/bus/pci/devices/0000:03:00.0/nothing gave -ENOENT
  # at tests/golden/wrong-map.hp:29
  not ok 22 expect sysfs /sys/bus/pci/devices/0000:03:00.0/nothing "7"
  # expected: vfio-pci
  # kernel:   hairpin-endpoint
  # at tests/golden/wrong-map.hp:30
  not ok 23 expect driver gpu vfio-pci
  # expected: no driver
  # kernel:   hairpin-endpoint
  # at tests/golden/wrong-map.hp:31
  not ok 24 expect driver nic none
  # nic: bound to hairpin-endpoint, not to vfio-pci
  # at tests/golden/wrong-map.hp:32
  not ok 25 step bind nic vfio-pci
  # expected: no driver
  # kernel:   hairpin-endpoint
  # at tests/golden/wrong-map.hp:33
  not ok 26 expect driver nic none
  ok 27 step unbind nic
  # expected: vfio-pci
  # kernel:   no driver
  # at tests/golden/wrong-map.hp:35
  not ok 28 expect driver nic vfio-pci
  ok 29 step sriov gpu 2
  # gpu/vf1: the kernel enumerated it at 0000:04:00.0
  # at tests/golden/wrong-map.hp:37
  not ok 30 expect absent gpu/vf1
  # writing "1" to /sys/bus/pci/devices/0000:03:00.0/nothing gave -ENOENT
  # at tests/golden/wrong-map.hp:38
  not ok 31 step write /sys/bus/pci/devices/0000:03:00.0/nothing "1"
  # writing "9" to /sys/bus/pci/devices/0000:03:00.0/sriov_numvfs gave -ERANGE
  # at tests/golden/wrong-map.hp:39
  not ok 32 step write /sys/bus/pci/devices/0000:03:00.0/sriov_numvfs "9"
  ok 33 law landing
  ok 34 law path
  ok 35 law isolation # SKIP no IOMMU
  ok 36 law scatterlist
  ok 37 law lifetime
  ok 38 law quiet
# replay: hairpin run --seed 1 -k KERNEL tests/golden/wrong-map.hp
not ok 1 tests/golden/wrong-map.hp
# Totals: pass:0 fail:1 skip:0 error:0
[1]
$ hairpin run -k $kernel tests/golden/wrong-dma.hp
KTAP version 1
# hairpin VERSION, seed 1
# kernel VERSION
1..1
  KTAP version 1
  1..36
  ok 1 boot
  ok 2 step dma nic maps gpu bar0 1M+64K as a
  ok 3 step dma nic maps gpu bar0 0+64K as b via sgtable dir to
  ok 4 step dma nic maps gpu bar2 64K+64K as c via iova dir from
  ok 5 step dma nic maps gpu bar2 as d via resource
  ok 6 step dma nic maps gpu bar0 4K+4K as e via phys
  ok 7 step dma nic maps dram 64K as f
  ok 8 step dma nic maps dram 16K as g via coherent
  ok 9 step dma gpu maps dram 16K as h dir to
  # expected: BUS_ADDR
  # kernel:   THRU_HOST_BRIDGE
  # at tests/golden/wrong-dma.hp:18
  not ok 10 expect a type BUS_ADDR
  # expected: NOT_SUPPORTED
  # kernel:   THRU_HOST_BRIDGE
  # at tests/golden/wrong-dma.hp:19
  not ok 11 expect b type NOT_SUPPORTED
  # byte 0x0 of a, sent as MWr to address 0xffff0000, lands in gpu bar0 at 0x100000
  # at tests/golden/wrong-dma.hp:20
  not ok 12 expect a lands gpu bar0 0+64K
  # byte 0x0 of a, sent as MWr to address 0xffff0000, lands in gpu bar0 at 0x100000
  # at tests/golden/wrong-dma.hp:21
  not ok 13 expect a lands gpu bar2
  # a has 0x10000 bytes
  # at tests/golden/wrong-dma.hp:22
  not ok 14 expect a lands gpu bar0 1M+32K
  # byte 0x0 of c, sent as MWr to address 0xfffd0000, lands in gpu bar2 at 0x10000
  # at tests/golden/wrong-dma.hp:23
  not ok 15 expect c lands gpu bar2 0+64K
  # byte 0x0 of d, sent as MWr to address 0xe0000000, lands in gpu bar2 at 0x0
  # at tests/golden/wrong-dma.hp:24
  not ok 16 expect d lands dram
  # byte 0x0 of f, sent as MWr to address 0x7ffe0000, lands in DRAM at 0x290000
  # at tests/golden/wrong-dma.hp:25
  not ok 17 expect f lands gpu bar0
  # byte 0x0 of a, sent as MWr to address 0xffff0000, lands in gpu bar0 at 0x100000
  # at tests/golden/wrong-dma.hp:26
  not ok 18 expect a faults
  # byte 0x0 of f, sent as MWr to address 0x7ffe0000, lands in DRAM at 0x290000
  # at tests/golden/wrong-dma.hp:27
  not ok 19 expect f faults
  # expected: refused
  # kernel:   mapped at 0xffff0000
  # at tests/golden/wrong-dma.hp:28
  not ok 20 expect a refused
  # expected: refused
  # kernel:   mapped at 0x7ffff000
  # at tests/golden/wrong-dma.hp:29
  not ok 21 expect e refused EIO
  # expected: refused
  # kernel:   mapped at 0x7ffdc000
  # at tests/golden/wrong-dma.hp:30
  not ok 22 expect g refused EINVAL
  # byte 0x0 of b, at address 0xfffe0000: lost: the mapping does not permit it
  # at tests/golden/wrong-dma.hp:31
  not ok 23 step write b
  # byte 0x0 of c, at address 0xfffd0000: Unsupported Request: the mapping does not permit it
  # at tests/golden/wrong-dma.hp:32
  not ok 24 step read c
  # byte 0x0 of h, at address 0xffffc000: lost: the mapping does not permit it
  # at tests/golden/wrong-dma.hp:33
  not ok 25 step write h
  ok 26 step write a 60K+4K
  ok 27 step unmap a
  ok 28 step unmap f
  ok 29 expect a faults
  ok 30 expect f faults
  ok 31 law landing
  ok 32 law path
  ok 33 law isolation
  ok 34 law scatterlist
  ok 35 law lifetime
  ok 36 law quiet
# replay: hairpin run --seed 1 -k KERNEL tests/golden/wrong-dma.hp
not ok 1 tests/golden/wrong-dma.hp
# Totals: pass:0 fail:1 skip:0 error:0
[1]
$ hairpin run -k $kernel tests/golden/wrong-vfio.hp
KTAP version 1
# hairpin VERSION, seed 1
# kernel VERSION
1..1
  KTAP version 1
  1..66
  ok 1 boot
  ok 2 step bind gpu vfio-pci
  ok 3 step bind nic hairpin-endpoint
  ok 4 step process vmm
  ok 5 step open gpu
  # expected: -ENODEV
  # kernel:   VFIO_DEVICE_ATTACH_IOMMUFD_PT gave none
  # at tests/golden/wrong-vfio.hp:13
  not ok 6 expect errno ENODEV
  # can be reset: 0x1, not 0x0
  # regions: 0x9, not 0x8
  # irqs: 0x5, not 0x4
  # at tests/golden/wrong-vfio.hp:14
  not ok 7 expect info gpu no-reset regions 8 irqs 4
  # size: 0x10000000, not 0x8000000
  # flags (1 read, 2 write, 4 mmap): 0x7, not 0x1
  # at tests/golden/wrong-vfio.hp:15
  not ok 8 expect region gpu bar2 size 128M read
  # size: 0x0, not 0x1000
  # at tests/golden/wrong-vfio.hp:16
  not ok 9 expect region gpu bar3 size 4K none
  # flags (1 read, 2 write, 4 mmap): 0x3, not 0x1
  # at tests/golden/wrong-vfio.hp:17
  not ok 10 expect region gpu config size 4K read
  ok 11 step probe gpu migration get
  # expected: no error
  # kernel:   VFIO_DEVICE_FEATURE_PROBE gave -ENOTTY
  # at tests/golden/wrong-vfio.hp:19
  not ok 12 expect errno none
  ok 13 step read gpu config 0+4
  # it read 0xf21b36, not 0x12345678
  # at tests/golden/wrong-vfio.hp:21
  not ok 14 expect value 0x12345678
  ok 15 step read gpu rom 0+4
  # expected: -EIO
  # kernel:   reading through its file gave -ENOMEM
  # at tests/golden/wrong-vfio.hp:23
  not ok 16 expect errno EIO
  ok 17 step write gpu rom 0+4 5
  # expected: no error
  # kernel:   writing through its file gave -EINVAL
  # at tests/golden/wrong-vfio.hp:25
  not ok 18 expect errno none
  ok 19 step master gpu on
  ok 20 step irqs gpu msix 2
  ok 21 step interrupt gpu 0
  # vector 0 was signalled 1 time, not 2
  # at tests/golden/wrong-vfio.hp:29
  not ok 22 expect interrupts gpu 0 2
  # vector 1 was signalled 0 times, not 1
  # at tests/golden/wrong-vfio.hp:30
  not ok 23 expect interrupts gpu 1 1
  ok 24 step irqs gpu msix off
  ok 25 step interrupt gpu 0
  # vector 0 was signalled 0 times, not 1
  # at tests/golden/wrong-vfio.hp:33
  not ok 26 expect interrupts gpu 0 1
  ok 27 step export gpu bar2 0+64K as buf
  ok 28 step export gpu bar2 0+12 as odd
  # expected: no error or -EBUSY
  # kernel:   VFIO_DEVICE_FEATURE_DMA_BUF gave -EINVAL
  # at tests/golden/wrong-vfio.hp:36
  not ok 29 expect errno none EBUSY
  ok 30 step import buf by nic as m
  # m still holds 1 mapping
  # at tests/golden/wrong-vfio.hp:38
  not ok 31 expect unmapped m
  # m still holds 1 mapping
  # m: its importer was not notified
  # a write to its address 0xffff0000 still reaches buf
  # at tests/golden/wrong-vfio.hp:39
  not ok 32 expect revoked m
  ok 33 step reset gpu
  # m holds no mapping
  # at tests/golden/wrong-vfio.hp:41
  not ok 34 expect mapped m
  ok 35 expect revoked m
  ok 36 step mmap gpu bar2 1M+64K as win
  # no page of it is in the process's page table
  # at tests/golden/wrong-vfio.hp:44
  not ok 37 expect mapped win
  ok 38 step store win 0x18 0x11223344
  ok 39 step load win 0x18
  # it read 0x11223344, not 0x7
  # at tests/golden/wrong-vfio.hp:47
  not ok 40 expect value 7
  # 1 page of it is in the process's page table
  # at tests/golden/wrong-vfio.hp:48
  not ok 41 expect unmapped win
  ok 42 step memory gpu off
  ok 43 step store win 0x18 5
  # expected: no error
  # kernel:   the store gave SIGBUS
  # at tests/golden/wrong-vfio.hp:51
  not ok 44 expect errno none
  # the load gave SIGBUS
  # at tests/golden/wrong-vfio.hp:52
  not ok 45 step load win 0x18
  # the load gave SIGBUS
  # at tests/golden/wrong-vfio.hp:53
  not ok 46 expect value 5
  ok 47 step memory gpu on
  ok 48 step mmap gpu resource0 0+64K as sys
  ok 49 step store sys 0 0x55667788
  ok 50 step load sys 0+8
  # expected: SIGBUS
  # kernel:   the load gave none
  # at tests/golden/wrong-vfio.hp:58
  not ok 51 expect errno SIGBUS
  ok 52 step power gpu D3
  ok 53 step load sys 0
  # it read 0xffffffff, not 0x55667788
  # at tests/golden/wrong-vfio.hp:61
  not ok 54 expect value 0x55667788
  ok 55 step power gpu D0
  ok 56 step limit 8
  ok 57 step export gpu bar2 0+64K as full
  # expected: -EMFILE
  # kernel:   VFIO_DEVICE_FEATURE_DMA_BUF gave none
  # at tests/golden/wrong-vfio.hp:65
  not ok 58 expect errno EMFILE
  ok 59 law landing
  ok 60 law path
  ok 61 law isolation
  ok 62 law scatterlist
  ok 63 law revoke
  ok 64 law config
  # known: dma_buf_phys_vec_to_sgt() loses memory
  ok 65 law lifetime
  ok 66 law quiet
# replay: hairpin run --seed 1 -k KERNEL tests/golden/wrong-vfio.hp
not ok 1 tests/golden/wrong-vfio.hp
# Totals: pass:0 fail:1 skip:0 error:0
[1]
$ hairpin run -k $kernel tests/golden/wrong-group.hp
KTAP version 1
# hairpin VERSION, seed 1
# kernel VERSION
1..1
  KTAP version 1
  1..26
  ok 1 boot
  ok 2 step bind gpu vfio-pci
  ok 3 step group open gpu
  # attached: 0x0, not 0x1
  # at tests/golden/wrong-group.hp:9
  not ok 4 expect status gpu viable attached
  ok 5 step group attach gpu
  ok 6 expect errno none EBUSY
  ok 7 step bind hdmi vfio-pci
  # VFIO_GROUP_SET_CONTAINER gave -EINVAL
  # at tests/golden/wrong-group.hp:13
  not ok 8 step group attach gpu
  # viable: 0x1, not 0x0
  # attached: 0x1, not 0x0
  # at tests/golden/wrong-group.hp:14
  not ok 9 expect status gpu unviable detached
  ok 10 step group device gpu
  ok 11 step hotreset gpu with none
  # expected: no error
  # kernel:   VFIO_DEVICE_PCI_HOT_RESET gave -EINVAL
  # at tests/golden/wrong-group.hp:17
  not ok 12 expect errno none
  ok 13 step open hdmi group
  # 0000:01:00.1 is reset, too
  # at tests/golden/wrong-group.hp:19
  not ok 14 expect hotreset gpu gpu
  ok 15 step hotreset gpu with hdmi
  # expected: -EINVAL
  # kernel:   VFIO_DEVICE_PCI_HOT_RESET gave none
  # at tests/golden/wrong-group.hp:21
  not ok 16 expect errno EINVAL
  ok 17 step close hdmi
  ok 18 step close gpu
  ok 19 step group detach gpu
  # attached: 0x0, not 0x1
  # at tests/golden/wrong-group.hp:25
  not ok 20 expect status gpu viable attached
  ok 21 step group close gpu
  ok 22 step close container
  ok 23 law isolation
  ok 24 law config
  ok 25 law lifetime
  ok 26 law quiet
# replay: hairpin run --seed 1 -k KERNEL tests/golden/wrong-group.hp
not ok 1 tests/golden/wrong-group.hp
# Totals: pass:0 fail:1 skip:0 error:0
[1]
$ hairpin run -k $kernel tests/golden/wrong-config.hp
KTAP version 1
# hairpin VERSION, seed 1
# kernel VERSION
1..1
  KTAP version 1
  1..29
  ok 1 boot
  ok 2 step bind gpu vfio-pci
  ok 3 step bind nic hairpin-endpoint
  ok 4 step bind a vfio-pci
  # tests/golden/wrong-config.hp:14: a is not open; write step open a before
  not ok 5 step sweep a # ERROR
  # tests/golden/wrong-config.hp:15: a is not open; write step open a before
  not ok 6 step guest a as never # ERROR
  # tests/golden/wrong-config.hp:16: a is not open; write step open a before
  not ok 7 step guest never on a # ERROR
  ok 8 step open gpu
  ok 9 step export gpu bar2 0+64K as buf
  ok 10 step import buf by nic as m deferred
  ok 11 step start reset gpu
  # tests/golden/wrong-config.hp:21: a system call is under way; write step wait PROCESS before
  not ok 12 step sweep gpu # ERROR
  ok 13 step wait user
  ok 14 step open a
  ok 15 step vmm a pri same
  ok 16 step vmm a pasid 0x102
  ok 17 step vmm a pasid 0x100
  ok 18 step vmm a pasid dvsec 8086:0023 0xa
  ok 19 step vmm a pasid 0xfec
  ok 20 step guest a as g
  ok 21 step guest g on gpu
  ok 22 law landing
  ok 23 law path
  ok 24 law isolation
  ok 25 law scatterlist
  ok 26 law revoke
  # a: its VMM makes Page Request up, which is shown
  #   at tests/golden/wrong-config.hp:24
  # a: PASID cannot be made up at 0x102: that is no place for a capability
  #   at tests/golden/wrong-config.hp:25
  # a: PASID, made up at 0x100, is over capability 0x01, which is shown at 0x100
  #   at tests/golden/wrong-config.hp:26
  # a: its VMM makes PASID up by rule dvsec, which gives no place
  #   at tests/golden/wrong-config.hp:27
  # guest g remembers IDs 10de:2232; gpu shows 1b36:00f2
  # guest g remembers BAR 0 of 0x100000 bytes; gpu has 0x1000000
  # guest g remembers Advanced Error Reporting at 0x100; gpu shows none there
  # guest g remembers ATS at 0x178; gpu shows none there
  # guest g remembers Page Request at 0x180; gpu shows none there
  # guest g remembers PASID at 0xfec; gpu shows none
  #   at tests/golden/wrong-config.hp:30
  not ok 27 law config
  # known: dma_buf_phys_vec_to_sgt() loses memory
  ok 28 law lifetime
  ok 29 law quiet
# replay: hairpin run --seed 1 -k KERNEL tests/golden/wrong-config.hp
not ok 1 tests/golden/wrong-config.hp # ERROR
# Totals: pass:0 fail:0 skip:0 error:1
[3]
$ hairpin run -k $kernel tests/golden/wrong-vram.hp
KTAP version 1
# hairpin VERSION, seed 1
# kernel VERSION
1..1
  KTAP version 1
  1..20
  ok 1 boot
  ok 2 step bind old hairpin-gpu
  ok 3 step provision old/vf1 4M
  ok 4 step provision old/vf2 4M
  ok 5 step provision old/vf3 2M
  ok 6 step sriov old 3
  ok 7 step bind old/vf1 xe-vfio-pci
  ok 8 step process source
  ok 9 step open old/vf1
  ok 10 step write old/vf1 bar2 0x201000+4 1
  # they differ at 0x201000
  # at tests/golden/wrong-vram.hp:18
  not ok 11 expect vram old/vf1 same old/vf2
  # old/vf2 has more VRAM than the 0x200000 bytes of old/vf3
  # at tests/golden/wrong-vram.hp:19
  not ok 12 expect vram old/vf2 same old/vf3
  # old/vf2 has more VRAM than the 0x200000 bytes of old/vf3
  # at tests/golden/wrong-vram.hp:20
  not ok 13 expect vram old/vf3 same old/vf2
  ok 14 expect vram old/vf2 same old/vf2
  # they differ at 0x0
  # at tests/golden/wrong-vram.hp:22
  not ok 15 expect vram old/vf2 same old
  ok 16 law isolation
  ok 17 law provisioning
  ok 18 law config
  ok 19 law lifetime
  ok 20 law quiet
# replay: hairpin run --seed 1 -k KERNEL tests/golden/wrong-vram.hp
not ok 1 tests/golden/wrong-vram.hp
# Totals: pass:0 fail:1 skip:0 error:0
[1]
$ hairpin run -k $kernel --iommu strict --strict tests/golden/wrong-map.hp | grep -A 3 isolation
  ok 35 law isolation
  ok 36 law scatterlist
  ok 37 law lifetime
  ok 38 law quiet
[1]
