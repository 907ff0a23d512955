package rehearse

import (
	"cmp"
	"encoding"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"

	"github.com/okpay/hotline/menus"
)

// ReadProfile reads the text of a file that holds a profile for a menu. What it leaves out is as in base.
// The error is [menus.Problems]: all that is wrong, with file, line and column.
func ReadProfile(file string, text []byte, base Profile, m *menus.Menu) (Profile, error) {
	document, wrong := menus.Document(file, text)
	r := profileReader{file: file, problems: wrong}
	given := Profile{Calls: base.Calls, Callers: base.Callers, Roster: base.Roster}
	if document != nil {
		r.root = document.Content[0]
		r.value(r.root, reflect.ValueOf(&given).Elem())
	}
	p := base.but(given)
	if len(r.problems) == 0 {
		r.locate(p.faults(m))
	}
	if len(r.problems) > 0 {
		slices.SortStableFunc(r.problems, func(a, b menus.Problem) int {
			return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
		})
		return p, r.problems
	}
	return p, nil
}

// but returns p with what another profile gives in place of its own. What that says of all agents also
// stands above what p says of those of a queue.
func (p Profile) but(given Profile) Profile {
	queues := map[string]Agents{}
	for name, own := range p.Queues { // in no order: each is put for itself
		queues[name] = own.without(given.Agents)
	}
	for name, own := range given.Queues { // likewise
		queues[name] = queues[name].but(own)
	}
	p.Calls, p.Callers, p.Roster = given.Calls, given.Callers, given.Roster
	p.Agents, p.Queues = p.Agents.but(given.Agents), queues
	if given.ByHour != nil {
		p.ByHour = given.ByHour
	}
	choices := map[string]map[string]float64{}
	maps.Copy(choices, p.Choices)
	maps.Copy(choices, given.Choices)
	p.Choices = choices
	return p
}

// profileReader reads the YAML of a profile into its Go values, and collects what is wrong.
type profileReader struct {
	file     string
	root     *yaml.Node // what the file holds; nil when that is nothing
	problems menus.Problems
}

func (r *profileReader) wrong(n *yaml.Node, format string, args ...any) {
	at := menus.Position{File: r.file, Line: max(n.Line, 1), Column: max(n.Column, 1)}
	r.problems = append(r.problems, menus.Problem{Position: at, Message: fmt.Sprintf(format, args...)})
}

// locate finds where in the file faults are: at the key that leads to them, or the last one that is there.
func (r *profileReader) locate(all []fault) {
	for _, f := range all {
		at, n := r.root, r.root
		for _, name := range f.path {
			if at, n = inside(at, n, name); n == nil {
				break
			}
		}
		if at == nil {
			at = &yaml.Node{}
		}
		r.wrong(at, "%s", f.message)
	}
}

// inside returns the key and the value of that name in n, or the item of that index; key itself and nil
// when there is none.
func inside(key, n *yaml.Node, name string) (*yaml.Node, *yaml.Node) {
	if i, err := strconv.Atoi(name); err == nil && n != nil && n.Kind == yaml.SequenceNode && i < len(n.Content) {
		return n.Content[i], n.Content[i]
	}
	if n != nil && n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == name {
				return n.Content[i], n.Content[i+1]
			}
		}
	}
	return key, nil
}

// value reads n into v, which must be settable.
func (r *profileReader) value(n *yaml.Node, v reflect.Value) {
	switch {
	case n.Kind == yaml.AliasNode:
		r.wrong(n, "*%s stands for something written elsewhere; write it out here", n.Value)
		return
	case n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null":
		r.wrong(n, "is empty; give it a value, or leave it out")
		return
	}
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		r.scalar(n, "a text", func(text string) error { return u.UnmarshalText([]byte(text)) })
		return
	}
	switch v.Kind() {
	case reflect.Int:
		r.scalar(n, "a whole number, as in 12", func(text string) error {
			i, err := strconv.Atoi(text)
			v.SetInt(int64(i))
			return reworded(err, "%q is not a whole number; write one, as in 12", text)
		})
	case reflect.Float64:
		r.scalar(n, "a number, as in 12 or 0.5", func(text string) error {
			f, err := strconv.ParseFloat(text, 64)
			v.SetFloat(f)
			return reworded(err, "%q is not a number; write one, as in 12 or 0.5", text)
		})
	case reflect.String:
		r.scalar(n, "a text", func(text string) error { v.SetString(text); return nil })
	case reflect.Slice:
		r.list(n, v)
	case reflect.Map:
		r.table(n, v)
	case reflect.Struct:
		r.settings(n, v)
	}
}

// reworded returns an error with other words in place of err's; nil for nil.
func reworded(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format, args...)
}

func (r *profileReader) scalar(n *yaml.Node, what string, take func(text string) error) {
	if n.Kind != yaml.ScalarNode {
		r.wrong(n, "is a list or a mapping; write %s", what)
		return
	}
	if err := take(n.Value); err != nil {
		r.wrong(n, "%v", err)
	}
}

func (r *profileReader) list(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.SequenceNode {
		r.wrong(n, "is not a list; write [one, two], or each on a line that begins with -")
		return
	}
	list := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, item := range n.Content {
		r.value(item, list.Index(i))
	}
	v.Set(list)
}

// table reads a mapping whose keys are names or, as of by_hour, hours.
func (r *profileReader) table(n *yaml.Node, v reflect.Value) {
	table := reflect.MakeMap(v.Type())
	for key, value := range menus.Entries(n, r.wrong) {
		k, item := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		r.value(key, k)
		r.value(value, item)
		if k.CanInt() && table.MapIndex(k).IsValid() {
			r.wrong(key, "%d is given twice; take one out", k.Int())
		}
		table.SetMapIndex(k, item)
	}
	v.Set(table)
}

// settings reads a mapping into a struct, whose tags name the keys.
func (r *profileReader) settings(n *yaml.Node, v reflect.Value) {
	fields := map[string]int{}
	for i := range v.NumField() {
		fields[v.Type().Field(i).Tag.Get("yaml")] = i
	}
	for key, value := range menus.Entries(n, r.wrong) {
		if i, known := fields[key.Value]; known {
			r.value(value, v.Field(i))
		} else {
			r.wrong(key, "unknown key %q; %s", key.Value, menus.Instead(key.Value, slices.Sorted(maps.Keys(fields))))
		}
	}
}
