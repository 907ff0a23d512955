package menus_test

import (
	"io/fs"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/menutest"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/menus/starter"
)

// started returns the starter with some text of its main file replaced.
func started(t *testing.T, from, to string) *menus.Menu {
	t.Helper()
	return menutest.Load(t, menutest.ReplaceIn(t, menutest.Files(t, starter.FS), menus.Main, from, to))
}

func TestATextInTheOtherLanguage(t *testing.T) {
	t.Parallel()
	const from = "zh-CN: 我们工作日上午九点到下午六点营业。"
	for text, want := range map[string]string{
		"zh-CN: We are open from nine to six.":   `the text for zh-CN holds no Chinese: "We are open from nine to six."`,
		"zh-CN: Goodbye.":                        `the text for zh-CN holds no Chinese: "Goodbye."`,
		"zh-CN: our hours":                       `the text for zh-CN holds no Chinese: "our hours"`,
		"zh-CN: OKPAY":                           "",
		"zh-CN: OKPAY 9:00-18:00":                "",
		"zh-CN: \"https://okpay.example/hours\"": "",
		"zh-CN: 详见 okpay.com。":                   "",
	} {
		doubts := started(t, from, text).OtherLanguages()
		if want == "" {
			require.Empty(t, doubts, text)
			continue
		}
		require.Len(t, doubts, 1, text)
		require.Equal(t, want, doubts[0].Text)
		require.Equal(t, "opening_hours", doubts[0].Node)
		require.Equal(t, "menu.yaml:75:16", doubts[0].Position.String())
	}
	doubts := started(t, "en-US: We are open from 9 a.m. to 6 p.m. on working days.", "en-US: 我们九点营业。").OtherLanguages()
	require.Len(t, doubts, 1)
	require.Equal(t, `the text for en-US holds Chinese: "我们九点营业。"`, doubts[0].Text)
}

func TestATextThatNamesAKey(t *testing.T) {
	t.Parallel()
	const say, ask = "zh-CN: 您好，这里是青山客服热线。随时按 0，由人工为您服务。", "zh-CN: 还有别的可以帮您吗？"
	for _, tt := range []struct{ from, to, key string }{
		{say, "zh-CN: 您好，销售请按 5。", "5"},
		{say, "zh-CN: 您好，销售请按5键。", "5"},
		{say, "zh-CN: 您好，查询请按 1，人工请按 2，英文请按 9。", ""},
		{say, "zh-CN: 您好，请拨打 110。", ""},
		{ask, "zh-CN: 按 2 结束，按 0 转人工，按 3 留言。", "3"},
		{"en-US: Is there anything else?", `en-US: "For sales, press 5."`, "5"},
		{"en-US: Is there anything else?", `en-US: "For sales, press four."`, "4"},
		{"en-US: Is there anything else?", `en-US: "Press one of the keys."`, ""},
	} {
		doubts := started(t, tt.from, tt.to).UnknownKeys()
		if tt.key == "" {
			require.Empty(t, doubts, tt.to)
			continue
		}
		require.Len(t, doubts, 1, tt.to)
		require.Contains(t, doubts[0].Text, "names key "+tt.key+", which means nothing there: ")
	}
}

// The menus that ship raise no doubts.
func TestNoDoubtsWithoutReason(t *testing.T) {
	t.Parallel()
	for _, folder := range []fs.FS{okpay.FS, starter.FS} {
		m, err := menus.Load(folder)
		require.NoError(t, err)
		require.Empty(t, m.OtherLanguages())
		require.Empty(t, m.UnknownKeys())
	}
}
