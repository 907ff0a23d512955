package speech

import (
	"strconv"
	"strings"
	"time"
)

// mandarin says values in Mandarin.
type mandarin struct{}

func (m mandarin) number(n int64) string {
	if n < 0 {
		return "负" + cardinal(magnitude(n))
	}
	return cardinal(magnitude(n))
}

func (m mandarin) count(n int64, noun Noun) string {
	if n < 0 {
		return m.number(n) + noun.Measure
	}
	return measured(magnitude(n)) + noun.Measure
}

func (m mandarin) money(a amount) string {
	if a.negative {
		a.negative = false
		return "负" + m.money(a)
	}
	name := a.name()
	switch {
	case a.currency == "CNY":
		return yuan(a.major, a.minor/10, a.minor%10)
	case a.minor == 0:
		return measured(a.major) + name.zh
	case name.zhMinor == "":
		return cardinal(a.major) + "点" + figures(strings.TrimRight(a.decimals, "0")) + name.zh
	case a.major == 0:
		return measured(a.minor) + name.zhMinor
	}
	return measured(a.major) + name.zh + measured(a.minor) + name.zhMinor
}

// yuan says renminbi, in which a tenth has a name too: 三元五角, 三元零六分.
func yuan(whole, jiao, fen uint64) string {
	var said string
	if whole > 0 || jiao == 0 && fen == 0 {
		said = measured(whole) + "元"
	}
	if jiao > 0 {
		said += measured(jiao) + "角"
	}
	switch {
	case fen == 0:
		return said
	case said == "":
		return measured(fen) + "分"
	case jiao == 0:
		said += "零"
	}
	return said + cardinal(fen) + "分"
}

// aloud are the digits as they are said one by one: 幺 cannot be confused with 七.
var aloud = []rune("零幺二三四五六七八九")

func (mandarin) digits(groups []string) string {
	spoken := make([]string, len(groups))
	for i, group := range groups {
		spoken[i] = oneByOne(group)
	}
	return strings.Join(spoken, "，")
}

// oneByOne separates characters, so that they are not read as a word.
func oneByOne(group string) string {
	var out strings.Builder
	for _, r := range strings.ToUpper(group) {
		if isDigit(r) {
			out.WriteRune(aloud[r-'0'])
		} else {
			out.WriteString(" " + string(r) + " ")
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

func (m mandarin) lastFour(digits string) string {
	if digits == "" {
		return "号码"
	}
	return "尾号" + oneByOne(digits)
}

var weekdays = []string{"日", "一", "二", "三", "四", "五", "六"}

var near = map[int]string{-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}

func (mandarin) date(t, now time.Time) string {
	days := daysAfter(t, now)
	if word, ok := near[days]; ok {
		return word
	}
	weekday := weekdays[t.Weekday()]
	switch weeks := weeksAfter(t, now); {
	case days > 0 && weeks == 0:
		return "本周" + weekday
	case days > 0 && weeks == 1:
		return "下周" + weekday
	}
	return mandarinDay(t, now)
}

func mandarinDay(t, now time.Time) string {
	day := small(int(t.Month())) + "月" + small(t.Day()) + "日"
	if t.Year() == now.Year() {
		return day
	}
	return figures(strconv.Itoa(t.Year())) + "年" + day
}

func (mandarin) calendarDate(t, now time.Time) string {
	return mandarinDay(t, now) + "星期" + weekdays[t.Weekday()]
}

func (mandarin) time(t time.Time) string {
	hour, minute := t.Hour(), t.Minute()
	said := partOfDay(hour) + measured(uint64(clockHour(hour))) + "点"
	switch {
	case minute == 0:
		return said
	case minute == 30:
		return said + "半"
	case minute < 10:
		said += "零"
	}
	return said + small(minute) + "分"
}

// clockHour returns the hour of a twelve-hour clock; midnight is 零点.
func clockHour(hour int) int {
	if hour > 12 {
		return hour - 12
	}
	return hour
}

func partOfDay(hour int) string {
	switch {
	case hour < 6:
		return "凌晨"
	case hour < 8:
		return "早上"
	case hour < 12:
		return "上午"
	case hour < 13:
		return "中午"
	case hour < 19:
		return "下午"
	}
	return "晚上"
}

func (m mandarin) moment(t, now time.Time) string { return m.date(t, now) + m.time(t) }

func (m mandarin) duration(hours, minutes int64) string {
	h, rest := m.count(hours, Noun{Measure: "小时"}), m.count(minutes, Noun{Measure: "分钟"})
	switch {
	case hours == 0 && minutes == 0:
		return "不到一分钟"
	case hours == 0:
		return rest
	case minutes == 0:
		return h
	}
	return h + rest
}
