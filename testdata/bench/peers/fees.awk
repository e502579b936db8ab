# SPDX-License-Identifier: GPL-3.0-or-later
# After datamash: CUSTOMER,DOC|RECEIVED|FEN and, where something was settled, |SETTLED|CLEARED|LATE.
BEGIN {
	FS = "|"
}
{
	rest = $3 - $4
	days = (rest > 0 ? asof_day : $5) - $2 - 50
	if (days <= 0)
		next
	late = $6 + (rest > 0 ? rest * days : 0)
	print $1, date[$2], date[$2 + 50], yuan($3), yuan($4 + 0), yuan(rest), days, yuan(int((late * 2 + 5000) / 10000))
}
