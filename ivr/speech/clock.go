package speech

import (
	"fmt"
	"strings"
	"time"
)

var (
	zhWeekdays = []string{"日", "一", "二", "三", "四", "五", "六"}
	enDays     = map[int]string{-1: "yesterday", 0: "today", 1: "tomorrow"}
	zhDays     = map[int]string{-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}
)

// Date says the day of t as people do on the day of now: 今天, 明天, 后天, 本周五,
// 下周一, 十月十二日, with the year where it is another. Both are read in their
// own locations.
func Date(lang string, t, now time.Time) string {
	days := daysBetween(now, t)
	if english(lang) {
		if word, ok := enDays[days]; ok {
			return word
		}
		if days > 1 && days < 7 {
			return "on " + t.Weekday().String()
		}
		return "on " + calendar(lang, t, now)
	}
	if word, ok := zhDays[days]; ok {
		return word
	}
	switch weeks := weekOf(t) - weekOf(now); {
	case days > 2 && weeks == 0:
		return "本周" + zhWeekdays[t.Weekday()]
	case days > 2 && weeks == 1:
		return "下周" + zhWeekdays[t.Weekday()]
	}
	return calendar(lang, t, now)
}

// CalendarDate says the day of t never relative to now, with its weekday:
// 十月十二日星期一; Monday, October 12.
func CalendarDate(lang string, t, now time.Time) string {
	if english(lang) {
		return t.Weekday().String() + ", " + calendar(lang, t, now)
	}
	return calendar(lang, t, now) + "星期" + zhWeekdays[t.Weekday()]
}

func calendar(lang string, t, now time.Time) string {
	if english(lang) {
		if t.Year() == now.Year() {
			return t.Format("January 2")
		}
		return t.Format("January 2, 2006")
	}
	date := mandarin(uint64(t.Month())) + "月" + mandarin(uint64(t.Day())) + "日" //nolint:gosec // months and days are positive
	if t.Year() == now.Year() {
		return date
	}
	return strings.ReplaceAll(one(lang, fmt.Sprint(t.Year())), "幺", "一") + "年" + date
}

// daysBetween counts midnights from a's day to b's.
func daysBetween(a, b time.Time) int { return dayNumber(b) - dayNumber(a) }

func dayNumber(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// weekOf numbers weeks that begin on Monday: the epoch was a Thursday.
func weekOf(t time.Time) int { return (dayNumber(t) + 3) / 7 }

// Time says the time of day: 上午九点, 下午六点半, 凌晨三点零五分; 9 a.m., 6:30 p.m.
func Time(lang string, t time.Time) string {
	if english(lang) {
		return englishTime(t)
	}
	hour, minute := t.Hour(), t.Minute()
	said := hour % 12
	if said == 0 {
		said = 12
	}
	if hour == 0 {
		said = 0
	}
	text := partOfDay(hour) + measured(int64(said)) + "点"
	switch {
	case minute == 0:
		return text
	case minute == 30:
		return text + "半"
	case minute < 10:
		return text + "零" + mandarin(uint64(minute)) + "分" //nolint:gosec // minutes are positive
	}
	return text + mandarin(uint64(minute)) + "分" //nolint:gosec // likewise
}

func partOfDay(hour int) string {
	switch {
	case hour < 6:
		return "凌晨"
	case hour < 12:
		return "上午"
	case hour < 13:
		return "中午"
	case hour < 19:
		return "下午"
	}
	return "晚上"
}

func englishTime(t time.Time) string {
	switch t.Hour()*60 + t.Minute() {
	case 0:
		return "midnight"
	case 12 * 60:
		return "noon"
	}
	layout := "3:04"
	if t.Minute() == 0 {
		layout = "3"
	}
	if t.Hour() < 12 {
		return t.Format(layout) + " a.m."
	}
	return t.Format(layout) + " p.m."
}

// Moment says day and time: 明天上午九点; tomorrow at 9 a.m.
func Moment(lang string, t, now time.Time) string {
	if english(lang) {
		return Date(lang, t, now) + " at " + Time(lang, t)
	}
	return Date(lang, t, now) + Time(lang, t)
}

// Duration says a length of time in hours and minutes, rounded up to minutes:
// 两分钟, 一小时三十分钟, 不到一分钟; 2 minutes.
func Duration(lang string, d time.Duration) string {
	minutes := int64((d + time.Minute - 1) / time.Minute)
	if d < time.Minute {
		if english(lang) {
			return "less than a minute"
		}
		return "不到一分钟"
	}
	hours, rest := minutes/60, minutes%60
	if english(lang) {
		return strings.TrimSpace(part(hours, plural(hours, "hour", "hours")) + " " + part(rest, plural(rest, "minute", "minutes")))
	}
	return part(hours, measured(hours)+"小时") + part(rest, measured(rest)+"分钟")
}

// part is a text that stands for n, or nothing for none.
func part(n int64, text string) string {
	if n == 0 {
		return ""
	}
	return text
}
