package exchange

import "fmt"

// fault is the reason why a document could not be fetched or executed, with its code in Twilio's error
// dictionary.
type fault struct {
	code int
	text string
	url  string // the address that failed
}

func faultf(code int, format string, args ...any) *fault {
	return &fault{code: code, text: fmt.Sprintf(format, args...)}
}

// Error implements error.
func (f *fault) Error() string { return fmt.Sprintf("error %d: %s", f.code, f.text) }

// at sets the address that failed.
func (f *fault) at(url string) *fault {
	f.url = url
	return f
}
