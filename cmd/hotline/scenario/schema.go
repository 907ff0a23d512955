package scenario

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/invopop/jsonschema"
)

// Schema returns the JSON Schema of a file of scripts, made from the words that [Parse] reads. Its
// descriptions are in language en-US or zh-CN.
func Schema(language string) ([]byte, error) {
	call := object()
	for _, w := range keysOfACall {
		call.Properties.Set(w.name, w.schema(language))
	}
	call.Required = []string{keysOfACall[0].name}
	call.AnyOf = []*jsonschema.Schema{{Required: []string{"steps"}}, {Required: []string{"end"}}}
	root := object()
	root.Version, root.Title = jsonschema.Version, inLanguage(language, "Callers' scripts of the hotline", "热线的来电脚本")
	root.Properties.Set("calls", &jsonschema.Schema{Type: "array", Items: call})
	root.Required = []string{"calls"}
	out, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing the schema of scripts: %w", err)
	}
	return append(out, '\n'), nil
}

func object() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema}
}

func inLanguage(language, english, chinese string) string {
	if language == "zh-CN" {
		return chinese
	}
	return english
}

// schema returns the schema of a word's value.
func (w word) schema(language string) *jsonschema.Schema {
	s := w.shape(language)
	s.Description = inLanguage(language, w.english, w.chinese)
	return s
}

func (w word) shape(language string) *jsonschema.Schema {
	switch w.takes {
	case keys:
		group := "([0-9*#]+|" + Code + ")"
		return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "integer"}, {Type: "string", Pattern: "^" + group + "( +" + group + ")*$"}}}
	case times:
		return &jsonschema.Schema{Type: "integer", Minimum: "1", Maximum: json.Number(fmt.Sprint(mostTimes))}
	case length:
		return &jsonschema.Schema{Type: "string", Pattern: "^([0-9.]+(h|m|s))+$", Examples: []any{"30s", "5m"}}
	case choice:
		return &jsonschema.Schema{Enum: anys(w.values)}
	case yes:
		return &jsonschema.Schema{Type: "boolean"}
	case list:
		return &jsonschema.Schema{Type: "array", Items: stepSchema(language)}
	case ending:
		return &jsonschema.Schema{Type: "string", Pattern: "^(" + strings.Join(allEndings(), "|") + ")$"}
	}
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "string", MinLength: new(uint64(1))}, {Type: "number"}}}
}

// stepSchema returns the schema of a step: a bare word, or a word with its value.
func stepSchema(language string) *jsonschema.Schema {
	step := &jsonschema.Schema{}
	for _, w := range wordsOfSteps {
		if w.takes == nothing || w.takes == times {
			step.AnyOf = append(step.AnyOf, &jsonschema.Schema{Const: w.name, Description: inLanguage(language, w.english, w.chinese)})
		}
		if w.takes == nothing {
			continue
		}
		with := object()
		with.Properties.Set(w.name, w.schema(language))
		with.Required = []string{w.name}
		step.AnyOf = append(step.AnyOf, with)
	}
	return step
}

func anys(texts []string) []any {
	list := make([]any, len(texts))
	for i, text := range texts {
		list[i] = text
	}
	return list
}
