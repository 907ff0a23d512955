package draft

import "fmt"

// String says why there is no draft.
func (m Missed) String() string { return fmt.Sprintf("no draft for %s %s: %s", m.Node, m.Name, m.Why) }
