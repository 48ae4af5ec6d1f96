" SPDX-License-Identifier: GPL-2.0-only
" hairpin.vim - how scenarios are edited: comments, and :make as a check.

if exists('b:did_ftplugin')
	finish
endif
let b:did_ftplugin = 1

setlocal comments=:# commentstring=#\ %s formatoptions-=t
setlocal makeprg=hairpin\ check\ %:S errorformat=%f:%l:%c:\ %m
let b:undo_ftplugin = 'setlocal comments< commentstring< formatoptions< makeprg< errorformat<'
