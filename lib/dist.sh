#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: dist.sh VERSION
# Makes kehu-VERSION.tar.gz in the current folder: the sources with configure and gnulib's files as they were imported, so
# that it builds without gnulib-tool and autoconf. The same sources give the same bytes.
set -eu
top_srcdir=$(cd "$(dirname "$0")/.." && pwd)
name=kehu-$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

mkdir "$scratch/$name"
for item in Makefile configure.ac configure README.md HACKING.md NEWS COPYING .ci .clang-format .gitignore cmd man testdata; do
	if [ -e "$top_srcdir/$item" ]; then cp -pR "$top_srcdir/$item" "$scratch/$name"; fi
done
mkdir "$scratch/$name/lib"
for item in "$top_srcdir"/lib/*; do
	case $item in
	*/gnulib) cp -RL "$item" "$scratch/$name/lib" ;;
	*) cp -pR "$item" "$scratch/$name/lib" ;;
	esac
done
echo "gnulib's files as they were imported; lib/bootstrap.sh imports them anew." >"$scratch/$name/lib/gnulib/released"
find "$scratch/$name" \( -name '*~' -o -name '*.orig' -o -name '*.rej' -o -name '.*.swp' \) -exec rm -f {} +
chmod -R u+rwX,go+rX,go-w "$scratch/$name"

# One time for all files: configure must not look older than what it is made of.
time=${SOURCE_DATE_EPOCH:-$(git -C "$top_srcdir" log -1 --format=%ct 2>/dev/null || date +%s)}
tar -C "$scratch" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$time" --format=ustar -cf - "$name" |
	gzip -n9 >"$scratch/tar.gz"
cp "$scratch/tar.gz" "$name.tar.gz"
echo "$name.tar.gz"
