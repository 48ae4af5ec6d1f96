// SPDX-License-Identifier: GPL-2.0-only
/*
 * char.c - says what a hexadecimal digit is worth.
 */
#include "sim/lang/lang.h"

int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}
