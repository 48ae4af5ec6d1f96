# SPDX-License-Identifier: GPL-2.0-only
#
# package.cmake - `cpack -G DEB` in the build folder: a Debian package of what
# `cmake --install` installs.  Libraries that are linked are found by
# dpkg-shlibdeps; those that are loaded by name (model/import/lazy.h) by asking
# dpkg which package owns them.

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME hairpin)
set(CPACK_PACKAGE_VENDOR Hairpin)
set(CPACK_PACKAGE_CONTACT "Hairpin <hairpin@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION "Compiles the PCI, P2PDMA, DMA-BUF, VFIO and IOMMU code of a Linux tree,
unmodified, boots it on a simulated PCI Express fabric and says whether what
the kernel decides is what the hardware would do.")
# A package is not for /usr/local, where CMake installs by itself.
if(CMAKE_INSTALL_PREFIX STREQUAL /usr/local)
	set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
else()
	set(CPACK_PACKAGING_INSTALL_PREFIX ${CMAKE_INSTALL_PREFIX})
endif()
set(CPACK_STRIP_FILES ON)

# What compiling a kernel instance runs; Kbuild's own programs need perl, too.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "bash, bc, binutils, bison, flex, gcc, libc6-dev, make, perl")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates, debian-archive-keyring, git, libelf-dev, libssl-dev, pci.ids, xz-utils")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "graphviz")
foreach(lib LIBARCHIVE LIBXML)
	execute_process(COMMAND dpkg-query -S "*/${${lib}_SONAME}"
		OUTPUT_VARIABLE owner RESULT_VARIABLE unknown ERROR_QUIET)
	if(NOT unknown AND owner MATCHES "^([^:,\n]+)")
		string(APPEND CPACK_DEBIAN_PACKAGE_DEPENDS ", ${CMAKE_MATCH_1}")
	endif()
endforeach()
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)

# Policy: times that do not depend on the build, root owns all, compressed pages.
include(CPack)
