package diff

import (
	"bytes"
	"slices"

	"github.com/okpay/hotline/menus"
)

// recordings records the files that hold another recording than before. That a node plays
// another file is a change of its settings.
func (c *comparison) recordings() {
	for _, name := range c.new.Recordings() {
		if was, there := c.old.Files[name]; there && slices.Contains(c.old.Recordings(), name) && !bytes.Equal(was, c.new.Files[name]) {
			c.found.add(Words, "", menus.Position{File: name, Line: 1, Column: 1}, say("recording", name))
		}
	}
}
