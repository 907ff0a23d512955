package doctor

import "fmt"

// Result is how well something is.
type Result string

// How well something is.
const (
	OK      Result = "ok"
	Warning Result = "warning" // calls are answered, and it should be mended
	Bad     Result = "bad"     // calls are not answered as they should be
)

// Diagnosis is what one check found.
type Diagnosis struct {
	Check  string `json:"check"`
	Result Result `json:"result"`
	Text   string `json:"text"`
	Mend   string `json:"mend,omitempty"` // what to do; "" when all is well
}

// String is the diagnosis as a line for people.
func (d Diagnosis) String() string {
	text := d.Text
	if d.Mend != "" {
		text += "; " + d.Mend
	}
	return fmt.Sprintf("%-8s %-12s %s", d.Result, d.Check, text)
}

func well(check, format string, args ...any) Diagnosis {
	return Diagnosis{Check: check, Result: OK, Text: fmt.Sprintf(format, args...)}
}

func warn(check, text, mend string) Diagnosis {
	return Diagnosis{Check: check, Result: Warning, Text: text, Mend: mend}
}

func bad(check, text, mend string) Diagnosis {
	return Diagnosis{Check: check, Result: Bad, Text: text, Mend: mend}
}
