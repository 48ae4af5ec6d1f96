" SPDX-License-Identifier: GPL-2.0-only
"
" hairpin.vim - colours for scenarios (*.hp).  A unit test (test_lang_vim.c)
" compares the words below with the parser's own tables, both ways.

if exists('b:current_syntax')
	finish
endif

syn case match
syn iskeyword @,48-57,45,46,95

syn match hairpinComment "#.*$" contains=hairpinTodo,hairpinFrom
syn match hairpinFrom "\<from:" contained
syn keyword hairpinTodo TODO FIXME contained
syn region hairpinText start=+"+ skip=+\\.+ end=+"+ oneline contains=hairpinEscape
syn match hairpinEscape "\\\(["\\nt]\|x\x\x\)" contained
syn match hairpinContinued "\\\s*$"

" The rest of this line is the kernel's.
syn match hairpinCmdline "^\s*cmdline\>.*$" contains=hairpinStatement,hairpinComment,hairpinText

" The first word of a line.
syn keyword hairpinStatement at boot-fails bridge cmdline config dram dsp ep expect fn hb host
syn keyword hairpinStatement hostdev inject iommu iommu-driver legacyep pcibridge pcidev rcec rciep
syn keyword hairpinStatement require revbridge rp smmu step switch window xfail

" What goes after "step" and "expect", and the options of a function.
syn keyword hairpinVerb absent acs aer ari ari-forwarding assumed assumed-place ats
syn keyword hairpinVerb bar bar0 bar1 bar2
syn keyword hairpinVerb bar3 bar4 bar5 bind buses class close
syn keyword hairpinVerb coherent-cxl coherent-ready coherent-whole fail sigbus distance dma dpc
syn keyword hairpinVerb driver drop egress errno exit export flr group hotplug
syn keyword hairpinVerb hotreset id import info interrupt interrupts intx
syn keyword hairpinVerb iommu-group irqs limit link load log ltr map mapped master
syn keyword hairpinVerb memory mmap msi msix multifunction munmap no-soft-reset no-tlp-prefix numa
syn keyword hairpinVerb open p2p-internal pasid pass pm port power present pri probe
syn keyword hairpinVerb process read region remove reserve-io reserve-mem
syn keyword hairpinVerb silent romdata vfsilent reserve-pref reset resume rev revoked rom selftest serial
syn keyword hairpinVerb slot sriov start status stop store subsys suspend sysfs unbind
syn keyword hairpinVerb under unmap unmapped value vfacs vfats vfbar0 vfbar1 vfbar2
syn keyword hairpinVerb vfbar3 vfbar4 vfbar5 vfdevice vfegress vfenabled vfmsix
syn keyword hairpinVerb vfoffset vfpages vfs vfstride vram wait write engine provision sweep vmm guest ioas hwpt track dirty viommu vdevice tables invalidate veventq vevent send attach detach
syn keyword hairpinVerb migrate restore save spoil

" Words between them.
syn keyword hairpinWord D0 D3 address again alloc any apart clear as assigned at-once
syn keyword hairpinWord attached both bus by coherent container copy cpu deferred
syn keyword hairpinWord detached parent device dir dma-buf dma-logging domain
syn keyword hairpinWord dram-offset socket said-smmu without address-bits stage1 stage2 two-level
syn keyword hairpinWord range-invalidation messages two-wires snooping 16-bit-ids dirty-state keep empty every family faults fd fenced from get huge ignore io
syn keyword hairpinWord iommufd iova kernel lands law leak low-power-entry
syn keyword hairpinWord low-power-exit low-power-wakeup machine-check maps mem movable
syn keyword hairpinWord descriptors down migration never no no-reset none nth of off offset on only
syn keyword hairpinWord p2p p2pmem phys pinned pref private raw rebar refused
syn keyword hairpinWord regions req resource resource0 resource1 resource2 resource3
syn keyword hairpinWord resource4 resource5 same set sgtable signal single size to
syn keyword hairpinWord twice type unassigned unattached unknown unsupported
syn keyword hairpinWord can error migration-size migration-state pre-copy pre-copy-p2p resuming
syn keyword hairpinWord running running-p2p stop-copy stream depth lost
syn keyword hairpinWord unviable up used vf-token vf0 vf5 via viable when with

