package node

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Level is a service level: the share of callers who are to be answered within
// a time. It is written "80% in 20s".
type Level struct {
	Share  float64 // 0 to 1
	Within time.Duration
}

var level = regexp.MustCompile(`^([0-9]{1,3})% in ([0-9]+(?:s|m))$`)

// UnmarshalText implements [encoding.TextUnmarshaler].
func (l *Level) UnmarshalText(text []byte) error {
	parts := level.FindStringSubmatch(string(text))
	if parts == nil {
		return fmt.Errorf("%q is no service level; write it like 80%% in 20s", text)
	}
	percent, _ := strconv.Atoi(parts[1]) // three digits at most
	within, err := time.ParseDuration(parts[2])
	if err != nil || percent > 100 || percent == 0 || within == 0 {
		return fmt.Errorf("%q is no service level; write it like 80%% in 20s", text)
	}
	l.Share, l.Within = float64(percent)/100, within
	return nil
}

// MarshalText implements [encoding.TextMarshaler].
func (l Level) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%.0f%% in %s", l.Share*100, l.Within), nil
}
