#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: demo.sh BUILD
# One night of the sample company into BUILD/demo, then the first lines of each file it published.
set -eu
top_srcdir=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "$1" && pwd)
PATH=$build:$PATH
export PATH
as_of=2025-12-31

rm -rf "$build/demo"
mkdir -p "$build/demo"
echo "\$ kehu-nightly --as-of=$as_of --staff=testdata/sample/staff.csv testdata/sample $1/demo"
status=0
kehu-nightly --as-of=$as_of --staff="$top_srcdir/testdata/sample/staff.csv" "$top_srcdir/testdata/sample" \
	"$build/demo" || status=$?
# 1: done, with records set aside in rejects.csv.
[ "$status" -le 1 ] || exit "$status"
for file in "$build/demo/$as_of"/*; do
	echo
	echo "$1/demo/$as_of/${file##*/} ($(wc -l <"$file") lines):"
	head -n 5 "$file"
done
