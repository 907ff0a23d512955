// Package speech puts values into spoken words, in Mandarin (zh-CN) and
// English (en-US): money, digits, numbers, counts, dates, times and durations.
// A value's type decides how it is said; no text is pasted from figures by
// whoever writes a prompt.
//
// Mandarin says 两 before measure words, units of money and time, 百, 千, 万 and
// 亿, and 二 elsewhere; 幺 for 1 in digit strings; 零 once for each run of
// skipped places. English leaves numbers in figures, which voices read well,
// and always says their units.
package speech

import "strings"

// english tells whether a language is spoken by the English rules; all others
// are by the Mandarin ones.
func english(lang string) bool { return strings.HasPrefix(lang, "en") }
