package menus

import (
	"reflect"
	"strings"
	"time"
)

// field is a setting as declared by its struct field and tags: yaml (name, and omitempty if it is
// optional), doc, enum and pattern, which editors check, and zero. A number or a time of zero is
// refused, since it could not be distinguished from one that is left out; except if the field is a
// pointer, which distinguishes them, or has the tag zero:"default": leaving it out means zero.
type field struct {
	Name     string
	Doc      string
	Enum     []string
	Pattern  string
	Within   string        // the limits of a duration, as 5s,10m
	Least    time.Duration // the same as durations; 0 for no limit
	Most     time.Duration
	Required bool
	Zero     bool // whether it may be zero
	Type     reflect.Type
	Index    []int
}

// fieldsOf returns the settings of a struct, including those of embedded structs.
func fieldsOf(t reflect.Type) []field {
	var list []field
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name == "" || !f.IsExported() {
			continue
		}
		least, most := within(f.Tag)
		list = append(list, field{
			Name: name, Doc: f.Tag.Get("doc"), Enum: enum(f.Tag), Pattern: f.Tag.Get("pattern"), Within: f.Tag.Get("within"), Least: least, Most: most,
			Required: options != "omitempty", Zero: f.Type.Kind() == reflect.Pointer || f.Tag.Get("zero") == "default", Type: f.Type, Index: f.Index,
		})
	}
	return list
}

// within returns the shortest and the longest time that a setting may have, from its tag:
// within:"5s,10m".
func within(tag reflect.StructTag) (least, most time.Duration) {
	from, to, _ := strings.Cut(tag.Get("within"), ",")
	least, _ = time.ParseDuration(from)
	most, _ = time.ParseDuration(to)
	return least, most
}

func enum(tag reflect.StructTag) []string {
	if list := tag.Get("enum"); list != "" {
		return strings.Split(list, ",")
	}
	return nil
}

func names(fields []field) []string {
	list := make([]string, len(fields))
	for i, f := range fields {
		list[i] = f.Name
	}
	return list
}
