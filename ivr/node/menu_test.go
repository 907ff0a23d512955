package node_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

func mainMenu() *node.Menu {
	return &node.Menu{
		Choices: []node.Choice{
			{For: ivr.Text{"zh-CN": "遇到诈骗", "en-US": "to report fraud"}, Go: "x", Hear: ivr.Words{"zh-CN": {"诈骗", "被骗"}, "en-US": {"fraud"}}},
			{For: ivr.Text{"zh-CN": "查询退款", "en-US": "the status of a refund"}, Go: "x", Hear: ivr.Words{"zh-CN": {"退款", "退钱"}, "en-US": {"refund"}}},
		},
		Also: []node.Choice{{For: ivr.Text{"zh-CN": "中文服务", "en-US": "English"}, Go: "x", Key: "9", Speak: "other"}},
	}
}

func TestMenuMakesItsPromptFromItsChoices(t *testing.T) {
	t.Parallel()
	c := at(t, mainMenu()).starts()
	require.Equal(t, "<press 遇到诈骗 遇到诈骗 1> <press 查询退款 查询退款 2> <press for English For English 9>", c.hears())
	g := c.gather()
	require.Equal(t, 1, g.Digits)
	require.Empty(t, g.Finish, "# is a key of its own")
	require.Equal(t, "cmn-Hans-CN", g.Hear)
	require.Contains(t, g.Hints.Words(), "退款")
	require.Equal(t, "en-US", g.Prompt[2].(ivr.Say).Language, "English is offered in English")
}

func TestMenuOffersAnotherLanguageRightAfterTheFirstWordsOfTheCall(t *testing.T) {
	t.Parallel()
	c := at(t, mainMenu())
	c.tree.Nodes["welcome"] = ivr.TreeNode{Node: &node.Say{Text: text("welcome")}, Exits: map[string]string{"done": "notice"}}
	c.tree.Nodes["notice"] = ivr.TreeNode{Node: &node.Say{Text: text("notice")}, Exits: map[string]string{"done": "node"}}
	c.tree.Fallback = "welcome"
	c.as(func(call *ivr.Call) { call.Step = 0 })
	first := c.hears()
	require.Equal(t, "welcome <press for English For English 9> notice <press 遇到诈骗 遇到诈骗 1> <press 查询退款 查询退款 2>", first)
	require.Equal(t, "en-US", c.gather().Prompt[1].(ivr.Say).Language)
	require.Equal(t, first, c.presses("*").hears(), "again is the same again")
	require.Contains(t, c.silent().hears(), "<press_short 查询退款 查询退款 2> <press_short for English For English 9>", "later it is said last")
	c.presses("9").left("9")
}

func TestMenuHearsNumbersAsKeys(t *testing.T) {
	t.Parallel()
	for _, heard := range []struct{ language, words, exit string }{
		{"zh-CN", "二", "2"}, {"zh-CN", "2", "2"}, {"zh-CN", "２。", "2"}, {"zh-CN", "两", "2"}, {"zh-CN", "按二", "2"}, {"zh-CN", "选二。", "2"},
		{"zh-CN", "二号", "2"}, {"zh-CN", "第二个", "2"}, {"zh-CN", "请按2", "2"}, {"zh-CN", "按 2 键", "2"}, {"zh-CN", "我选二", "2"},
		{"zh-CN", "一", "1"}, {"zh-CN", "幺", "1"}, {"zh-CN", "九", "9"}, {"zh-CN", "零", "person"}, {"zh-CN", "按零", "person"}, {"zh-CN", "零零零", "person"}, {"zh-CN", "000", "person"},
		{"en-US", "two", "2"}, {"en-US", "2", "2"}, {"en-US", "Press two.", "2"}, {"en-US", "option two", "2"}, {"en-US", "number 2, please", "2"},
		{"en-US", "One", "1"}, {"en-US", "nine", "9"}, {"en-US", "zero", "person"}, {"en-US", "press zero", "person"},
	} {
		at(t, mainMenu()).as(func(c *ivr.Call) { c.Language = heard.language }).says(heard.words, 0.9).left(heard.exit)
	}
	for _, heard := range []struct{ language, words string }{
		{"zh-CN", "二百块"}, {"zh-CN", "五"}, {"zh-CN", "十二"}, {"zh-CN", "按"}, {"zh-CN", "two"}, {"en-US", "twofold"}, {"en-US", "twenty two"}, {"en-US", "press"}, {"en-US", "二"},
	} {
		c := at(t, mainMenu()).as(func(c *ivr.Call) { c.Language = heard.language }).says(heard.words, 0.9)
		require.Contains(t, c.hears(), "<no_match>", heard.words)
	}
	c := at(t, mainMenu()).starts()
	require.Subset(t, c.gather().Hints.Words(), []string{"一", "二", "九", "零"})
	require.Equal(t, c.hears(), c.says("星号", 0.9).hears())
	require.Equal(t, "<confirm 查询退款 查询退款>", at(t, mainMenu()).starts().says("二", 0.3).hears(), "a number that was unclear is asked back")
	at(t, mainMenu()).starts().says("退款", 0.3).says("一", 0.9).left("2")
}

