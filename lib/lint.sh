#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Looks for what the project does not use or must have; ends with "lint: P passed, F failed".
set -u
cd "$(dirname "$0")/.." || exit 1

passed=0 failed=0
shopt -s nullglob globstar
sources=(cmd/*.c lib/*.[ch])
all_c=(cmd/*.c lib/*.[ch] testdata/**/*.[ch])
units=(cmd/*.c lib/*.c)

# rule NAME OUTPUT: passes where there is no output.
rule() {
	if [ -z "$2" ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf '%s\n%s\n' "lint: $1" "$2"
	fi
}

# The file with what stands in comments and string literals taken out, line for line.
code_of() {
	awk '
	{
		out = ""
		for (i = 1; i <= length($0); i++) {
			two = substr($0, i, 2); c = substr($0, i, 1)
			if (state == "comment") { if (two == "*/") { state = ""; i++ }; continue }
			if (state != "") { if (c == "\\") i++; else if (c == state) { state = ""; out = out c }; continue }
			if (two == "//") break
			if (two == "/*") { state = "comment"; i++; continue }
			if (c == "\"" || c == "\047") state = c
			out = out c
		}
		if (state != "comment") state = ""
		print out
	}' "$1"
}

# grep_code REGEX FILE...: FILE:LINE: TEXT of every match outside comments and strings.
grep_code() {
	local regex=$1 file
	shift
	for file; do code_of "$file" | grep -nE "$regex" | sed "s|^|$file:|"; done
}

banned='\b(float|double|atoi|atol|atof|strtod|strtof|strtok|sprintf|vsprintf|strcpy|strcat|gets)\b'
rule "words that are not used" "$(grep_code "$banned" "${sources[@]}")"
rule "a struct with a typedef" "$(grep_code '\btypedef\s+struct\b' "${all_c[@]}")"
rule "only lib/reader.c and its test include csv.h" \
	"$(grep -n '#include <csv\.h>' "${sources[@]}" | grep -vE '^lib/reader(_test|_fuzz)?\.c:')"
rule "only lib/source.c and its test include zlib.h" \
	"$(grep -n '#include <zlib\.h>' "${sources[@]}" | grep -vE '^lib/source(_test|_fuzz)?\.c:')"
rule "config.h first in every C file" "$(for file in "${units[@]}"; do
	[ "$(grep -m1 '^#include' "$file")" = '#include <config.h>' ] || echo "$file"
done)"

scripts=(lib/*.sh lib/*.mk lib/*.mk.in testdata/**/*.sh Makefile configure.ac .ci/run)
for file in cmd/kehu-*; do
	case $file in *.[ch] | *~) ;; *) scripts+=("$file") ;; esac
done
rule "SPDX-License-Identifier in every source file" "$(for file in "${all_c[@]}" "${scripts[@]}"; do
	head -n 5 "$file" | grep -q 'SPDX-License-Identifier: GPL-3\.0-or-later' || echo "$file"
done)"

rule "functions over 40 lines" "$(for file in "${all_c[@]}"; do
	awk -v file="$file" '
	/^[A-Za-z_].*\(/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
	/^\{/ { start = NR }
	/^\}/ { if (start && NR - start + 1 > 40) print file ":" start ": " name " (" NR - start + 1 " lines)"; start = 0 }
	' "$file"
done)"
rule "blanks at the end of a line" "$(grep -nE '[[:blank:]]+$' "${all_c[@]}" "${scripts[@]}")"

if command -v shellcheck >/dev/null; then
	rule shellcheck "$(shellcheck -S warning -e SC1007,SC2034,SC2154 cmd/kehu-nightly lib/*.sh testdata/*.sh .ci/run 2>&1)"
fi
# Versions of it differ: told, not counted.
if command -v clang-format >/dev/null; then
	for file in "${all_c[@]}"; do
		places=$(clang-format --dry-run "$file" 2>&1 | grep -c 'warning:')
		[ "$places" -eq 0 ] || echo "note: clang-format differs from $file $places times"
	done
fi
if command -v cppcheck >/dev/null; then
	# Suppressed: what it says wrongly, as it does not see which functions do not return.
	rule cppcheck "$(cppcheck -q --std=c11 --enable=warning,portability --inline-suppr --suppress=missingInclude \
		--suppress=nullPointerRedundantCheck --suppress=ctunullpointer --suppress=returnDanglingLifetime \
		-I lib -DKEHU_VERSION='""' -DKEHU_POLICY_DIR='""' -DKEHU_CALENDAR_DIR='""' "${units[@]}" 2>&1)"
fi

echo "lint: $passed passed, $failed failed"
[ $failed -eq 0 ]
