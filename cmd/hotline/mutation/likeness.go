package mutation

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// likeness gives every node a number. Nodes with the same number say the same words,
// take the same keys and lead the same ways on: no caller can tell them apart.
func likeness(tree *ivr.Tree) (map[string]int, error) {
	names := slices.Sorted(maps.Keys(tree.Nodes))
	looks := map[string]string{}
	for _, name := range names {
		settings, err := settingsHeard(tree.Nodes[name])
		if err != nil {
			return nil, fmt.Errorf("reading the settings of node %s: %w", name, err)
		}
		looks[name] = settings
	}
	classes := numbered(names, looks)
	for {
		for _, name := range names {
			looks[name] = fmt.Sprint(classes[name], waysOn(tree.Nodes[name], classes))
		}
		finer := numbered(names, looks)
		if count(finer) == count(classes) {
			return finer, nil
		}
		classes = finer
	}
}

// settingsHeard writes all of a node's settings that callers can notice.
func settingsHeard(place ivr.TreeNode) (string, error) {
	data, err := yaml.Marshal(place.Node)
	if err != nil {
		return "", err
	}
	settings := map[string]any{}
	if err := yaml.Unmarshal(data, &settings); err != nil {
		return "", err
	}
	kind, _ := node.Find(place.Kind)
	for _, name := range kind.Unheard {
		delete(settings, name)
	}
	if data, err = yaml.Marshal(settings); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s %t\n%s", place.Kind, place.Menu, data), nil
}

// waysOn writes where a node's exits lead, by the classes of the nodes there.
func waysOn(place ivr.TreeNode, classes map[string]int) string {
	var b strings.Builder
	for _, exit := range slices.Sorted(maps.Keys(place.Exits)) {
		fmt.Fprintf(&b, " %s:%d", exit, classes[place.Exits[exit]])
	}
	return b.String()
}

// numbered gives nodes that look alike the same number, the first look the first.
func numbered(names []string, looks map[string]string) map[string]int {
	numbers, classes := map[string]int{}, map[string]int{}
	for _, name := range names {
		number, known := numbers[looks[name]]
		if !known {
			number = len(numbers)
			numbers[looks[name]] = number
		}
		classes[name] = number
	}
	return classes
}

func count(classes map[string]int) int {
	different := map[int]bool{}
	for _, class := range classes {
		different[class] = true
	}
	return len(different)
}
