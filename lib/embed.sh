#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: embed.sh {NAME FILE}... >embedded.c
# C source with the bytes of each FILE as NAME[] and their number as NAME_size.
set -eu
echo '/* Made by lib/embed.sh; do not edit. */'
echo '#include <config.h>'
echo '#include "embedded.h"'
while [ $# -ge 2 ]; do
	printf '\nconst char %s[] =\n' "$1"
	[ -r "$2" ] || { echo "embed: $2 is missing" >&2; exit 1; }
	od -An -v -to1 "$2" | LC_ALL=C sed -e 's/[ ]/\\/g' -e 's/.*/\t"&"/'
	printf '\t"";\nconst size_t %s_size = sizeof %s - 1;\n' "$1" "$1"
	shift 2
done
