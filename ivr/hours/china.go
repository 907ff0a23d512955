package hours

import (
	"sync"

	"github.com/6tail/lunar-go/HolidayUtil"
)

// firstYear is the first whose notice is of interest.
const firstYear = 2011

// China is the official calendar of the State Council's notices, for the years
// that the built-in table has. The table is read once.
var China = sync.OnceValue(func() *Calendar {
	days, years := map[Date]Day{}, []int(nil)
	for year := firstYear; ; year++ {
		list := HolidayUtil.GetHolidaysByYear(year)
		if list.Len() == 0 {
			return NewCalendar("CN", days, years)
		}
		years = append(years, year)
		for e := list.Front(); e != nil; e = e.Next() {
			if h, ok := e.Value.(*HolidayUtil.Holiday); ok {
				addHoliday(days, h)
			}
		}
	}
})

func addHoliday(days map[Date]Day, h *HolidayUtil.Holiday) {
	date, err := ParseDate(h.GetDay())
	if err != nil {
		return // the table writes days as ParseDate reads them; a test counts them
	}
	days[date] = Day{Off: !h.IsWork(), Name: map[string]string{"zh-CN": h.GetName(), "en-US": english[h.GetName()]}}
}

var english = map[string]string{
	"元旦节": "New Year's Day", "春节": "Spring Festival", "清明节": "Qingming Festival", "劳动节": "Labour Day",
	"端午节": "Dragon Boat Festival", "中秋节": "Mid-Autumn Festival", "国庆节": "National Day",
	"国庆中秋": "National Day and Mid-Autumn Festival", "抗战胜利日": "Victory Day",
}
