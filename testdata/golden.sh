#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: golden.sh [CASE...]        compares cases, all where none is named
#        golden.sh --bless CASE...  renews out, err and rc of cases and shows what changes
#
# A case is a folder testdata/NAME/CASE with a file cmd: one line of shell, run in a copy of the folder with the programs
# on PATH and nothing on standard input. Its standard output, standard error and exit status must be the files out, err
# and rc, byte for byte (absent: empty, empty, 0). CASE is NAME/CASE. Prints a diff of what fails and at the end
# "golden: P passed, F failed"; exit 1 where a case failed or there was none.
# TEST_JOBS: how many cases at a time (2); TEST_TIMEOUT: seconds for one case (60); KEHU_BUILD: see environment.sh.
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/environment.sh"

# Runs case $1 in a copy of its folder; results in $2/out, $2/err, $2/rc.
run_case() {
	mkdir -p "$2/case"
	cp -R "$here/$1/." "$2/case"
	chmod -R u+rwX "$2/case"
	(
		cd "$2/case" || exit 126
		exec timeout "${TEST_TIMEOUT:-60}" sh -c "$(cat cmd)"
	) </dev/null >"$2/out" 2>"$2/err"
	echo $? >"$2/rc"
}

# What case $1 expects in file $2 (out, err or rc): a path.
expected() {
	if [ -f "$here/$1/$2" ]; then
		echo "$here/$1/$2"
	elif [ "$2" = rc ]; then
		echo "$scratch/zero"
	else
		echo /dev/null
	fi
}

# Whether the results in $2 are what case $1 expects; shows the differences.
compare_case() {
	same=0
	for part in out err rc; do
		want=$(expected "$1" $part)
		cmp -s "$want" "$2/$part" && continue
		[ $same = 0 ] && printf '%s\n  $ %s\n' "FAIL $1" "$(cat "$here/$1/cmd")"
		same=1
		diff -a -u --label "$1/$part (expected)" --label "$1/$part (actual)" "$want" "$2/$part"
	done
	return $same
}

# Runs and compares the cases given; one line "pass" or "fail" each in $scratch/count.PID.
run_some() {
	for case; do
		run_case "$case" "$scratch/run.$$"
		if compare_case "$case" "$scratch/run.$$" >"$scratch/report.$$" 2>&1; then
			echo pass
		else
			echo fail
			cat "$scratch/report.$$" >&2
		fi >>"$scratch/count.$$"
		rm -rf "$scratch/run.$$"
	done
}

bless_case() {
	run_case "$1" "$scratch/run"
	compare_case "$1" "$scratch/run" && echo "same $1"
	cp "$scratch/run/out" "$scratch/run/err" "$scratch/run/rc" "$here/$1"
	[ -s "$here/$1/err" ] || rm -f "$here/$1/err"
	! cmp -s "$scratch/zero" "$here/$1/rc" || rm -f "$here/$1/rc"
	rm -rf "$scratch/run"
}

if [ "${1:-}" = --some ]; then
	scratch=$2
	shift 2
	run_some "$@"
	exit 0
fi

scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
echo 0 >"$scratch/zero"

bless=
if [ "${1:-}" = --bless ]; then
	bless=yes
	shift
	[ $# -gt 0 ] || { echo "golden: name a case: make bless CASE=NAME/CASE" >&2; exit 2; }
fi

# The cases asked for, as NAME/CASE.
if [ $# -eq 0 ]; then
	for cmd in "$here"/*/*/cmd; do
		[ -f "$cmd" ] || continue
		cmd=${cmd#"$here/"}
		set -- "$@" "${cmd%/cmd}"
	done
fi
for case; do
	shift
	case=${case%/}
	case=${case#"$here/"}
	case=${case#testdata/}
	[ -f "$here/$case/cmd" ] || { echo "golden: there is no case $case" >&2; exit 2; }
	set -- "$@" "$case"
done

if [ -n "$bless" ]; then
	for case; do bless_case "$case"; done
	exit 0
fi

if [ $# -gt 0 ]; then
	printf '%s\n' "$@" | xargs -P "${TEST_JOBS:-2}" -n 8 sh "$here/golden.sh" --some "$scratch"
fi
passed=$(cat /dev/null "$scratch"/count.* 2>/dev/null | grep -c pass)
failed=$(($# - passed))
echo "golden: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
