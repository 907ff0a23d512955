package hours

import (
	"sync"

	"github.com/6tail/lunar-go/HolidayUtil"
)

// China returns the calendar of the State Council's yearly notices: public holidays, and the weekend
// days worked to make up for them (调休). It knows the years since 2002 whose notice the library lunar-go
// has.
func China() *Calendar { return china() }

// The library's table can change while it is read, so it is read once.
var china = sync.OnceValue(func() *Calendar {
	const firstWholeYear = 2002
	days := map[Date]Day{}
	var years []int
	for year := firstWholeYear; ; year++ {
		table := HolidayUtil.GetHolidaysByYear(year)
		if table.Len() == 0 {
			return NewCalendar("CN", days, years)
		}
		years = append(years, year)
		for e := table.Front(); e != nil; e = e.Next() {
			holiday := e.Value.(*HolidayUtil.Holiday)
			if date, err := ParseDate(holiday.GetDay()); err == nil {
				days[date] = Day{Off: !holiday.IsWork(), Name: chineseHoliday(holiday.GetName())}
			}
		}
	}
})

// chineseHoliday returns the names of a holiday of the table by language.
func chineseHoliday(name string) map[string]string {
	if spoken, ok := chineseHolidays[name]; ok {
		return map[string]string{"zh-CN": spoken[0], "en-US": spoken[1]}
	}
	return map[string]string{"zh-CN": name, "en-US": "a public holiday"}
}

var chineseHolidays = map[string][2]string{
	"元旦节":   {"元旦", "New Year's Day"},
	"春节":    {"春节", "Spring Festival"},
	"清明节":   {"清明节", "Qingming Festival"},
	"劳动节":   {"劳动节", "Labour Day"},
	"端午节":   {"端午节", "Dragon Boat Festival"},
	"中秋节":   {"中秋节", "Mid-Autumn Festival"},
	"国庆节":   {"国庆节", "National Day"},
	"国庆中秋":  {"国庆节和中秋节", "National Day and Mid-Autumn Festival"},
	"抗战胜利日": {"抗战胜利纪念日", "Victory Day"},
}
