#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the Debian packages that the build needs: quietly nothing, without the network, where all are there.
# Not root: prints the command to run, and fails, where some are missing.
set -eu
cd "$(dirname "$0")/.."

packages='gcc libc6-dev make libcsv-dev zlib1g-dev libssl-dev'
# A released tarball brings gnulib's files and configure; a clone makes them.
if [ ! -f lib/gnulib/released ]; then
	packages="$packages gnulib autoconf automake"
fi

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
	echo "deps: not a Debian system; needed are a C compiler, libcsv, zlib, gnulib, autoconf and automake;" \
		"OpenSSL makes checksums faster" >&2
	exit 0
fi

missing=
for package in $packages; do
	# shellcheck disable=SC2016
	case " $(dpkg-query -W -f '${db:Status-Status} ' "$package" 2>/dev/null)" in
	*' installed '*) ;;
	*) missing="$missing $package" ;;
	esac
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ]; then
	echo "Packages are missing. Run as root:" >&2
	echo "apt-get update && apt-get install -y --no-install-recommends$missing" >&2
	exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update
# shellcheck disable=SC2086
apt-get install -y --no-install-recommends $missing </dev/null
