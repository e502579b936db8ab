# SPDX-License-Identifier: GPL-3.0-or-later
# For datamash: kind=invoices or kind=settlements of the receivables, as CUSTOMER,DOC|DAY|FEN.
$2 > asof || ($3 == "invoice") != (kind == "invoices") {
	next
}
{
	sub(/\./, "", $4)
	print $1 "," ($3 == "invoice" ? $5 : $6) "|" number[$2] "|" $4 + 0
}
