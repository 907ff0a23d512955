package hours_test

import (
	"fmt"
	"time"
	_ "time/tzdata"

	"github.com/okpay/hotline/ivr/hours"
)

// A schedule in Shanghai, on the evening before National Day.
func ExampleSchedule_At() {
	shanghai, _ := time.LoadLocation("Asia/Shanghai")
	nineToSix, _ := hours.ParseSpans("09:00-18:00")
	days, _ := hours.ParseDays("mon-fri")
	support := hours.Schedule{Name: "support", Location: shanghai, Calendar: hours.China(), Makeup: true}
	for _, day := range days {
		support.Week[day] = nineToSix
	}

	at := time.Date(2026, time.October, 1, 10, 0, 0, 0, shanghai)
	status := support.At(at)
	fmt.Println(status.Open, status.Reason, status.Name["en-US"])
	fmt.Println(status.Until)
	// Output:
	// false holiday National Day
	// 2026-10-08 09:00:00 +0800 CST
}

// The last day of "one to five working days" from the eve of National Day.
func ExampleCalendar_AddWorkingDays() {
	eve := hours.Date{Year: 2026, Month: time.September, Day: 30}
	fmt.Println(hours.China().AddWorkingDays(eve, 5))
	// Output: 2026-10-13
}
