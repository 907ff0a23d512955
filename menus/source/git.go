package source

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/okpay/hotline/menus"
)

// gitDeadline bounds how long git may take for one answer.
const gitDeadline = 20 * time.Second

// gitFiles reads a folder's files, by name, from a git revision, without touching the
// checkout.
func gitFiles(ctx context.Context, revision, dir string) (map[string][]byte, error) {
	if revision == "" || strings.HasPrefix(revision, "-") {
		return nil, errors.New("write a revision as git does: HEAD~1, main, v1.2")
	}
	if dir == "" {
		dir = "."
	}
	where := "."
	if filepath.IsAbs(dir) {
		where, dir = dir, "."
	}
	dir = path.Clean(filepath.ToSlash(dir))
	names, err := git(ctx, where, "ls-tree", "-r", "-z", "--name-only", revision, "--", dir)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for name := range strings.SplitSeq(strings.TrimRight(names, "\x00"), "\x00") {
		if !menus.MayHold(name) {
			continue
		}
		content, err := git(ctx, where, "show", revision+":./"+name)
		if err != nil {
			return nil, err
		}
		files[strings.TrimPrefix(strings.TrimPrefix(name, dir), "/")] = []byte(content)
	}
	if _, ok := files[menus.Main]; !ok {
		return nil, fmt.Errorf("there is no %s in %s at %s; name the folder, as in %s:menus", menus.Main, dir, revision, revision)
	}
	return files, nil
}

// git asks git one thing; its own words are the error.
func git(ctx context.Context, where string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, gitDeadline)
	defer cancel()
	var out, said bytes.Buffer
	cmd := exec.CommandContext(ctx, "git", append([]string{"-C", where}, args...)...) //nolint:gosec // no shell, and no argument that begins with a dash
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		first, _, _ := strings.Cut(strings.TrimSpace(said.String()), "\n")
		if first == "" {
			return "", fmt.Errorf("asking git: %w", err)
		}
		return "", errors.New(first)
	}
	return out.String(), nil
}
