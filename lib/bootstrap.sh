#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Imports the gnulib modules into lib/gnulib and makes configure. The Makefile runs it; it may be run by hand from anywhere.
set -eu
cd "$(dirname "$0")/.."

modules='crypto/sha256-buffer getopt-gnu stdckdint'

for tool in gnulib-tool autoreconf aclocal; do
	if ! command -v "$tool" >/dev/null; then
		echo "bootstrap: $tool is missing: run \"make deps\", or install gnulib, autoconf and automake" >&2
		exit 1
	fi
done
gnulib_tool=$(command -v gnulib-tool)

log=$(mktemp)
trap 'rm -rf "$log" autom4te.cache aclocal.m4' EXIT

# Runs a command quietly; shows what it said where it fails.
quietly() {
	echo "  BOOT   $1"
	shift
	if ! "$@" >"$log" 2>&1 </dev/null; then
		cat "$log" >&2
		exit 1
	fi
}

rm -rf lib/gnulib configure autom4te.cache aclocal.m4
# bash runs gnulib-tool faster than sh does.
# shellcheck disable=SC2086
quietly gnulib-tool bash "$gnulib_tool" --import --gnu-make --makefile-name=gnulib.mk.in --lib=libgnu --symlink \
	--no-vc-files --no-changelog --source-base=lib/gnulib --m4-base=lib/gnulib/m4 --aux-dir=lib/gnulib/build-aux \
	--doc-base=lib/gnulib/doc --tests-base=lib/gnulib/tests $modules
quietly autoreconf autoreconf -f -i

# gnulib-tool's own list of configure's variables is short, as it is made before its macros are there: all of them, with
# automake's conditionals as the FOO_CONDITION that gnulib.mk.in asks for.
autoconf --trace='AC_SUBST:$1 = @$1@' | LC_ALL=C sort -u |
	sed -e '/^[A-Za-z0-9_]*_FALSE = /d' -e 's/^\([A-Za-z0-9_]*\)_TRUE = .*/@\1_TRUE@\1_CONDITION = 1/' \
		>lib/gnulib/vars.mk.in
rm -f configure~
touch configure