func TestMenuKeys(t *testing.T) {
	t.Parallel()
	for key, exit := range map[string]string{"1": "1", "2": "2", "9": "9", "0": "person", "000": "person"} {
		at(t, mainMenu()).starts().presses(key).left(exit)
	}
	c := at(t, mainMenu()).starts()
	require.Equal(t, c.hears(), c.presses("*").hears())
}

func TestMenuSilence(t *testing.T) {
	t.Parallel()
	c := at(t, mainMenu()).starts()
	require.Contains(t, c.silent().hears(), "<no_input> <press_short", "first shorter")
	require.Contains(t, c.silent().hears(), "<keys>", "then with all the keys")
	c.silent().left("no_input")
}

func TestMenuWrongKeys(t *testing.T) {
	t.Parallel()
	c := at(t, mainMenu()).starts()
	require.Contains(t, c.presses("5").hears(), "<no_match> <press_short")
	require.Contains(t, c.presses("7").hears(), "<keys>")
	c.presses("3").left("no_match")
}

func TestMenuRepeatsInFullAfterAShorterPrompt(t *testing.T) {
	t.Parallel()
	c := at(t, mainMenu()).starts()
	first := c.hears()
	require.Equal(t, first, c.silent().presses("*").hears())
}

func TestMenuHearsChoices(t *testing.T) {
	t.Parallel()
	for _, heard := range []struct {
		words string
		exit  string
	}{
		{"我要退款", "2"}, {"我被骗了。", "1"}, {"人工", "person"},
	} {
		at(t, mainMenu()).starts().says(heard.words, 0.9).left(heard.exit)
	}
}

func TestMenuAsksBackOnceWhenUnsure(t *testing.T) {
	t.Parallel()
	c := at(t, mainMenu()).starts().says("退款", 0.3)
	require.Equal(t, "<confirm 查询退款 查询退款>", c.hears())
	c.presses("1").left("2")

	c = at(t, mainMenu()).starts().says("退款被骗", 0.9)
	require.Contains(t, c.hears(), "<confirm", "two choices were named")
	require.Contains(t, c.says("不是", 0.9).hears(), "<press ", "no: the choices again")
	require.Contains(t, c.says("退款", 0.3).hears(), "<no_match>", "asked back once, not twice")
}

func TestMenuMatchesWholeEnglishWords(t *testing.T) {
	t.Parallel()
	english := func(c *ivr.Call) { c.Language = "en-US" }
	at(t, mainMenu()).as(english).says("I want a refund, please.", 0.8).left("2")
	c := at(t, mainMenu()).as(english).says("refunded defrauded", 0.8)
	require.Contains(t, c.hears(), "<no_match>")
}

func TestMenuChoiceSetsValues(t *testing.T) {
	t.Parallel()
	m := &node.Menu{Choices: []node.Choice{{For: text("x"), Go: "x", Set: map[string]string{"period": "30d"}}}}
	c := at(t, m).starts().presses("1")
	require.Equal(t, "30d", c.state.Values["period"].Text.Reveal())
}

func TestMenuSettingsThatCannotStand(t *testing.T) {
	t.Parallel()
	require.NotEmpty(t, (&node.Menu{}).Bind(node.Env{}))
	six := &node.Menu{Choices: make([]node.Choice, 6)}
	require.NotEmpty(t, six.Bind(node.Env{}))
	require.NotEmpty(t, (&node.Menu{Choices: make([]node.Choice, 1), Also: []node.Choice{{Key: "3"}}}).Bind(node.Env{}))
}
