package check_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/okpay"
)

// large returns a sound menu of that many nodes: menus of five choices that lead to more of them, and
// announcements at the end.
func large(t testing.TB, nodes int) fstest.MapFS {
	files := files(t)
	main := string(files["menu.yaml"].Data)
	var include strings.Builder
	const each = 500
	for part := 0; part*each < nodes; part++ {
		var b strings.Builder
		b.WriteString("nodes:\n")
		for i := part * each; i < min((part+1)*each, nodes); i++ {
			writeNode(&b, i, nodes)
		}
		name := fmt.Sprintf("part%d.yaml", part)
		include.WriteString(", " + name)
		files[name] = &fstest.MapFile{Data: []byte(b.String())}
	}
	main = strings.Replace(main, "include: [words.yaml, case.yaml]", "include: [words.yaml, case.yaml"+include.String()+"]", 1)
	main = strings.Replace(main, "go: typed }", "go: n0 }\n        - { for: { zh-CN: 输入, en-US: typing }, go: typed }", 1)
	files["menu.yaml"] = &fstest.MapFile{Data: []byte(main)}
	return files
}

func writeNode(b *strings.Builder, i, nodes int) {
	if 5*i+1 >= nodes {
		fmt.Fprintf(b, "  n%d:\n    say: { text: { zh-CN: 这是第%d条说明。, en-US: This is note %d. } }\n    go: to_person\n", i, i, i)
		return
	}
	fmt.Fprintf(b, "  n%d:\n    menu:\n      choices:\n", i)
	for c := 5*i + 1; c <= 5*i+5 && c < nodes; c++ {
		fmt.Fprintf(b, "        - { for: { zh-CN: 第%d项, en-US: topic %d }, go: n%d }\n", c, c, c)
	}
}

func TestALargeMenuIsWalkedWhole(t *testing.T) {
	t.Parallel()
	m, err := menus.Load(large(t, 1500))
	require.NoError(t, err)
	require.Empty(t, texts(check.Check(m, spring)))
}

func BenchmarkLoad10000(b *testing.B) {
	folder := large(b, 10_000)
	for b.Loop() {
		_, err := menus.Load(folder)
		require.NoError(b, err)
	}
}

func BenchmarkProve10000(b *testing.B) {
	m, err := menus.Load(large(b, 10_000))
	require.NoError(b, err)
	for b.Loop() {
		check.Prove(m, spring, check.Options{WorstCases: true})
	}
}

func BenchmarkBrief10000(b *testing.B) {
	m, err := menus.Load(large(b, 10_000))
	require.NoError(b, err)
	for b.Loop() {
		check.Prove(m, spring, check.Options{})
	}
}

func BenchmarkProveOKPAY(b *testing.B) {
	m, err := menus.Load(okpay.FS)
	require.NoError(b, err)
	for b.Loop() {
		check.Prove(m, spring, check.Options{WorstCases: true})
	}
}
