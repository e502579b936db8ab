#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: fuzz.sh BUILD SECONDS TARGET...
# Runs each fuzz target for SECONDS; the corpus grows in BUILD/corpus/NAME, inputs that crash go to BUILD/crash/NAME-*.
# Seeds: testdata/fuzz/NAME where there is one, else the sample, the policies and the calendars.
set -eu
top_srcdir=$(cd "$(dirname "$0")/.." && pwd)
build=$1 seconds=$2
shift 2
KEHU_POLICY_PATH=$top_srcdir/lib/policy KEHU_CALENDAR_PATH=$top_srcdir/lib/calendar
export KEHU_POLICY_PATH KEHU_CALENDAR_PATH

passed=0 failed=0
for target; do
	name=${target##*/}
	mkdir -p "$build/corpus/$name" "$build/crash"
	seeds=
	for folder in "$top_srcdir/testdata/fuzz/${name%_fuzz}" "$top_srcdir/testdata/sample" "$top_srcdir/lib/policy" \
		"$top_srcdir/lib/calendar"; do
		[ -d "$folder" ] || continue
		seeds="$seeds $folder"
		case $folder in */fuzz/*) break ;; esac
	done
	echo "  FUZZ   $name, $seconds seconds"
	# shellcheck disable=SC2086
	if "$target" -max_total_time="$seconds" -max_len=8192 -timeout=20 -print_final_stats=1 \
		-artifact_prefix="$build/crash/$name-" "$build/corpus/$name" $seeds >"$build/$name.log" 2>&1; then
		passed=$((passed + 1))
		sed -n 's/^stat::number_of_executed_units: */         runs: /p' "$build/$name.log"
	else
		failed=$((failed + 1))
		tail -n 40 "$build/$name.log"
	fi
done
echo "fuzz: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
