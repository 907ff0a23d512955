package ivr

import (
	"errors"
	"fmt"
)

// ErrPrivate is the error of a turn that would say an account's private data to a caller who is not
// verified.
var ErrPrivate = errors.New("is an account's own")

// UnsetError is the error of a turn that says a value which nothing has set.
type UnsetError struct{ Name string }

// Error names the value.
func (e UnsetError) Error() string { return fmt.Sprintf("says {%s}, which nothing has set", e.Name) }
