// Package speech puts values into spoken words, in Mandarin (zh-CN) and English (en-US): money,
// numbers, digits, dates, times and durations. The type of a value decides how it is said; prompts
// never contain raw figures. The words are for a voice, and hold no symbol that one might misread.
//
// Mandarin says 两 for a 2 that stands by itself before a measure or a unit (两笔, 两元, 两点, 两分钟) and before
// 百, 千, 万 and 亿 (两百, 两千, 两万); else 二 (十二, 二十, 第二, 十二万). English leaves numbers in figures with commas
// in their thousands, which voices read well and never as a year, and names the units in words.
package speech

import (
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
)

// language says values in one language.
type language interface {
	money(m amount) string
	digits(groups []string) string
	lastFour(digits string) string
	number(n int64) string
	count(n int64, noun Noun) string
	date(t, now time.Time) string
	calendarDate(t, now time.Time) string
	time(t time.Time) string
	moment(t, now time.Time) string
	duration(hours, minutes int64) string
}

// in returns how a language says values: English for en-US and its variants, else Mandarin, in which
// every call begins.
func in(lang string) language {
	if strings.HasPrefix(lang, "en") {
		return english{}
	}
	return mandarin{}
}

// Money says a sum of money: 一百二十八元五角,
// 三千零五元零六分, 五十美元五美分; "128.50 yuan", "128 dollars and 50 cents",
// "1 dollar". A currency without a name here is spelled: "128.50 X Y Z".
func Money(lang string, m ivr.Money) string { return in(lang).money(amountOf(m)) }

// Digits says digits and Latin letters one by one, long ones in groups of three with a pause between:
// 幺三八，二二; "1 3 8, 2 2". All else in s is left out.
func Digits(lang, s string) string { return in(lang).digits(threes(alphanumeric(s))) }

// LastFour says the end of a number, whose beginning may be masked: 尾号幺二三四; "ending in 1 2 3 4". If it
// does not end in four digits, only 号码 or "the number" is said.
func LastFour(lang, s string) string { return in(lang).lastFour(lastDigits(s, 4)) }

// Number says a whole number: 一百零五, 两万, 一万零二十; "105", "20,000".
func Number(lang string, n int64) string { return in(lang).number(n) }

// Noun names what is counted: its measure word in Mandarin, with the noun if it is to be said (笔,
// 个工作日), and its English forms.
type Noun struct {
	Measure    string // 笔
	One, Other string // transaction, transactions
}

// Count says how many there are: 两笔, 二十二笔; "2 transactions", "1 transaction".
func Count(lang string, n int64, noun Noun) string { return in(lang).count(n, noun) }

// Date says a day relative to now; each is read in its own location. Weeks begin on Monday.
//
// Mandarin: 前天, 昨天, 今天, 明天, 后天; days to come of this week and the next as 本周五, 下周一; others as 十一月二十四日,
// with the year, 二零二七年一月四日, if it differs from that of now. English: "yesterday", "today", "tomorrow";
// "on Friday" for this week and "next Monday" for the next; "November 24", "January 4, 2027".
func Date(lang string, t, now time.Time) string { return in(lang).date(t, now) }

// CalendarDate says a day with its weekday and never relative to now; the year is said if it differs
// from that of now: 十月十二日星期一; "Monday, October 12", "Monday, January 4, 2027".
func CalendarDate(lang string, t, now time.Time) string { return in(lang).calendarDate(t, now) }

// Moment says day and time of day, to follow a verb: 明天上午九点; "tomorrow at 9 a.m.", "on November 24 at 9
// a.m.".
func Moment(lang string, t, now time.Time) string { return in(lang).moment(t, now) }

// Duration says a duration in hours and minutes, rounded up, since nobody minds a wait that ends early:
// 两分钟, 一小时三十分钟, 不到一分钟; "2 minutes", "1 hour 30 minutes", "less than a minute".
func Duration(lang string, d time.Duration) string {
	if d < time.Minute {
		return in(lang).duration(0, 0)
	}
	minutes := int64((d-1)/time.Minute) + 1
	return in(lang).duration(minutes/60, minutes%60)
}
