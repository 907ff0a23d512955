package mutation_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/cmd/hotline/mutation"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/menutest"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/menus/starter"
)

// shop is the starter's menu with other choices: two callbacks that differ by nothing
// that callers hear, and two ways to words that are nearly the same.
func shop(t *testing.T) *menus.Menu {
	t.Helper()
	files := menutest.Files(t, starter.FS)
	text := string(files["menu.yaml"].Data)
	before, rest, found := strings.Cut(text, "      choices:\n        - for: { zh-CN: 查询营业时间")
	require.True(t, found)
	_, after, found := strings.Cut(rest, "      also:\n")
	require.True(t, found)
	files["menu.yaml"].Data = []byte(before + shopChoices + "      also:\n" + after + shopNodes)
	return menutest.Load(t, files)
}

const shopChoices = `      choices:
        - { for: { zh-CN: 查快递, en-US: your parcel }, go: parcel }
        - { for: { zh-CN: 营业时间, en-US: our opening hours }, go: opening_hours }
        - { for: { zh-CN: 请门店回电, en-US: a call back from the shop }, go: shop_callback }
        - { for: { zh-CN: 请仓库回电, en-US: a call back from the stock }, go: stock_callback }
        - { for: { zh-CN: 其他, en-US: anything else }, go: silent_way }
`

const shopNodes = `
  parcel: { say: { text: { zh-CN: 您的快递明天送到。, en-US: Your parcel comes tomorrow. } }, go: anything_else }
  parcel_late: { say: { text: { zh-CN: 您的快递后天送到。, en-US: Your parcel comes late. } }, go: anything_else }
  parcel_way: { say: { text: { zh-CN: 请稍等。, en-US: One moment. } }, go: parcel_late }
  shop_callback: { callback: { department: shop }, on: { done: callback_noted, withheld: general_message, failed: parcel_way } }
  stock_callback: { callback: { department: stock }, on: { done: callback_noted, withheld: general_message, failed: parcel_way } }
  silent_way: { hours: { line: support }, on: { open: opening_hours, closed: opening_hours } }
`

func mutantsOf(t *testing.T, menu *menus.Menu, node, exit string) []mutation.Mutant {
	t.Helper()
	m, err := mutation.New(menu)
	require.NoError(t, err)
	return m.Mutants(node, exit)
}

func TestTheHardestToTellComesFirst(t *testing.T) {
	t.Parallel()
	list := mutantsOf(t, shop(t), "main", "1")
	require.NotEmpty(t, list)
	require.Equal(t, mutation.Mutant{Node: "main", Exit: "1", Right: "parcel", To: "parcel_late"}, list[0])
}

func TestNodesThatSoundAlikeAreNotPutForOneAnother(t *testing.T) {
	t.Parallel()
	menu := shop(t)
	m, err := mutation.New(menu)
	require.NoError(t, err)
	require.Equal(t, [][]string{{"shop_callback", "stock_callback"}}, m.Twins(), "their departments callers do not hear")
	for _, mutant := range m.Mutants("main", "3") {
		require.NotEqual(t, "stock_callback", mutant.To)
	}
	for _, mutant := range m.Mutants("main", "2") {
		require.NotEqual(t, "silent_way", mutant.To, "it leads to where the exit leads, and says nothing itself")
	}
}

func TestAMutantChangesOneExitOfItsOwnMenu(t *testing.T) {
	t.Parallel()
	menu := shop(t)
	m, err := mutation.New(menu)
	require.NoError(t, err)
	mutant := m.Mutants("main", "1")[0]
	wrong := m.Lead(mutant)
	require.Equal(t, mutant.To, wrong.Tree.Nodes["main"].Exits["1"])
	require.Equal(t, "parcel", menu.Tree.Nodes["main"].Exits["1"])
	require.Equal(t, menu.Tree.Nodes["main"].Exits["2"], wrong.Tree.Nodes["main"].Exits["2"])
	require.Equal(t, menu.Tree.Revision, wrong.Tree.Revision)
}

// Whatever exit is led elsewhere, it is led to other nodes, to each once, and always to
// the same ones.
func TestMutants(t *testing.T) {
	t.Parallel()
	for _, files := range []func() (*menus.Menu, error){
		func() (*menus.Menu, error) { return menus.Load(okpay.FS) },
		func() (*menus.Menu, error) { return menus.Load(starter.FS) },
	} {
		menu, err := files()
		require.NoError(t, err)
		first, err := mutation.New(menu)
		require.NoError(t, err)
		second, err := mutation.New(menu)
		require.NoError(t, err)
		rapid.Check(t, func(t *rapid.T) {
			node := rapid.SampledFrom(sorted(menu.Tree.Nodes)).Draw(t, "node")
			exits := sorted(menu.Tree.Nodes[node].Exits)
			if len(exits) == 0 {
				return
			}
			exit := rapid.SampledFrom(exits).Draw(t, "exit")
			list := first.Mutants(node, exit)
			require.Equal(t, list, second.Mutants(node, exit))
			led := map[string]bool{}
			for _, mutant := range list {
				require.NotEqual(t, menu.Tree.Nodes[node].Exits[exit], mutant.To)
				require.Contains(t, menu.Tree.Nodes, mutant.To)
				require.False(t, led[mutant.To])
				led[mutant.To] = true
			}
		})
	}
}

func sorted[T string | ivr.TreeNode](m map[string]T) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
