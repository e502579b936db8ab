#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: embed.sh {KIND FILE.csv...}... >embedded.c
# C source with a table embedded_KIND of the names and the bytes of each FILE. An argument that does not end in .csv begins
# a table.
set -eu

octal() {
	od -An -v -to1 "$1" | LC_ALL=C sed -e 's/[ ]/\\/g' -e 's/.*/\t"&"/'
}

echo '/* Made by lib/embed.sh; do not edit. */'
echo '#include <config.h>'
echo '#include "embedded.h"'
kind=
for argument; do
	case $argument in
	*.csv)
		[ -r "$argument" ] || { echo "embed: $argument is missing" >&2; exit 1; }
		name=${argument##*/}
		printf '\nstatic const char %s_%s[] =\n' "$kind" "${name%.csv}"
		octal "$argument"
		printf '\t"";\n'
		;;
	*) kind=$argument ;;
	esac
done
table=
for argument; do
	name=${argument##*/}
	name=${name%.csv}
	case $argument in
	*.csv) printf '\t{"%s", %s_%s, sizeof %s_%s - 1},\n' "$name" "$table" "$name" "$table" "$name" ;;
	*)
		[ -z "$table" ] || printf '\t{0},\n};\n'
		table=$argument
		printf '\nconst struct embedded embedded_%s[] = {\n' "$table"
		;;
	esac
done
printf '\t{0},\n};\n'
