" SPDX-License-Identifier: GPL-2.0-only
" Scenarios of Hairpin.
autocmd BufNewFile,BufRead *.hp setfiletype hairpin
