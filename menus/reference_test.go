package menus

import (
	_ "embed"
	"fmt"
	"reflect"
	"strings"

	"github.com/okpay/hotline/ivr/node"
)

//go:embed reference_intro.md
var introduction string

//go:embed reference_intro.zh-CN.md
var introductionChinese string

// Reference returns the reference of the menu language in Markdown, made from the documentation of the
// types and kinds, in language en-US or zh-CN.
func Reference(language string) []byte {
	before := introduction
	if language == "zh-CN" {
		before = introductionChinese
	}
	return referenceIn(translatorTo(language), before)
}

func referenceIn(t translator, before string) []byte {
	r := reference{translator: t}
	r.WriteString(before)
	r.files()
	r.sections()
	r.phrases()
	r.title("Kinds of nodes")
	r.printf("%s\n", r.say("A node is exactly one of these."))
	for _, k := range node.Kinds() {
		r.kind(k)
	}
	return []byte(r.String())
}

type reference struct {
	strings.Builder
	translator
}

func (r *reference) printf(format string, args ...any) { fmt.Fprintf(r, format, args...) }

func (r *reference) title(of string) { r.printf("\n## %s\n\n", r.say(of)) }

// heads writes a table's header.
func (r *reference) heads(names ...string) {
	for _, name := range names {
		r.printf("| %s ", r.say(name))
	}
	r.printf("|\n%s|\n", strings.Repeat("| --- ", len(names)))
}

func (r *reference) files() {
	r.title("Keys of `menu.yaml`")
	own := map[string]bool{}
	for _, f := range fieldsOf(reflect.TypeFor[page]()) {
		own[f.Name] = true
	}
	var only []field
	for _, f := range fieldsOf(reflect.TypeFor[cover]()) {
		if !own[f.Name] {
			only = append(only, f)
		}
	}
	r.settings(only)
	r.title("Keys of every file")
	r.settings(fieldsOf(reflect.TypeFor[page]()))
}

// sections documents the sections of named entries.
func (r *reference) sections() {
	for _, s := range []struct {
		title, before string
		of            reflect.Type
	}{
		{"A language", "", reflect.TypeFor[language]()},
		{"A node", "Beside its kind a node may have:", reflect.TypeFor[wiring]()},
		{"The hours of a line", weekDoc, reflect.TypeFor[lineRules]()},
		{"An exception", "By date, as in `2026-12-31`:", reflect.TypeFor[exception]()},
		{"closed_now", "", reflect.TypeFor[closure]()},
		{"A calendar", calendarDoc, reflect.TypeFor[calendar]()},
		{"A day of a calendar", "By date, as in `2027-01-01`:", reflect.TypeFor[day]()},
		{"A queue", "", reflect.TypeFor[node.Queueing]()},
	} {
		r.title(s.title)
		if s.before != "" {
			r.printf("%s\n\n", r.say(s.before))
		}
		r.settings(fieldsOf(s.of))
	}
}

func (r *reference) phrases() {
	r.title("Phrases")
	r.printf("%s\n\n", r.say("Every menu gives all of them but those with words of their own, which it may change."))
	r.heads("phrase", "what it is", "says")
	for _, p := range node.Phrases() {
		r.printf("| `%s` | %s | %s |\n", p.Name, r.cell(p.Doc), braces(p.Values))
	}
	r.printf("\n"+r.say("The whisper to an agent says %s.")+"\n", braces(whisperValues))
	r.printf(r.say("Spoken words are given for %s.")+"\n", "`"+strings.Join(heard, "`, `")+"`")
}

func (r *reference) kind(k node.Kind) {
	r.printf("\n### %s\n\n%s\n\n```yaml\n%s\n```\n", k.Name, r.say(k.Doc), strings.TrimSpace(k.Example))
	if fields := fieldsOf(reflect.TypeOf(k.New()).Elem()); len(fields) > 0 {
		r.printf("\n")
		r.settings(fields)
		r.nested(fields)
	}
	if len(k.Exits) > 0 {
		r.printf("\n")
		r.heads("exit", "when")
	}
	for _, e := range k.Exits {
		r.printf("| `%s` | %s |\n", e.Name, r.cell(e.Doc))
	}
	if len(k.Values) > 0 {
		r.printf("\n")
		r.heads("value", "what it says", "words it needs in `terms`")
	}
	for _, v := range k.Values {
		doc := r.say(v.Doc)
		if v.Private {
			doc += r.say("; after verification only, never by SMS")
		}
		r.printf("| `{%s}` | %s | %s |\n", v.Name, bars(doc), strings.Join(v.Terms, ", "))
	}
}

// nested documents the items of lists of settings, such as a menu's choices.
func (r *reference) nested(fields []field) {
	for i, f := range fields {
		if f.Type.Kind() != reflect.Slice || f.Type.Elem().Kind() != reflect.Struct {
			continue
		}
		if i > 0 && fields[i-1].Type == f.Type {
			continue // the same items as the setting before
		}
		r.printf("\n"+r.say("Each of %s:")+"\n\n", "`"+f.Name+"`")
		r.settings(fieldsOf(f.Type.Elem()))
	}
}

func (r *reference) settings(fields []field) {
	r.heads("key", "holds", "meaning")
	for _, f := range fields {
		holds := r.say(typeName(f.Type))
		if f.Enum != nil {
			holds = "`" + strings.Join(f.Enum, "`, `") + "`"
		}
		if !f.Required {
			holds += r.say(", optional")
		}
		r.printf("| `%s` | %s | %s |\n", f.Name, holds, r.cell(f.Doc))
	}
}

// typeName returns in an operator's words what a setting contains.
func typeName(t reflect.Type) string {
	switch t {
	case durationType:
		return "time, as 1m30s"
	case textType:
		return "text in every language"
	case wordsType:
		return "words in every language"
	case audioType:
		return "recordings by language"
	case reflect.TypeFor[languages]():
		return "mapping of languages"
	case reflect.TypeFor[days](), reflect.TypeFor[exceptions]():
		return "mapping of dates"
	}
	switch t.Kind() {
	case reflect.Int:
		return "whole number"
	case reflect.Bool:
		return "`true` or `false`"
	case reflect.Slice:
		return "list"
	case reflect.Map:
		return "mapping of names"
	case reflect.Struct, reflect.Pointer:
		return "mapping"
	}
	return "text"
}

func braces(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "`{" + strings.Join(names, "}`, `{") + "}`"
}

// cell returns a sentence for a table cell: a bar would end it.
func (t translator) cell(english string) string { return bars(t.say(english)) }

func bars(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
