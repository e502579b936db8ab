# SPDX-License-Identifier: GPL-3.0-or-later
# Receivables sorted by customer, date and doc, without their header; with by_ref=1 settlements go to the invoice that they
# name, else to the oldest one. late[i]: fen times days after the due date.
$2 > asof {
	next
}
$1 != customer {
	finish()
	customer = $1
}
{
	sub(/\./, "", $4)
}
$3 == "invoice" {
	n++
	doc[n] = $5
	place[$5] = n
	received[n] = number[$2]
	amount[n] = rest[n] = $4 + 0
	late[n] = 0
	next
}
{
	settlements++
	settled_on[settlements] = number[$2]
	money[settlements] = $4 + 0
	ref[settlements] = $6
}
END {
	finish()
}
function settle(i, fen, day,    days) {
	rest[i] -= fen
	if (day > cleared[i])
		cleared[i] = day
	days = day - received[i] - 50
	if (days > 0)
		late[i] += fen * days
}
function oldest_first(    i, s, fen) {
	i = s = 1
	while (i <= n && s <= settlements) {
		fen = rest[i] < money[s] ? rest[i] : money[s]
		settle(i, fen, settled_on[s])
		if ((money[s] -= fen) == 0)
			s++
		if (rest[i] == 0)
			i++
	}
}
function finish(    i, s, days) {
	if (!by_ref)
		oldest_first()
	else
		for (s = 1; s <= settlements; s++)
			settle(place[ref[s]], money[s], settled_on[s])
	for (i = 1; i <= n; i++) {
		days = (rest[i] > 0 ? asof_day : cleared[i]) - received[i] - 50
		if (rest[i] > 0 && days > 0)
			late[i] += rest[i] * days
		if (days > 0)
			print customer, doc[i], date[received[i]], date[received[i] + 50], yuan(amount[i]),
				yuan(amount[i] - rest[i]), yuan(rest[i]), days, yuan(int((late[i] * 2 + 5000) / 10000))
		cleared[i] = 0
	}
	n = settlements = 0
}