" Values: profiles, modes, classes, laws, features, selftests.
syn keyword hairpinValue 3d accelerator all amd amd-zen arm arm-server audio bounds bridge-domain bug
syn keyword hairpinValue config-acs coprocessor custom cxl display dma-iova
syn keyword hairpinValue dma-map-phys huge-pfnmap vfio-pasid nvgrace nvgrace-cxl nvgrace-reset nvgrace-wait pfn-failure double-free encryption ethernet hang in-flight infiniband
syn keyword hairpinValue intel interconnect invalidate-mappings isa isolation kthread work slab slab-zero slab-destroy slab-wrong unwritten landing lazy
syn keyword hairpinValue lifetime lock-order loop mmio mmio-beyond mmio-reset mmio-unmapped network null nvidia-listed nvme
syn keyword hairpinValue other p2p-pages p2p-sgt p2p-provider passthrough path pc pc-writes pci-bridge reset-iommu resize-window simple smmuv3
syn keyword hairpinValue processing provisioning dvsec gap end quiet raid refuse revoke same-bridge sata
syn keyword hairpinValue scatterlist server server-same-bridge sleep-alloc sleep-irq
syn keyword hairpinValue sleep-rcu sleep-spinlock storage storm storm-message strict system trap
syn keyword hairpinValue unlock-mutex unlock-read unlock-rwsem unlock-ww-mutex usb
syn keyword hairpinValue use-after-free vfio-cdev vfio-dmabuf vfio-private vga warn writes x86-cpu-rule xe-vfio

" Map types and error numbers.
syn keyword hairpinConstant BUS_ADDR E2BIG EACCES EADDRINUSE EAGAIN EBADF EBUSY EDEADLK
syn keyword hairpinConstant EEXIST ENOSPC EFAULT EINTR EINVAL EIO EMFILE ENODEV ENOENT ENOMEM
syn keyword hairpinConstant ENOTTY ENXIO EOPNOTSUPP EOVERFLOW EPERM ERANGE EREMOTEIO
syn keyword hairpinConstant ETIME ETIMEDOUT NONE NOT_SUPPORTED SIGBUS SIGSEGV THRU_HOST_BRIDGE

" ACS control bits, as lspci writes them.
syn keyword hairpinAcs CR CmpltRedir DT DirectTrans EC EgressCtrl RR ReqRedir SV
syn keyword hairpinAcs SrcValid TB TransBlk UF UpstreamFwd
syn match hairpinAcs "\<\(SrcValid\|SV\|TransBlk\|TB\|ReqRedir\|RR\|CmpltRedir\|CR\|UpstreamFwd\|UF\|EgressCtrl\|EC\|DirectTrans\|DT\)[+-]"

syn match hairpinArrow "->"
syn match hairpinNumber "\<\(0x\x\+\|\d\+\)\([KMGTP]\(iB\)\?\|[pnum]\?s\)\?\>"
syn match hairpinAddress "\<\(\(\x\{1,8}:\)\?\x\x:\)\?\x\x\.\x\>"
syn match hairpinId "\<\x\{4}:\x\{4}\>"

hi def link hairpinComment	Comment
hi def link hairpinFrom		SpecialComment
hi def link hairpinTodo		Todo
hi def link hairpinText		String
hi def link hairpinEscape	SpecialChar
hi def link hairpinContinued	Special
hi def link hairpinCmdline	String
hi def link hairpinStatement	Statement
hi def link hairpinVerb		Function
hi def link hairpinWord		Keyword
hi def link hairpinValue	Type
hi def link hairpinConstant	Constant
hi def link hairpinAcs		PreProc
hi def link hairpinArrow	Operator
hi def link hairpinNumber	Number
hi def link hairpinAddress	Identifier
hi def link hairpinId		Number

let b:current_syntax = 'hairpin'
