#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: check.sh [--unit | --unit-and-golden]
# Runs all tests: the programs in build/test (made of lib/*_test.c and testdata/*.c; with --unit only the former), the
# golden cases, and every testdata/*_test.sh. Each of these parts ends its output with a line "NAME: P passed, F failed"
# or "NAME: P passed, F failed, S skipped"; a part that does not, or that fails otherwise, counts as one more failure.
# The last line adds up: "P passed, F failed" (", S skipped" where any was). Exit 1 where a test failed or none ran.
#
# A program of testdata/NAME.c with a script testdata/NAME_test.sh is called by that script only.
# KEHU_BUILD and the environment of every test: environment.sh. KEHU_UNIT_WRAPPER: a command that runs the programs.
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/environment.sh"

parts=${1:-all}
passed=0 failed=0 skipped=0
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM

# Adds up the line that part $1 ended with (its output in $scratch/log, its exit status $2).
add_result() {
	line=$(tail -n 1 "$scratch/log" |
		sed -n 's/^[^:]*: \([0-9]*\) passed, \([0-9]*\) failed\(, \([0-9]*\) skipped\)\{0,1\}$/\1 \2 \4/p')
	if [ -z "$line" ]; then
		echo "check: $1 ended without its result line, exit status $2"
		failed=$((failed + 1))
		return
	fi
	# shellcheck disable=SC2086
	set -- "$1" "$2" $line
	passed=$((passed + $3)) failed=$((failed + $4)) skipped=$((skipped + ${5:-0}))
	if [ "$4" -eq 0 ] && [ "$2" -ne 0 ]; then
		echo "check: $1 ended with exit status $2"
		failed=$((failed + 1))
	fi
}

# run_part NAME COMMAND...: shows what the command prints as it comes, then counts.
run_part() {
	name=$1
	shift
	: >"$scratch/status"
	{
		"$@" 2>&1 </dev/null
		echo $? >"$scratch/status"
	} | tee "$scratch/log"
	add_result "$name" "$(cat "$scratch/status")"
}

for program in "$KEHU_BUILD"/test/*; do
	name=${program##*/}
	[ -f "$program" ] && [ -x "$program" ] && [ ! -f "$here/${name}_test.sh" ] || continue
	[ "$parts" = all ] || [ -f "$top_srcdir/lib/$name.c" ] || continue
	# shellcheck disable=SC2086
	run_part "$name" ${KEHU_UNIT_WRAPPER:-} "$program"
done
if [ "$parts" != --unit ]; then
	run_part golden sh "$here/golden.sh"
fi
if [ "$parts" = all ]; then
	for script in "$here"/*_test.sh; do
		[ -f "$script" ] && [ -x "$script" ] || continue
		run_part "${script##*/}" "$script"
	done
fi

echo "$passed passed, $failed failed$([ "$skipped" -eq 0 ] || echo ", $skipped skipped")"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
