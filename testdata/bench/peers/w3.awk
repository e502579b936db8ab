# SPDX-License-Identifier: GPL-3.0-or-later
# since.csv (customer,date of the open call-back), then registration.csv: the open call-backs, not sorted. A name in quotes
# keeps them.
NR == FNR {
	since[$1] = $2
	next
}
!($1 in since) {
	next
}
{
	name = $4
	if (substr(name, 1, 1) == "\"") {
		match($0, /"([^"]|"")*"/)
		name = substr($0, RSTART, RLENGTH)
	}
	due = number[since[$1]] + 3
	print $1, name, "callback", "callback_specialist", since[$1], date[due], (asof_day > due ? asof_day - due : 0)
}
