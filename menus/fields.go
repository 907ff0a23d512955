package menus

import (
	"reflect"
	"strings"
)

// field is a setting as the struct that holds it declares it, with its tags:
// yaml (name, and omitempty where it may be left out), doc, enum and pattern,
// which editors hold it against.
type field struct {
	Name     string
	Doc      string
	Enum     []string
	Pattern  string
	Required bool
	Type     reflect.Type
	Index    []int
}

// fieldsOf lists the settings of a struct, those of embedded structs included.
func fieldsOf(t reflect.Type) []field {
	var list []field
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if name == "" || !f.IsExported() {
			continue
		}
		list = append(list, field{
			Name: name, Doc: f.Tag.Get("doc"), Enum: enum(f.Tag), Pattern: f.Tag.Get("pattern"),
			Required: options != "omitempty", Type: f.Type, Index: f.Index,
		})
	}
	return list
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
