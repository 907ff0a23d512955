package menus

import (
	"reflect"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"github.com/okpay/hotline/ivr/node"
)

// mayBeZero are the settings for which zero means zero. Every other number and time of the language is
// refused when it is zero.
var mayBeZero = []string{
	"queues callback_after", "queues max_wait", "queues nobody_after", "queues full_at", "queues priority",
}

// Every number and time of every kind and section is found by its type, so that a new one is tested
// too.
func TestZeroIsTakenAsZeroOrRefused(t *testing.T) {
	t.Parallel()
	sections := map[string]reflect.Type{
		"menu": reflect.TypeFor[cover](), "queues": reflect.TypeFor[node.Queueing](), "hours": reflect.TypeFor[lineRules](),
		"calendars": reflect.TypeFor[calendar](), "exceptions": reflect.TypeFor[exception](), "node": reflect.TypeFor[wiring](),
	}
	for _, k := range node.Kinds() {
		sections[k.Name] = reflect.TypeOf(k.New()).Elem()
	}
	var accepted []string
	tried := 0
	for section, typ := range inOrder(sections) {
		for _, f := range fieldsOf(typ) {
			zero := zeroOf(f.Type)
			if zero == "" {
				continue
			}
			tried++
			problems, value := decodedField(t, typ, f, zero)
			if len(problems) == 0 {
				accepted = append(accepted, section+" "+f.Name)
				require.True(t, f.Type.Kind() != reflect.Pointer || !value.IsNil(), "%s: zero is kept apart from a setting that is left out", f.Name)
				continue
			}
			require.Len(t, problems, 1)
			require.Equal(t, Position{"menu.yaml", 1, len(f.Name) + 3}.Line, problems[0].Line)
			require.Contains(t, problems[0].Message, "must not be 0; write 1", "%s %s", section, f.Name)
		}
	}
	require.Greater(t, tried, 15)
	require.ElementsMatch(t, mayBeZero, accepted)
}

// zeroOf returns how zero is written for a type; "" for one without numbers or times.
func zeroOf(t reflect.Type) string {
	switch {
	case t.Kind() == reflect.Pointer:
		return zeroOf(t.Elem())
	case t.Kind() == reflect.Slice && zeroOf(t.Elem()) != "":
		return "[" + zeroOf(t.Elem()) + "]"
	case t.Kind() == reflect.Map && zeroOf(t.Elem()) != "":
		return "{ person: " + zeroOf(t.Elem()) + " }"
	case t == durationType:
		return "0s"
	case t.Kind() == reflect.Int:
		return "0"
	}
	return ""
}

// decodedField reads a section with one field only, and returns what is wrong with that field.
func decodedField(t *testing.T, section reflect.Type, f field, written string) (Problems, reflect.Value) {
	var document yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(f.Name+": "+written), &document))
	d := newLoader(fstest.MapFS{}).decoder(source{"menu.yaml", document.Content[0]})
	_, value := entry(document.Content[0], f.Name)
	into := reflect.New(section).Elem()
	d.setting(value, into.FieldByIndex(f.Index), f)
	return d.report.problems, into.FieldByIndex(f.Index)
}

func TestTimesBelowASecondAreNoZeros(t *testing.T) {
	t.Parallel()
	f := field{Name: "timeout", Type: reflect.TypeFor[time.Duration](), Index: []int{0}}
	problems, value := decodedField(t, reflect.TypeFor[struct{ Timeout time.Duration }](), f, "500ms")
	require.Empty(t, problems)
	require.Equal(t, 500*time.Millisecond, value.Interface())
}
