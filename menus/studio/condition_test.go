package studio

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestConditionsHoldAsInStudio(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind, value, text string
		want              bool
	}{
		{"equal_to", " 1 ", "1", true}, {"equal_to", "Sales", "sales", true}, {"equal_to", "1", "11", false},
		{"not_equal_to", "1", "2", true}, {"not_equal_to", "1", "1", false},
		{"matches_any_of", "1, 2,3", "2", true}, {"matches_any_of", "1,2", "3", false}, {"does_not_match_any_of", "1,2", "3", true},
		{"contains", "sales", "to the Sales desk", true}, {"does_not_contain", "sales", "billing", true},
		{"starts_with", "a", "Abc", true}, {"does_not_start_with", "a", "Abc", false},
		{"is_blank", "Is Blank", " ", true}, {"is_not_blank", "Is Not Blank", "1", true},
		{"regex", "^[1-3]$", "2", true}, {"regex", "^[1-3]$", "4", false}, {"regex", "(", "(", false},
		{"less_than", "10", "9", true}, {"greater_than", "10", "9", false}, {"less_than", "x", "9", false},
		{"is_before_time", "17:00", "9", false}, {"", "1", "1", false},
	} {
		require.Equal(t, c.want, condition{Type: c.kind, Value: loose(c.value)}.holds(c.text), "%+v", c)
	}
}

func TestNamesOfNodes(t *testing.T) {
	t.Parallel()
	n := newNames(&flow{Widgets: []widget{{Name: "mainMenu"}, {Name: "Main menu"}, {Name: "菜单"}, {Name: "1st"}, {Name: "no"}, {Name: "to_person"}}})
	require.Equal(t, map[string]string{"mainMenu": "main_menu", "Main menu": "main_menu_2", "菜单": "widget", "1st": "widget_1st", "no": "no_2", "to_person": "to_person_2"}, n.of)
}

func TestNumbersAreReadFromLists(t *testing.T) {
	t.Parallel()
	for list, want := range map[string][]number{
		"+1 (202) 555-0147, +12025550148": {{"+12025550147", false}, {"+12025550148", false}},
		"12025550147":                     {{"+12025550147", true}},
		"202-555-0147":                    {{"+12025550147", true}},
		"":                                nil,
	} {
		found, other := numbers(list)
		require.Equal(t, want, found)
		require.False(t, other)
	}
	for _, list := range []string{"sip:a@b.example", "5550147", "+1202, +12025550148", "{{flow.variables.to}}"} {
		_, other := numbers(list)
		require.True(t, other, list)
	}
}

func TestTextsAreMadePlain(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Hello {{trigger.call.From}}, <break time='1s'/>press  1.\n": "Hello, press 1.",
		"{% if x %}Hi{% endif %} {you}":                              "Hi (you)",
		"{{flow.variables.x}}.":                                      "",
		"5 < 6 > 4":                                                  "5 < 6 > 4",
	} {
		require.Equal(t, want, plain(text))
	}
}
