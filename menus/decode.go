package menus

import (
	"encoding"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"github.com/okpay/hotline/ivr"
)

// decoder reads one file's YAML into Go values. It knows the types of the menu language, reports
// everything that is wrong, and collects the texts, which are checked once the whole menu is known.
type decoder struct {
	report *report
	folder *folder
	spoken *spoken
	fields map[reflect.Type][]field // the settings of each type, once read
	source source
	path   []string // the keys that lead to what is read now
	zero   bool     // whether a number or a time that is read now may be zero
}

// reader is a type that reads its own YAML.
type reader interface {
	read(d *decoder, n *yaml.Node)
}

var (
	durationType = reflect.TypeFor[time.Duration]()
	textType     = reflect.TypeFor[ivr.Text]()
	wordsType    = reflect.TypeFor[ivr.Words]()
	audioType    = reflect.TypeFor[ivr.Audio]()
)

func (d *decoder) wrongAt(n *yaml.Node, format string, args ...any) {
	d.report.wrong(d.source.position(n), format, args...)
}

// decode reads n into v, which must be settable. choices are the values that
// a string may have; nil is any.
func (d *decoder) decode(n *yaml.Node, v reflect.Value, choices []string) {
	switch {
	case n.Kind == yaml.AliasNode:
		d.wrongAt(n, "*%s stands for something written elsewhere; write it out here", n.Value)
	case n.ShortTag() == "!!null" && n.Anchor != "": // reported already
	case n.ShortTag() == "!!null":
		d.wrongAt(n, "is empty; give it a value, in quotes if it begins with #, or {} if it has no settings")
	case n.Style&yaml.TaggedStyle != 0:
		d.wrongAt(n, "has the tag %s; take the tag out", n.ShortTag())
	default:
		d.typed(n, v, choices)
	}
}

func (d *decoder) typed(n *yaml.Node, v reflect.Value, choices []string) {
	if r, ok := v.Addr().Interface().(reader); ok {
		r.read(d, n)
		return
	}
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		d.unmarshal(n, u)
		return
	}
	switch v.Type() {
	case durationType:
		d.duration(n, v)
		return
	case textType:
		if n.Kind != yaml.MappingNode {
			d.wrongAt(n, "is given in no language; write it in each, as { zh-CN: 您好, en-US: Hello }")
			return
		}
		d.spoken.texts = append(d.spoken.texts, text{d.source, n, slices.Clone(d.path)})
	case wordsType:
		d.spoken.words = append(d.spoken.words, text{d.source, n, slices.Clone(d.path)})
	}
	switch v.Kind() {
	case reflect.String:
		d.text(n, v, choices)
	case reflect.Int:
		d.number(n, v)
	case reflect.Bool:
		d.truth(n, v)
	case reflect.Slice:
		d.list(n, v)
	case reflect.Map:
		d.table(n, v)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.decode(n, v.Elem(), choices)
	case reflect.Struct:
		d.settings(n, v, nil)
	default:
		d.wrongAt(n, "cannot be given in a menu")
	}
}

func (d *decoder) text(n *yaml.Node, v reflect.Value, choices []string) {
	switch {
	case n.Kind != yaml.ScalarNode:
		d.wrongAt(n, "is not a text; write one, in quotes if it holds { or [")
	case choices != nil && !slices.Contains(choices, n.Value):
		d.wrongAt(n, "%q is none of its values; %s", n.Value, Instead(n.Value, choices))
	default:
		v.SetString(n.Value)
	}
}

func (d *decoder) number(n *yaml.Node, v reflect.Value) {
	i, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil || strconv.Itoa(i) != n.Value {
		d.wrongAt(n, "is not a whole number; write one, as in 3")
		return
	}
	switch {
	case i < 0:
		d.wrongAt(n, "must not be negative; write %d or more", d.least())
		return
	case i < d.least():
		d.wrongAt(n, "must not be 0; write 1 or more")
		return
	}
	v.SetInt(int64(i))
}

// least returns the smallest number that may be given now.
func (d *decoder) least() int {
	if d.zero {
		return 0
	}
	return 1
}

func (d *decoder) truth(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.ScalarNode || n.Value != "true" && n.Value != "false" {
		d.wrongAt(n, "is neither true nor false; write one of the two")
		return
	}
	v.SetBool(n.Value == "true")
}

func (d *decoder) duration(n *yaml.Node, v reflect.Value) {
	length, err := time.ParseDuration(n.Value)
	switch {
	case n.Kind != yaml.ScalarNode || err != nil:
		d.wrongAt(n, "is not a length of time; write one, as in 20s or 10m")
		return
	case length < 0:
		d.wrongAt(n, "must not be negative; write a length of time, as in 20s or 10m")
		return
	case length == 0 && !d.zero:
		d.wrongAt(n, "must not be 0; write 1s or more")
		return
	}
	v.SetInt(int64(length))
}

