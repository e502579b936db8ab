#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: coverage.sh BUILD   (a build with --coverage after its tests ran)
# Lines executed of every file in lib and cmd, and in all.
set -eu
build=$1
{
	find "$build/lib" "$build/cmd" -name '*.gcno' | while read -r notes; do
		case $notes in *_test.gcno | *_fuzz.gcno) continue ;; esac
		LC_ALL=C gcov -n -o "${notes%.gcno}.o" "$notes" 2>/dev/null
	done
} | awk '
	/^File / { file = $2; gsub(/\047/, "", file); sub(/.*\/(lib|cmd)\//, (file ~ /\/cmd\// ? "cmd/" : "lib/"), file) }
	/^Lines executed:/ {
		if (file !~ /^(lib|cmd)\/[^\/]*\.c$/) next
		split($0, part, /[:% ]+/)
		percent[file] = part[3]; lines[file] = part[5]; file = ""
	}
	END {
		for (file in lines) {
			printf "%6.2f%% of %5d  %s\n", percent[file], lines[file], file | "sort -k 4"
			all += lines[file]; done += lines[file] * percent[file] / 100
		}
		close("sort -k 4")
		if (all) printf "%6.2f%% of %5d  in all\n", done * 100 / all, all
	}'
