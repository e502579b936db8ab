#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: valgrind.sh BUILD
# Runs the unit tests and golden cases with every program under valgrind; shows what valgrind found.
set -eu
top_srcdir=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "$1" && pwd)
command -v valgrind >/dev/null || { echo "check-valgrind: valgrind is missing: install the package valgrind" >&2; exit 1; }

rm -rf "$build/valgrind"
mkdir -p "$build/valgrind/bin"
command="valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite --show-leak-kinds=definite"
command="$command --log-file=$build/valgrind/log.%p"
for program in "$build"/kehu-*; do
	name=${program##*/}
	# A shell script is run as it is; the programs it calls are found here.
	if [ "$(head -c 2 "$program")" = '#!' ]; then continue; fi
	printf '#!/bin/sh\nexec %s %s "$@"\n' "$command" "$program" >"$build/valgrind/bin/$name"
	chmod +x "$build/valgrind/bin/$name"
done

status=0
KEHU_BUILD=$build KEHU_WRAPPERS=$build/valgrind/bin KEHU_UNIT_WRAPPER=$command KEHU_VARIANT=valgrind \
	TEST_TIMEOUT="${TEST_TIMEOUT:-300}" "$top_srcdir/testdata/check.sh" --unit-and-golden >"$build/valgrind/report" || status=$?
for log in "$build"/valgrind/log.*; do
	if [ -s "$log" ]; then cat "$log"; fi
done
cat "$build/valgrind/report"
exit $status