// unmarshal reads a value that has its own text form.
func (d *decoder) unmarshal(n *yaml.Node, u encoding.TextUnmarshaler) {
	if n.Kind != yaml.ScalarNode {
		d.wrongAt(n, "is not a text; write one")
		return
	}
	if err := u.UnmarshalText([]byte(n.Value)); err != nil {
		d.wrongAt(n, "%v", err)
	}
}

func (d *decoder) list(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.SequenceNode {
		d.report.partial = d.report.partial || slices.Equal(d.path, []string{"include"})
		d.wrongAt(n, "is not a list; write [ one, two ], or each on a line that begins with -")
		return
	}
	list := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, item := range n.Content {
		d.under(strconv.Itoa(i), func() { d.decode(item, list.Index(i), nil) })
	}
	v.Set(list)
}

func (d *decoder) table(n *yaml.Node, v reflect.Value) {
	table := reflect.MakeMap(v.Type())
	for key, value := range d.entries(n) {
		item := reflect.New(v.Type().Elem()).Elem()
		d.under(key.Value, func() { d.decode(value, item, nil) })
		table.SetMapIndex(reflect.ValueOf(key.Value), item)
	}
	v.Set(table)
}

// fieldsOf returns the settings of a type, cached since most nodes share types.
func (d *decoder) fieldsOf(t reflect.Type) []field {
	if _, known := d.fields[t]; !known {
		d.fields[t] = fieldsOf(t)
	}
	return d.fields[t]
}

// settings reads a mapping into a struct. other handles the keys that the struct does not have, and
// reports whether it knows them; nil knows none.
func (d *decoder) settings(n *yaml.Node, v reflect.Value, other func(key, value *yaml.Node) bool) {
	if n.Kind != yaml.MappingNode {
		d.wrongAt(n, "is not a mapping; write its settings as key: value")
		return
	}
	fields := d.fieldsOf(v.Type())
	for key, value := range d.entries(n) {
		i := slices.IndexFunc(fields, func(f field) bool { return f.Name == key.Value })
		switch {
		case i >= 0:
			d.under(key.Value, func() { d.setting(value, v.FieldByIndex(fields[i].Index), fields[i]) })
		case other == nil || !other(key, value):
			d.wrongAt(key, "unknown key %q; %s", key.Value, d.otherKey(key.Value, names(fields)))
		}
	}
	for _, f := range fields {
		d.missing(n, f)
	}
}

// setting reads the value of a field, within its limits.
func (d *decoder) setting(n *yaml.Node, v reflect.Value, f field) {
	before, told := d.zero, len(d.report.problems)
	d.zero = f.Zero
	d.decode(n, v, f.Enum)
	d.zero = before
	if length, ok := v.Interface().(time.Duration); ok && f.Most > 0 && len(d.report.problems) == told && (length < f.Least || length > f.Most) {
		d.wrongAt(n, "is more or less than the carrier takes; write a time from %s", strings.Replace(f.Within, ",", " to ", 1))
	}
}

// missing reports a required setting that is absent or "".
func (d *decoder) missing(n *yaml.Node, f field) {
	_, value := entry(n, f.Name)
	switch {
	case value == nil && f.Required:
		d.wrongAt(n, "%s is missing; add it: %s", f.Name, f.Doc)
	case value != nil && f.Required && value.Kind == yaml.ScalarNode && value.ShortTag() == "!!str" && strings.TrimSpace(value.Value) == "":
		d.wrongAt(value, "%s is empty; give it a value: %s", f.Name, f.Doc)
	}
}

// entries iterates over the keys and values of a mapping, each key once.
func (d *decoder) entries(n *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return Entries(n, d.wrongAt)
}

// Entries iterates over the keys and values of a mapping, each key once. What is wrong with them is told to wrong.
func Entries(n *yaml.Node, wrong func(at *yaml.Node, format string, args ...any)) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(key, value *yaml.Node) bool) {
		if n.Kind != yaml.MappingNode {
			wrong(n, "is not a mapping; write key: value")
			return
		}
		first := map[string]*yaml.Node{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			switch before, again := first[key.Value]; {
			case key.Kind != yaml.ScalarNode || key.Value == "":
				wrong(key, "is no key; write a name, in quotes if it holds # or *")
			case again:
				wrong(key, "%s is given twice, first in line %d; take one out", key.Value, before.Line)
			default:
				first[key.Value] = key
				if !yield(key, value) {
					return
				}
			}
		}
	}
}

func (d *decoder) under(key string, read func()) {
	d.path = append(d.path, key)
	read()
	d.path = d.path[:len(d.path)-1]
}

// otherKey returns what to write instead of an unknown key.
func (d *decoder) otherKey(key string, known []string) string {
	if len(d.path) == 0 && slices.Contains(names(fieldsOf(reflect.TypeFor[cover]())), key) {
		return fmt.Sprintf("it belongs into %s", Main)
	}
	return Instead(key, known)
}
