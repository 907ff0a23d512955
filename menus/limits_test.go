package menus_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/okpay/hotline/menus"
	"github.com/stretchr/testify/require"
)

// refused is the longest time that refusing an oversized menu may take: it catches quadratic growth,
// and is no benchmark.
const refused = 10 * time.Second

func TestLimits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, content, want string
	}{
		{"bytes", "# " + strings.Repeat("x", 256<<10), "case.yaml:1:1: is larger than 256 KB; split it and include the parts"},
		{"depth", "nodes: " + strings.Repeat("[", 10000), "case.yaml:1:48: is not YAML: "},
		{"nodes", manyNodes(25_000), "is larger than 256 KB; split it and include the parts"},
		{"files", manyFiles(70), "a menu has at most 64 files; put some together"},
		{"bomb", bomb(20), "stands for something written elsewhere; write it out here"},
		{"encoding", "nodes: {}\n# \xc4\xe3\n", "case.yaml:2:3: is not UTF-8 here; save the file as UTF-8"},
		{"control character", "nodes: {}\n# \x07\n", "case.yaml:2:3: a control character; delete it"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			files := base(t)
			files["case.yaml"] = &fstest.MapFile{Data: []byte(tt.content)}
			for i := range 70 {
				files[fmt.Sprintf("f%d.yaml", i)] = &fstest.MapFile{Data: []byte("nodes: {}\n")}
			}
			began := time.Now()
			_, err := menus.Load(files)
			require.ErrorContains(t, err, tt.want)
			require.Less(t, time.Since(began), refused)
		})
	}
}

func manyNodes(n int) string {
	var b strings.Builder
	b.WriteString("nodes:\n  subject: { language: {}, go: n0 }\n")
	for i := range n - 1 {
		fmt.Fprintf(&b, "  n%d: {language: {}, go: n%d}\n", i, i+1)
	}
	fmt.Fprintf(&b, "  n%d: { language: {}, go: goodbye }\n", n-1)
	return b.String()
}

func manyFiles(n int) string {
	var b strings.Builder
	b.WriteString("include:\n")
	for i := range n {
		fmt.Fprintf(&b, "  - f%d.yaml\n", i)
	}
	return b.String()
}

// bomb returns YAML that doubles in size with every line.
func bomb(lines int) string {
	var b strings.Builder
	b.WriteString("a0: &a0 [x, x]\n")
	for i := range lines {
		fmt.Fprintf(&b, "a%d: &a%d [*a%d, *a%d]\n", i+1, i+1, i, i)
	}
	fmt.Fprintf(&b, "include: *a%d\n", lines)
	return b.String()
}
