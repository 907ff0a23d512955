package scenario

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// Folder is the folder beside menu.yaml where a menu's scripts are.
const Folder = "calls"

// ErrNoFile is the error of a path at which there is neither a file nor a folder.
var ErrNoFile = errors.New("no file or folder of scripts")

// ReadPath reads the scripts of a file, or of a folder's files *.yaml. shown is how problems name the
// path.
func ReadPath(at, shown string) ([]Call, error) {
	info, err := os.Stat(at)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrNoFile, err)
	case info.IsDir():
		return ReadFolder(os.DirFS(at), ".", shown)
	}
	return readFile(os.DirFS(filepath.Dir(at)), filepath.Base(at), shown)
}

// ReadFolder reads the scripts of a folder's files *.yaml. shown is how problems name fsys.
func ReadFolder(fsys fs.FS, dir, shown string) ([]Call, error) {
	names, err := fs.Glob(fsys, path.Join(dir, "*.yaml"))
	if err != nil {
		return nil, err
	}
	var all []Call
	for _, name := range names {
		calls, err := readFile(fsys, name, filepath.Join(shown, name))
		if err != nil {
			return nil, err
		}
		all = append(all, calls...)
	}
	return all, nil
}

func readFile(fsys fs.FS, name, shown string) ([]Call, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shown, err)
	}
	return Parse(shown, data)
}
