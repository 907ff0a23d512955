package menus

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"github.com/invopop/jsonschema"
	"github.com/okpay/hotline/ivr/node"
)

// Patterns of values that are texts in a menu.
const (
	durationPattern = `^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`
	noTimePattern   = `^([0.]+(ms|s|m|h))+$`
	datePattern     = `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`
	wordPattern     = `\S`
	spansPattern    = `^(closed|[0-2][0-9]:[0-5][0-9] ?- ?[0-2][0-9]:[0-5][0-9](, *[0-2][0-9]:[0-5][0-9] ?- ?[0-2][0-9]:[0-5][0-9])*)$`
)

// Schema returns the JSON Schema (draft 2020-12) of a menu's files, made from the types that [Load]
// reads, for editors that complete and check while an operator writes. It describes any file of the
// folder; Load checks more. Its descriptions are in language en-US or zh-CN.
func Schema(language string) ([]byte, error) {
	return schemaIn(translatorTo(language))
}

func schemaIn(t translator) ([]byte, error) {
	s := schemer{translator: t}
	s.reflector = jsonschema.Reflector{
		Anonymous: true, DoNotReference: true, FieldNameTag: "yaml", Mapper: s.special,
		LookupComment: func(t reflect.Type, name string) string {
			if t.Kind() != reflect.Struct {
				return ""
			}
			f, _ := t.FieldByName(name)
			return s.say(f.Tag.Get("doc"))
		},
	}
	root := s.of(reflect.TypeFor[cover]())
	root.Version = jsonschema.Version
	root.Title = s.say("A menu of the hotline")
	for name, property := range s.of(reflect.TypeFor[almanac]()).Properties.FromOldest() {
		root.Properties.Set(name, property) // a calendar's file
	}
	s.sections(root)
	root.Required = nil // an included file needs none of the main file's keys
	root.DependentRequired = map[string][]string{"hotline": required(reflect.TypeFor[cover]())}
	root.Definitions = jsonschema.Definitions{"text": s.text(), "words": s.words()}
	out, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing the schema: %w", err)
	}
	return append(out, '\n'), nil
}

// schemer makes schemas of the types of a menu.
type schemer struct {
	translator
	reflector jsonschema.Reflector
}

func (s *schemer) of(t reflect.Type) *jsonschema.Schema {
	schema := s.reflector.ReflectFromType(t)
	schema.Version = ""
	refine(schema, t)
	return schema
}

// special returns the schemas of the types whose YAML differs from their Go form.
func (s *schemer) special(t reflect.Type) *jsonschema.Schema {
	switch t {
	case durationType:
		return &jsonschema.Schema{Type: "string", Pattern: durationPattern, Examples: []any{"20s", "10m"}}
	case textType:
		return &jsonschema.Schema{Ref: "#/$defs/text"}
	case wordsType:
		return &jsonschema.Schema{Ref: "#/$defs/words"}
	case reflect.TypeFor[node.Level]():
		return &jsonschema.Schema{Type: "string", Pattern: `^[0-9]{1,3}% in [0-9]+(s|m)$`}
	case reflect.TypeFor[languages]():
		return tableOf(s.of(reflect.TypeFor[language]()))
	case reflect.TypeFor[exceptions]():
		return datesOf(s.of(reflect.TypeFor[exception]()))
	case reflect.TypeFor[days]():
		return datesOf(s.of(reflect.TypeFor[day]()))
	case reflect.TypeFor[place]():
		return s.place()
	case reflect.TypeFor[line]():
		return s.line()
	}
	return nil
}

// place returns the schema of a node: what any node may have, and exactly one kind with its settings.
func (s *schemer) place() *jsonschema.Schema {
	schema := s.of(reflect.TypeFor[wiring]())
	for _, k := range node.Kinds() {
		settings := s.of(reflect.TypeOf(k.New()).Elem())
		settings.Description = s.say(k.Doc)
		settings.Extras = map[string]any{"markdownDescription": s.markdown(k)}
		schema.Properties.Set(k.Name, settings)
		schema.OneOf = append(schema.OneOf, &jsonschema.Schema{Required: []string{k.Name}})
	}
	schema.Extras = map[string]any{"defaultSnippets": s.snippets()}
	return schema
}

