# SPDX-License-Identifier: GPL-3.0-or-later
# Faults sorted by person, date, customer and source, without their header: the charged lines, not sorted.
BEGIN {
	split("warning dispute record_lost false_data register.incomplete callback.missed", codes, " ")
	for (i in codes)
		priced[codes[i]] = 1
}
$1 > asof || !($5 in priced) {
	next
}
$2 != person || substr($1, 1, 7) != month {
	person = $2
	month = substr($1, 1, 7)
	for (code in priced)
		nth[code] = 0
}
{
	nth[$5]++
}
$5 == "callback.missed" {
	line("showroom_manager", 10)
	line("vice_president", 20)
	next
}
$5 != "warning" || nth[$5] == 4 {
	line("", 30)
}
function line(role, price) {
	print $2, role, $1, $4, $5, nth[$5], price ".00", 1, price ".00", $6
}
