package dispatch

import (
	"encoding/hex"
	"fmt"
	"io"
)

// ids draws ids that nobody else draws.
type ids struct{ random io.Reader }

// action draws the id of an action.
func (i ids) action() (string, error) { return i.draw(16) }

// series draws what the ids of a batch begin with, so that no other batch, here or in another process, gives
// the same.
func (i ids) series() (string, error) {
	drawn, err := i.draw(8)
	return drawn + "-", err
}

func (i ids) draw(size int) (string, error) {
	id := make([]byte, size)
	if _, err := io.ReadFull(i.random, id); err != nil {
		return "", fmt.Errorf("drawing an id: %w", err)
	}
	return hex.EncodeToString(id), nil
}
