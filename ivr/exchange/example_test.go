package exchange_test

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/okpay/hotline/ivr/exchange"
	"github.com/okpay/hotline/ivr/exchange/sched"
)

// Example plays a call of twenty seconds in less than a millisecond.
func Example() {
	service := pages(map[string]string{
		"/voice":  `<Gather numDigits="1" action="/menu"><Say>For refunds, press 1.</Say></Gather>`,
		"/menu":   `<Say>A refund takes five days.</Say><Pause length="15"/><Say>Goodbye.</Say>`,
		"/status": ``,
	})
	x := exchange.New(exchange.Config{
		VoiceURL: "https://hotline.test/voice",
		Client:   &http.Client{Transport: service},
		Clock:    sched.NewVirtualClock(time.Date(2026, 10, 12, 9, 0, 0, 0, time.UTC)),
		IDs:      exchange.Seed(1),
	})
	call, err := x.Call(context.Background(), "+8613800000001", "+864000000000",
		&exchange.Script{Groups: []string{"1"}, Think: time.Second})
	if err != nil {
		fmt.Println(err)
	}
	for _, e := range call.Events() {
		if e.Kind == exchange.Said || e.Kind == exchange.Pressed {
			fmt.Println(e.At.Format(time.TimeOnly), e.Kind, e.Text+e.Keys)
		}
	}
	fmt.Println(call.Status(), call.Duration().Round(time.Second))
	// Output:
	// 09:00:00 said For refunds, press 1.
	// 09:00:02 pressed 1
	// 09:00:02 said A refund takes five days.
	// 09:00:19 said Goodbye.
	// completed 20s
}
