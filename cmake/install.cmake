# SPDX-License-Identifier: GPL-2.0-only
#
# install.cmake - what `cmake --install` puts where.
#
#	bin/			hairpin, hairpin-capture
#	lib/hairpin/		what hairpin exec has programs load, what talks to MPI
#	share/hairpin/		what building a kernel instance needs, laid out as in
#				the source tree, and the scenarios
#	share/man/, share/doc/hairpin/, completions, Vim's files

set(data ${CMAKE_INSTALL_DATADIR}/hairpin)

install(TARGETS hairpin)
install(TARGETS carry DESTINATION ${CMAKE_INSTALL_LIBDIR}/hairpin)
if(TARGET ranks)
	install(TARGETS ranks DESTINATION ${CMAKE_INSTALL_LIBDIR}/hairpin)
endif()
install(PROGRAMS tools/hairpin-capture TYPE BIN)
install(DIRECTORY tools/kbuild DESTINATION ${data}/tools USE_SOURCE_PERMISSIONS)
install(DIRECTORY include/hairpin DESTINATION ${data}/include)
install(DIRECTORY sim/env DESTINATION ${data}/sim)
install(DIRECTORY sim/arch/${CMAKE_SYSTEM_PROCESSOR} DESTINATION ${data}/sim/arch)
install(DIRECTORY scenarios DESTINATION ${data})

install(DIRECTORY docs/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1
	FILES_MATCHING PATTERN "*.1")
install(DIRECTORY docs/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man5
	FILES_MATCHING PATTERN "*.5")
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}
	FILES_MATCHING PATTERN "*.md" PATTERN "*.svg" PATTERN man EXCLUDE)
install(DIRECTORY docs/ci DESTINATION ${CMAKE_INSTALL_DOCDIR} USE_SOURCE_PERMISSIONS)
install(FILES README.md CHANGELOG.md CONTRIBUTING.md LICENSE
	DESTINATION ${CMAKE_INSTALL_DOCDIR})

install(FILES tools/completion/hairpin.bash RENAME hairpin
	DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(DIRECTORY tools/vim/ DESTINATION ${CMAKE_INSTALL_DATADIR}/vim/vimfiles)
