package menus

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// Limits of a menu: far beyond any in which callers could find their way, and small enough to be
// refused at once.
const (
	maxFile  = 256 << 10 // bytes
	maxFiles = 64
	maxNodes = 20_000
	maxDepth = 40 // levels of YAML
)

// source is one file of a menu.
type source struct {
	name string
	root *yaml.Node // its mapping; nil when it could not be read
}

// at returns the position of the value at path, or of the last part of the path that exists.
func (s source) at(path ...string) Position {
	_, value := s.find(path)
	return s.position(value)
}

// key returns the position of that value's key.
func (s source) key(path ...string) Position {
	key, _ := s.find(path)
	return s.position(key)
}

func (s source) find(path []string) (key, value *yaml.Node) {
	key, value = s.root, s.root
	for _, name := range path {
		k, v := entry(value, name)
		if k == nil {
			break
		}
		key, value = k, v
	}
	return key, value
}

func (s source) position(n *yaml.Node) Position {
	if n == nil || n.Line == 0 {
		return Position{s.name, 1, 1}
	}
	return Position{s.name, n.Line, n.Column}
}

// entry returns a key of a mapping and its value, or an item of a list by its index, which is its own
// key; nil when there is none.
func entry(n *yaml.Node, name string) (key, value *yaml.Node) {
	if n == nil {
		return nil, nil
	}
	if n.Kind == yaml.SequenceNode {
		i, err := strconv.Atoi(name)
		if err != nil || i < 0 || i >= len(n.Content) {
			return nil, nil
		}
		return n.Content[i], n.Content[i]
	}
	if n.Kind != yaml.MappingNode {
		return nil, nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i], n.Content[i+1]
		}
	}
	return nil, nil
}

// folder is the folder of a menu, with what has been read of it.
type folder struct {
	fsys   fs.FS
	report *report
	files  map[string][]byte
	sounds map[string][]byte     // by the name that they are served by
	roots  map[string]*yaml.Node // what each file holds
	named  map[string]Position   // where each file was named first
}

// open reads and parses a file that the menu names at a position. ok is false if it cannot be used.
func (f *folder) open(name string, named Position) (s source, ok bool) {
	s.name = name
	defer func() { f.report.partial = f.report.partial || !ok }()
	if f.refused(name, named) {
		return s, false
	}
	f.named[name] = named
	data, err := f.read(name, maxFile)
	if err != nil {
		f.report.wrong(named, "%s cannot be read (%v); check the name, or take it out", name, err)
		return s, false
	}
	if len(data) > maxFile {
		f.report.wrong(s.position(nil), "is larger than 256 KB; split it and include the parts")
		return s, false
	}
	f.files[name] = data
	if s.root = f.parse(name, data); s.root == nil {
		return s, false
	}
	f.roots[name] = s.root
	return s, true
}

func (f *folder) refused(name string, named Position) bool {
	first, again := f.named[name]
	switch {
	case !fs.ValidPath(name) || strings.Contains(name, `\`):
		f.report.wrong(named, "%q leads out of the folder; name a file inside it, with slashes, as in faq/refunds.yaml", name)
	case path.Ext(name) != ".yaml":
		f.report.wrong(named, "%q is no menu file; its name ends in .yaml", name)
	case again:
		f.report.wrong(named, "%s is read already, named at %s; take this one out", name, first)
	case len(f.named) >= maxFiles:
		f.report.wrong(named, "a menu has at most %d files; put some together", maxFiles)
	default:
		return false
	}
	return true
}

var errNotOrdinary = errors.New("it is no ordinary file")

// read reads a file, and of one that is larger than most a byte more than that. A pipe or a device is
// not opened, for that may take until somebody writes.
func (f *folder) read(name string, most int64) ([]byte, error) {
	info, err := fs.Stat(f.fsys, name)
	switch {
	case err != nil:
		return nil, reason(err)
	case !info.Mode().IsRegular():
		return nil, errNotOrdinary
	}
	file, err := f.fsys.Open(name)
	if err != nil {
		return nil, reason(err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	return data, reason(err)
}

// reason returns a file error without the path, which the message has already.
func reason(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// parse returns the mapping in a file, or nil after reporting why there is none.
func (f *folder) parse(name string, data []byte) *yaml.Node {
	document, wrong := Document(name, data)
	f.report.problems = append(f.report.problems, wrong...)
	switch {
	case document != nil:
		f.anchors(name, document)
		return f.mapping(name, document)
	case len(wrong) == 0:
		f.report.wrong(Position{name, 1, 1}, "is empty; give it nodes, or take it out of include")
	}
	return nil
}

// Document parses a file that holds one YAML document. It returns nil when there is none, which is a
// problem only if the file is not empty.
func Document(name string, data []byte) (*yaml.Node, Problems) {
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // some editors begin a file with it
	if offset, message := illegible(data); message != "" {
		return nil, Problems{{placeOf(name, data, offset), message}}
	}
	loader, err := yaml.NewLoader(bytes.NewReader(data), yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth))))
	if err != nil {
		return nil, Problems{{Position{name, 1, 1}, "cannot be parsed: " + err.Error()}}
	}
	var document, more yaml.Node
	if err := loader.Load(&document); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, NotYAML(name, data, err)
	}
	if err := loader.Load(&more); err == nil {
		return &document, Problems{{Position{name, more.Line, more.Column}, "a second document begins here; a file is one, so take out the line ---"}}
	} else if !errors.Is(err, io.EOF) {
		return &document, NotYAML(name, data, err)
	}
	return &document, nil
}

func (f *folder) mapping(name string, document *yaml.Node) *yaml.Node {
	root := document
	if root.Kind == yaml.DocumentNode && len(root.Content) > 0 {
		root = root.Content[0]
	}
	if root.Kind != yaml.MappingNode {
		f.report.wrong(Position{name, max(root.Line, 1), max(root.Column, 1)}, "is no mapping; a file begins with keys such as nodes:")
		return nil
	}
	return root
}

// illegible returns the first character that YAML must not contain, such as editors leave in a file.
func illegible(data []byte) (offset int, message string) {
	indent := true
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return i, "is not UTF-8 here; save the file as UTF-8"
		case r == '\t' && indent:
			return i, "a tab indents this line; indent with spaces"
		case r < ' ' && !strings.ContainsRune("\t\n\r", r):
			return i, "a control character; delete it"
		}
		indent = r == '\n' || indent && r == ' '
		i += size
	}
	return 0, ""
}

func placeOf(name string, data []byte, offset int) Position {
	before := data[:offset]
	line := bytes.Count(before, []byte("\n")) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return Position{name, line, column}
}

// unread returns the file in the menu's folder that seems to contain a node but is not included; ""
// when there is none.
func (f *folder) unread(node string) string {
	key := regexp.MustCompile(`(?m)^ +"?` + regexp.QuoteMeta(node) + `"?:`)
	files, _ := fs.Glob(f.fsys, "*.yaml") // the pattern is valid
	for _, file := range files {
		if _, named := f.named[file]; named {
			continue
		}
		if data, err := f.read(file, maxFile); err == nil && key.Match(data) {
			return file
		}
	}
	return ""
}