func (s *schemer) line() *jsonschema.Schema {
	schema := s.of(reflect.TypeFor[lineRules]())
	schema.PatternProperties = map[string]*jsonschema.Schema{
		"^(" + dayName + ")([-,] ?(" + dayName + "))*$": {Type: "string", Pattern: spansPattern, Examples: []any{"09:00-18:00", "09:00-12:00, 13:30-18:00", "closed"}, Description: s.say(spansDoc)},
	}
	return schema
}

// refine adds what the fields' tags say and reflection does not see.
func refine(schema *jsonschema.Schema, t reflect.Type) {
	if schema == nil || schema.Ref != "" {
		return
	}
	switch {
	case t.Kind() == reflect.Struct && schema.Properties != nil:
		for _, f := range fieldsOf(t) {
			property, ok := schema.Properties.Get(f.Name)
			if !ok {
				continue
			}
			property.Enum = nil
			for _, v := range f.Enum {
				property.Enum = append(property.Enum, v)
			}
			switch {
			case f.Pattern != "":
				property.Pattern = f.Pattern
			case f.Required && property.Type == "string":
				property.Pattern = orPattern(property.Pattern)
			}
			least(property, f.Zero)
			refine(property, f.Type)
		}
	case t.Kind() == reflect.Pointer:
		refine(schema, t.Elem())
	case t.Kind() == reflect.Slice:
		refine(schema.Items, t.Elem())
	case t.Kind() == reflect.Map:
		refine(schema.AdditionalProperties, t.Elem())
	}
}

// least adds the smallest number or time that a setting, or each item of it, may be.
func least(property *jsonschema.Schema, zero bool) {
	switch {
	case property == nil:
	case property.Type == "integer" && zero:
		property.Minimum = "0"
	case property.Type == "integer":
		property.Minimum = "1"
	case property.Pattern == durationPattern && !zero:
		property.Not = &jsonschema.Schema{Pattern: noTimePattern}
	default:
		least(property.Items, zero)
		least(property.AdditionalProperties, zero)
	}
}

func orPattern(pattern string) string {
	if pattern != "" {
		return pattern
	}
	return wordPattern
}

func required(t reflect.Type) []string {
	fields := slices.DeleteFunc(fieldsOf(t), func(f field) bool { return !f.Required })
	return names(fields)
}

// text returns the schema of a text in every language.
func (s *schemer) text() *jsonschema.Schema {
	return everyLanguage(func() *jsonschema.Schema { return &jsonschema.Schema{Type: "string", Pattern: wordPattern} },
		s.say("a text in every language; {names} say values"))
}

// words returns the schema of spoken words in every language.
func (s *schemer) words() *jsonschema.Schema {
	return everyLanguage(func() *jsonschema.Schema {
		return &jsonschema.Schema{Type: "array", MinItems: one(), Items: &jsonschema.Schema{Type: "string", Pattern: wordPattern}}
	}, s.say("spoken words that mean the same, in every language"))
}

func everyLanguage(item func() *jsonschema.Schema, doc string) *jsonschema.Schema {
	properties := jsonschema.NewProperties()
	for _, name := range spokenLanguages {
		properties.Set(name, item())
	}
	return &jsonschema.Schema{
		Type: "object", Description: doc, Properties: properties,
		AdditionalProperties: jsonschema.FalseSchema, Required: slices.Clone(spokenLanguages),
	}
}

func tableOf(item *jsonschema.Schema) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "object", AdditionalProperties: item}
}

func datesOf(item *jsonschema.Schema) *jsonschema.Schema {
	table := tableOf(item)
	table.PropertyNames = &jsonschema.Schema{Pattern: datePattern}
	return table
}

func one() *uint64 {
	n := uint64(1)
	return &n
}
