// Package fault has the reasons why the exchange could not use what a service answered, with
// their codes in Twilio's error dictionary.
package fault

import "fmt"

// Fault is the reason why a document could not be fetched or executed.
type Fault struct {
	Code int // in Twilio's error dictionary
	Text string
	URL  string // the address that failed
}

// New returns a fault without an address.
func New(code int, format string, args ...any) *Fault {
	return &Fault{Code: code, Text: fmt.Sprintf(format, args...)}
}

// Error implements error.
func (f *Fault) Error() string { return fmt.Sprintf("error %d: %s", f.Code, f.Text) }

// At sets the address that failed, and returns the fault.
func (f *Fault) At(url string) *Fault {
	f.URL = url
	return f
}
