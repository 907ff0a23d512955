package ivr

import (
	"errors"
	"fmt"
)

// ErrPrivate is the failure of a turn that would tell what is an account's own
// to someone who has not proved that the account is theirs.
var ErrPrivate = errors.New("is an account's own")

// UnsetError is the failure of a turn that speaks a value which nothing has set.
type UnsetError struct{ Name string }

// Error names the value.
func (e UnsetError) Error() string { return fmt.Sprintf("says {%s}, which nothing has set", e.Name) }
