package speech

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr"
)

func TestMoney(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		minor    int64
		currency string
		zh, en   string
	}{
		{12850, "CNY", "一百二十八元五角", "128.50 yuan"},
		{12856, "CNY", "一百二十八元五角六分", "128.56 yuan"},
		{300506, "CNY", "三千零五元零六分", "3,005.06 yuan"},
		{12800, "CNY", "一百二十八元", "128 yuan"},
		{200, "CNY", "两元", "2 yuan"},
		{222, "CNY", "两元两角二分", "2.22 yuan"},
		{202, "CNY", "两元零二分", "2.02 yuan"},
		{20, "CNY", "两角", "0.20 yuan"},
		{2, "CNY", "两分", "0.02 yuan"},
		{1200, "CNY", "十二元", "12 yuan"},
		{100, "CNY", "一元", "1 yuan"},
		{0, "CNY", "零元", "0 yuan"},
		{-12850, "CNY", "负一百二十八元五角", "minus 128.50 yuan"},
		{2000000, "CNY", "两万元", "20,000 yuan"},
		{12850, "USD", "一百二十八美元五十美分", "128 dollars and 50 cents"},
		{100, "USD", "一美元", "1 dollar"},
		{101, "USD", "一美元一美分", "1 dollar and 1 cent"},
		{2, "USD", "两美分", "2 cents"},
		{0, "USD", "零美元", "0 dollars"},
		{101, "GBP", "一英镑一便士", "1 pound and 1 penny"},
		{505, "EUR", "五欧元五欧分", "5 euros and 5 cents"},
		{1500, "JPY", "一千五百日元", "1,500 yen"},
		{12850, "HKD", "一百二十八点五港元", "128.50 Hong Kong dollars"},
		{100, "HKD", "一港元", "1 Hong Kong dollar"},
		{250, "HKD", "二点五港元", "2.50 Hong Kong dollars"},
		{1250, "KWD", "一点二五科威特第纳尔", "1.250 Kuwaiti dinars"},
		{5, "KWD", "零点零零五科威特第纳尔", "0.005 Kuwaiti dinars"},
		{12805, "XYZ", "一百二十八点零五 X Y Z", "128.05 X Y Z"},
	} {
		require.Equal(t, c.zh, Money("zh-CN", ivr.Money{Minor: c.minor, Currency: c.currency}))
		require.Equal(t, c.en, Money("en-US", ivr.Money{Minor: c.minor, Currency: c.currency}))
	}
}

func TestMoneyIsUnderstood(t *testing.T) {
	t.Parallel()
	const most = 1_000_000_000_000_000
	rapid.Check(t, func(t *rapid.T) {
		r := reader{t}
		currency := rapid.SampledFrom([]string{"CNY", "USD", "EUR", "GBP", "JPY", "HKD", "KWD"}).Draw(t, "currency")
		minor := rapid.OneOf(rapid.Int64Range(-most, most), rapid.Int64Range(-9999, 9999)).Draw(t, "minor")
		mandarin := func(said string) uint64 { return r.mandarin(said, currency) }
		if currency == "CNY" {
			mandarin = r.yuan
		}
		english := func(said string) uint64 { return r.amount(said, currency) }
		require.Equal(t, minor, signed(Money("zh-CN", ivr.Money{Minor: minor, Currency: currency}), "负", mandarin))
		require.Equal(t, minor, signed(Money("en-US", ivr.Money{Minor: minor, Currency: currency}), "minus ", english))
	})
}

func TestEveryNameOfACurrencyIsWhole(t *testing.T) {
	t.Parallel()
	for code, name := range names {
		require.NotEmpty(t, name.zh, code)
		require.NotEmpty(t, name.one, code)
		require.NotEmpty(t, name.other, code)
		require.Equal(t, name.zhMinor == "", name.minors == "", code)
		require.Equal(t, name.oneMinor == "", name.minors == "", code)
	}
}
