package studio

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPromptsAreReadAsPeopleHearThem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]prompt{
		"Welcome to Lamps. For sales, press 1. For repairs, press 2. Press 4 to leave a message.": {"Welcome to Lamps.", map[string]string{"1": "sales", "2": "repairs", "4": "to leave a message"}},
		"Hello, press 1 for sales, or say sales. To reach support, press 2 or say support.":       {"Hello", map[string]string{"1": "sales", "2": "to reach support"}},
		"Press 1 for a call back, 2 to leave a voicemail, or 3 to wait for the next agent.":       {"", map[string]string{"1": "a call back", "2": "to leave a voicemail", "3": "to wait for the next agent"}},
		"Press 1 or say lamps for lamps and shades. Press 0 at anytime to speak to us.":           {"", map[string]string{"1": "lamps and shades", "0": "to speak to us"}},
		"For sales press one, for repairs press two.":                                             {"", map[string]string{"1": "sales", "2": "repairs"}},
		"Press 2 for a repair - this is NOT for new lamps":                                        {"", map[string]string{"2": "a repair"}},
		"Press 1 to Sales or 2 to Services":                                                       {"", map[string]string{"1": "to Sales", "2": "to Services"}},
		"If you know the extension, press 1. We are open Monday, 9 to 5.":                         {"We are open Monday, 9 to 5.", map[string]string{"1": ""}},
		"Thank you for calling, where lamps meet light. All others, please press 2.":              {"Thank you for calling, where lamps meet light.", map[string]string{"2": "All others"}},
		"欢迎致电灯具店。购买请按1，维修请按2。":                                                                    {"欢迎致电灯具店。", map[string]string{"1": "购买", "2": "维修"}},
		"您好，请听好，按1查询订单，按2转人工。":                                                                    {"您好，请听好", map[string]string{"1": "查询订单", "2": "转人工"}},
		"查询余额，请按一；挂失，请按二号键。":                                                                      {"", map[string]string{"1": "查询余额", "2": "挂失"}},
		"如需人工服务请按 0 键":                                                                            {"", map[string]string{"0": "人工服务"}},
		"What is your name?":                                                                      {"What is your name?", map[string]string{}},
		"":                                                                                        {"", map[string]string{}},
	} {
		require.Equal(t, want, readPrompt(text), text)
	}
}
