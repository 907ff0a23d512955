package twilio

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Values are a webhook's parameters by name: a [Form], or [url.Values].
type Values interface {
	// Get returns the first value of a name, "" for none.
	Get(name string) string
	Has(name string) bool
}

// Form holds the parameters of a webhook's body in the order in which they are signed: by name, and
// those of one name as they came.
type Form []Parameter

// Parameter is one parameter of a form.
type Parameter struct{ Name, Value string }

// Get returns the first value of a name, "" for none.
func (f Form) Get(name string) string {
	if i, found := f.find(name); found {
		return f[i].Value
	}
	return ""
}

// Has reports whether there is a parameter of the name.
func (f Form) Has(name string) bool {
	_, found := f.find(name)
	return found
}

func (f Form) find(name string) (int, bool) {
	return slices.BinarySearchFunc(f, name, func(p Parameter, name string) int { return byUTF16(p.Name, name) })
}

// ReadForm reads the form in a POST request's body, which can be read again afterwards. A request
// without a form has none.
func ReadForm(r *http.Request) (Form, error) { return ReadFormInto(nil, r) }

// ReadFormInto is [ReadForm] into the memory of a form that is no longer needed.
func ReadFormInto(room Form, r *http.Request) (Form, error) {
	if !isForm(r) || r.Body == nil {
		return nil, nil
	}
	body, err := readBody(r)
	if err != nil {
		return nil, fmt.Errorf("%w: broken body", ErrUnreadable)
	}
	return parseForm(room, body)
}

// bodies are buffers into which bodies are read.
var bodies = sync.Pool{New: func() any { return new([]byte) }}

// readBody reads a body, and puts one in its place that holds the same.
func readBody(r *http.Request) (string, error) {
	buffer := bodies.Get().(*[]byte)
	defer bodies.Put(buffer)
	read := (*buffer)[:0]
	for {
		if len(read) == cap(read) {
			read = slices.Grow(read, max(512, int(min(r.ContentLength, 64<<10))))
		}
		n, err := r.Body.Read(read[len(read):cap(read)])
		read = read[:len(read)+n]
		if err == io.EOF { //nolint:errorlint // as io.ReadAll has it
			break
		}
		if err != nil {
			return "", err
		}
	}
	*buffer = read
	body := string(read)
	r.Body = &again{Reader: *strings.NewReader(body)}
	return body, nil
}

// again is a body that is in memory.
type again struct{ strings.Reader }

func (*again) Close() error { return nil }

// parseForm reads an encoded form, whose texts the parameters refer to where nothing in them is
// encoded.
func parseForm(room Form, body string) (Form, error) {
	parameters := strings.Count(body, "&") + 1
	if parameters > maxParameters {
		return nil, fmt.Errorf("%w: a form of more than %d parameters", ErrUnreadable, maxParameters)
	}
	form := slices.Grow(room[:0], parameters)
	sorted := true
	var decoded strings.Builder // one piece of memory for all that is encoded
	for len(body) > 0 {
		var pair string
		pair, body, _ = strings.Cut(body, "&")
		if pair == "" {
			continue
		}
		if decoded.Len() == 0 && isEncoded(pair) {
			decoded.Grow(len(pair) + len(body)) // it then stays where it is
		}
		p, ok := parseParameter(&decoded, pair)
		if !ok {
			return nil, fmt.Errorf("%w: malformed form", ErrUnreadable)
		}
		sorted = sorted && (len(form) == 0 || byUTF16(form[len(form)-1].Name, p.Name) <= 0)
		form = append(form, p)
	}
	if !sorted {
		slices.SortStableFunc(form, func(a, b Parameter) int { return byUTF16(a.Name, b.Name) })
	}
	return form, nil
}

func parseParameter(decoded *strings.Builder, pair string) (p Parameter, ok bool) {
	if strings.IndexByte(pair, ';') >= 0 {
		return p, false
	}
	p.Name, p.Value, _ = strings.Cut(pair, "=")
	if !isEncoded(pair) {
		return p, true
	}
	if p.Name, ok = unescape(decoded, p.Name); !ok {
		return p, false
	}
	p.Value, ok = unescape(decoded, p.Value)
	return p, ok
}

// isEncoded reports whether anything in a form means more than itself.
func isEncoded(s string) bool {
	return strings.IndexByte(s, '%') >= 0 || strings.IndexByte(s, '+') >= 0
}

// unescape decodes a text behind what was decoded before it.
func unescape(decoded *strings.Builder, s string) (string, bool) {
	start := decoded.Len()
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '+':
			decoded.WriteByte(' ')
		case '%':
			if i+2 >= len(s) {
				return "", false
			}
			c, err := strconv.ParseUint(s[i+1:i+3], 16, 8)
			if err != nil {
				return "", false
			}
			decoded.WriteByte(byte(c))
			i += 2
		default:
			decoded.WriteByte(s[i])
		}
	}
	return decoded.String()[start:], true
}

// maxParameters bounds how many parameters a form has: anybody may send one, and it is sorted before
// its signature is known to be right. Twilio sends some dozens.
const maxParameters = 1000

const formType = "application/x-www-form-urlencoded"

// isForm reports whether a request brings a form.
func isForm(r *http.Request) bool {
	if r.Method != http.MethodPost {
		return false
	}
	switch given := r.Header.Get("Content-Type"); given {
	case formType, formType + "; charset=UTF-8", formType + "; charset=utf-8":
		return true
	default:
		media, _, err := mime.ParseMediaType(given)
		return err == nil && media == formType
	}
}
