# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh disable=SC2154
# Read by the test drivers: the environment every test runs in. Wants $here, the absolute path of testdata.
# KEHU_BUILD: the folder of the programs to test, "build" in the current folder where it is not set.
# KEHU_WRAPPERS: a folder of programs of the same names to be called instead (valgrind).
top_srcdir=$(cd "$here/.." && pwd)
KEHU_BUILD=${KEHU_BUILD:-build}
if ! KEHU_BUILD=$(cd "$KEHU_BUILD" 2>/dev/null && pwd); then
	echo "${0##*/}: there is no folder ${KEHU_BUILD:-build}: run make first, or set KEHU_BUILD" >&2
	exit 2
fi
case $PATH in
"${KEHU_WRAPPERS:+$KEHU_WRAPPERS:}$KEHU_BUILD:$KEHU_BUILD/test:"*) ;;
*) PATH=${KEHU_WRAPPERS:+$KEHU_WRAPPERS:}$KEHU_BUILD:$KEHU_BUILD/test:$PATH ;;
esac
KEHU_POLICY_PATH=$top_srcdir/lib/policy
KEHU_CALENDAR_PATH=$top_srcdir/lib/calendar
LC_ALL=C.UTF-8
TZ=UTC
export top_srcdir PATH KEHU_BUILD KEHU_POLICY_PATH KEHU_CALENDAR_PATH LC_ALL TZ
# Data files kept beside the project, where there are any; tests skip without them.
if [ -z "${KEHU_SHARED_DATA:-}" ] && [ -d "$top_srcdir/../shared/data" ]; then
	KEHU_SHARED_DATA=$(cd "$top_srcdir/../shared/data" && pwd)
fi
if [ -n "${KEHU_SHARED_DATA:-}" ]; then export KEHU_SHARED_DATA; fi
unset LANGUAGE LANG MAKEFLAGS MFLAGS MAKELEVEL CDPATH
umask 022
