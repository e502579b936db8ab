#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: distcheck.sh VERSION BUILD   (with kehu-VERSION.tar.gz in the current folder)
# Builds the tarball in a folder beside its sources, which are read-only, with gnulib-tool, autoconf and autoreconf out of
# reach; runs the tests; installs and uninstalls it.
set -eu
name=kehu-$1
scratch=$2/distcheck
[ ! -d "$scratch" ] || chmod -R u+w "$scratch"
rm -rf "$scratch"
mkdir -p "$scratch/bin" "$scratch/build"
gzip -dc "$name.tar.gz" | tar -C "$scratch" -xf -
if find "$scratch/$name" -type l -lname '/*' | grep .; then
	echo "distcheck: links out of the tarball" >&2
	exit 1
fi
for tool in gnulib-tool autoconf autoreconf autoheader aclocal; do
	printf '#!/bin/sh\necho "distcheck: %s was called" >&2\nexit 1\n' $tool >"$scratch/bin/$tool"
	chmod +x "$scratch/bin/$tool"
done
chmod -R a-w "$scratch/$name"
PATH=$scratch/bin:$PATH
unset MAKEFLAGS MFLAGS MAKELEVEL
cd "$scratch/build"
"$scratch/$name/configure" -q --prefix="$scratch/installed"
make all
make check
make install
make uninstall
left=$(find "$scratch/installed" ! -type d)
if [ -n "$left" ]; then
	echo "distcheck: uninstall left $left" >&2
	exit 1
fi
cd /
chmod -R u+w "$scratch"
rm -rf "$scratch"
echo "distcheck: $name.tar.gz builds, passes its tests and installs"
