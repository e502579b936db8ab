# SPDX-License-Identifier: GPL-3.0-or-later
# Before the other scripts: number[DATE] and date[NUMBER] of every day from 2022 to 2027; asof is its number too.
BEGIN {
	FS = OFS = ","
	split("31 28 31 30 31 30 31 31 30 31 30 31", length_of, " ")
	for (year = 2022; year <= 2027; year++)
		for (month = 1; month <= 12; month++)
			for (day = 1; day <= length_of[month] + (month == 2 && year == 2024); day++) {
				date[++days] = sprintf("%d-%02d-%02d", year, month, day)
				number[date[days]] = days
			}
	asof_day = number[asof]
}
function yuan(fen) {
	return sprintf("%.0f.%02d", (fen - fen % 100) / 100, fen % 100)
}
