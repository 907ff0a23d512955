package fault

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// The points at which the store of the pointed program can be killed, failed and held up;
// see testdata/point.
const (
	atRead    = "read"
	atWrite   = "write"
	atWritten = "written"
)

const pointPackage = "github.com/okpay/hotline/cmd/hotline/fault/point"

// patches are where the store passes its points: each text must be in its file once.
var patches = []struct{ file, before, after string }{
	{
		"store/bolt/store.go", "return guard(func() error { return s.db.View(fn) })",
		"if err := point.At(point.Read); err != nil {\nreturn err\n}\nreturn guard(func() error { return s.db.View(fn) })",
	},
	{
		"store/bolt/writer.go", "return guard(func() error {\n\t\treturn s.db.Update(",
		"if err := point.At(point.Write); err != nil {\nreturn err\n}\ndefer func() { _ = point.At(point.Written) }()\nreturn guard(func() error {\n\t\treturn s.db.Update(",
	},
}

// pointed builds the program with the points in its store, once.
var pointed = sync.OnceValues(func() (string, error) {
	dir := filepath.Dir(program)
	build, err := presentOverlay()
	if err != nil {
		return "", err
	}
	build.Replace[filepath.Join(root, "cmd/hotline/fault/point/point.go")] = filepath.Join(root, "cmd/hotline/fault/testdata/point/point.go")
	for i, p := range patches {
		source, err := build.source(filepath.Join(root, p.file))
		if err != nil {
			return "", err
		}
		if n := strings.Count(string(source), p.before); n != 1 {
			return "", fmt.Errorf("%s has %q %d times: the store passes its points elsewhere now", p.file, p.before, n)
		}
		text := strings.Replace(string(source), p.before, p.after, 1)
		text = strings.Replace(text, "import (", "import (\n\t\""+pointPackage+"\"", 1)
		to := filepath.Join(dir, fmt.Sprint("patched", i, ".go"))
		if err := os.WriteFile(to, []byte(text), 0o600); err != nil {
			return "", err
		}
		build.Replace[filepath.Join(root, p.file)] = to
	}
	content, err := json.Marshal(build)
	if err != nil {
		return "", err
	}
	list, built := filepath.Join(dir, "overlay.json"), filepath.Join(dir, "pointed")
	if err := os.WriteFile(list, content, 0o600); err != nil {
		return "", err
	}
	out, err := exec.Command("go", "build", "-overlay", list, "-o", built, "github.com/okpay/hotline/cmd/hotline").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building the program with points: %w\n%s", err, out)
	}
	return built, nil
})

// newPointedSite is a site of the program with points.
func newPointedSite(t *testing.T, settings ...string) *site {
	t.Helper()
	s := newSite(t, settings...)
	built, err := pointed()
	require.NoError(t, err)
	s.program = built
	s.env = append(s.env, "HOTLINE_POINTS="+s.points())
	return s
}

func (s *site) points() string { return filepath.Join(s.dir, "points") }

// order has something happen at a point of the running process, and gives how often each
// was passed since the order before.
func (s *site) order(words ...any) map[string]int {
	s.t.Helper()
	conn, err := net.Dial("unix", s.points())
	require.NoError(s.t, err)
	defer func() { _ = conn.Close() }()
	_, err = fmt.Fprintln(conn, words...)
	require.NoError(s.t, err)
	line, err := bufio.NewReader(conn).ReadString('\n')
	require.NoError(s.t, err)
	passed := map[string]int{}
	for _, word := range strings.Fields(line) {
		point, times, _ := strings.Cut(word, "=")
		passed[point], err = strconv.Atoi(times)
		require.NoError(s.t, err)
	}
	return passed
}
