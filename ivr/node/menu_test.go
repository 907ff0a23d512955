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
	require.Contains(t, g.Hints, "退款")
	require.Equal(t, "en-US", g.Prompt[2].(ivr.Say).Language, "English is offered in English")
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
