package speech_test

import (
	"fmt"
	"time"

	"github.com/okpay/hotline/ivr/speech"

	"github.com/okpay/hotline/ivr"
)

func ExampleMoney() {
	fmt.Println(speech.Money("zh-CN", ivr.Money{Minor: 12850, Currency: "CNY"}))
	fmt.Println(speech.Money("en-US", ivr.Money{Minor: 12850, Currency: "CNY"}))
	fmt.Println(speech.Money("en-US", ivr.Money{Minor: 12850, Currency: "USD"}))
	// Output:
	// 一百二十八元五角
	// 128.50 yuan
	// 128 dollars and 50 cents
}

func ExampleCount() {
	transaction := speech.Noun{Measure: "笔", One: "transaction", Other: "transactions"}
	fmt.Println(speech.Count("zh-CN", 2, transaction), speech.Count("zh-CN", 22, transaction))
	fmt.Println(speech.Count("en-US", 1, transaction))
	// Output:
	// 两笔 二十二笔
	// 1 transaction
}

func ExampleLastFour() {
	fmt.Println(speech.LastFour("zh-CN", "000000001234"))
	fmt.Println(speech.LastFour("en-US", "000000001234"))
	// Output:
	// 尾号幺二三四
	// ending in 1 2 3 4
}

func ExampleMoment() {
	now := time.Date(2026, time.November, 23, 20, 0, 0, 0, time.UTC)
	opens := time.Date(2026, time.November, 24, 9, 0, 0, 0, time.UTC)
	fmt.Println(speech.Moment("zh-CN", opens, now))
	fmt.Println(speech.Moment("en-US", opens, now))
	// Output:
	// 明天上午九点
	// tomorrow at 9 a.m.
}

func ExampleDuration() {
	fmt.Println(speech.Duration("zh-CN", 90*time.Minute))
	fmt.Println(speech.Duration("en-US", 90*time.Minute))
	// Output:
	// 一小时三十分钟
	// 1 hour 30 minutes
}
