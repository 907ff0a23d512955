package ledgerfile

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Encoding is a character encoding.
type Encoding string

// The encodings of files.
const (
	UTF8    Encoding = "UTF-8"
	UTF16LE Encoding = "UTF-16LE"
	UTF16BE Encoding = "UTF-16BE"
	GB18030 Encoding = "GB18030" // includes GBK and GB2312
)

// marks are the first bytes that identify a file.
var marks = []struct {
	begin    string
	encoding Encoding
	refusal  string // why such a file cannot be read; "" when it can
}{
	{"\xef\xbb\xbf", UTF8, ""},
	{"\xff\xfe", UTF16LE, ""},
	{"\xfe\xff", UTF16BE, ""},
	{"PK\x03\x04", "", "is a workbook (.xlsx) or a zip archive; save the sheet as CSV UTF-8, or unpack the archive"},
	{"\xd0\xcf\x11\xe0", "", "is a workbook (.xls); save the sheet as CSV UTF-8"},
	{"\x1f\x8b", "", "is compressed (gzip); unpack it first"},
}

// encodingOf reads a file to its end and returns its encoding, one for the whole file. A file that fits
// none is treated as UTF-8, so that rows with other bytes are reported and nothing is garbled.
func encodingOf(r io.ReadSeeker, name string) (Encoding, error) {
	text, begin, err := rewound(r, name)
	if err != nil {
		return "", err
	}
	for _, mark := range marks {
		switch {
		case !bytes.HasPrefix(begin, []byte(mark.begin)):
		case mark.refusal != "":
			return "", &Problem{name, 1, "", mark.refusal}
		default:
			return mark.encoding, nil
		}
	}
	if bytes.IndexByte(begin, 0) >= 0 {
		return "", &Problem{name, 1, "", "holds bytes that are zero: it is not text, or it is UTF-16 without a byte order mark; save it as CSV UTF-8"}
	}
	switch whole, err := allUTF8(text); {
	case err != nil:
		return "", &readError{name, err}
	case whole:
		return UTF8, nil
	}
	if text, _, err = rewound(r, name); err != nil {
		return "", err
	}
	var seen tally
	if err := seen.read(text); err != nil {
		return "", &readError{name, err}
	}
	if !seen.likeGB18030() {
		return UTF8, nil
	}
	if text, _, err = rewound(r, name); err != nil {
		return "", err
	}
	switch whole, err := allValid(transform.NewReader(text, simplifiedchinese.GB18030.NewDecoder())); {
	case err != nil:
		return "", &readError{name, err}
	case whole:
		return GB18030, nil
	}
	return UTF8, nil
}

// allUTF8 reports whether a text is valid UTF-8 to its end.
func allUTF8(text *bufio.Reader) (bool, error) {
	for {
		begin, err := text.Peek(looked)
		if err != nil && !errors.Is(err, io.EOF) {
			return false, err
		}
		whole := len(begin)
		if err == nil { // the last character may go on behind
			whole = wholeRunes(begin)
		}
		if !utf8.Valid(begin[:whole]) {
			return false, nil
		}
		if err != nil {
			return true, nil
		}
		_, _ = text.Discard(whole) // cannot fail: it is in the buffer
	}
}

// wholeRunes is the length of a text without its last character, if that is cut off.
func wholeRunes(b []byte) int {
	for back := 1; back < utf8.UTFMax && back <= len(b); back++ {
		if at := len(b) - back; utf8.RuneStart(b[at]) {
			if utf8.FullRune(b[at:]) {
				return len(b)
			}
			return at
		}
	}
	return len(b)
}

// looked is how many bytes of a file's beginning are examined.
const looked = 64 << 10

// rewound returns a file from its first byte, and its first bytes.
func rewound(r io.ReadSeeker, name string) (*bufio.Reader, []byte, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, nil, &readError{name, err}
	}
	text := bufio.NewReaderSize(r, looked)
	begin, err := text.Peek(looked)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, nil, &readError{name, err}
	}
	return text, begin, nil
}

// tally counts the lines with characters beyond ASCII, and the runs of bytes beyond ASCII.
type tally struct {
	valid, invalid int // lines, as UTF-8
	kept, lost     int // bytes: inside UTF-8 characters of three or four, and outside any
	runs, single   int // single counts the runs of one byte that no digit follows
}

// margin is how many lines that are not UTF-8 outweigh one that is.
const margin = 10

// likeGB18030 reports whether far more lines are not UTF-8 than are, more bytes are outside UTF-8
// characters than inside, and most runs are longer than a byte: an accented letter of Windows-1252 or
// Latin-1 is between ASCII letters, and a byte of GB18030 is single only before a digit or in a rare
// character.
func (t *tally) likeGB18030() bool {
	return t.invalid > 0 && t.invalid >= margin*t.valid && t.lost > t.kept && 2*t.single < t.runs
}

func (t *tally) read(text io.RuneReader) error {
	run, beyond, broken := 0, false, false
	end := func(next rune) {
		if run > 0 {
			t.runs++
		}
		if run == 1 && (next < '0' || next > '9') {
			t.single++
		}
		run = 0
	}
	endLine := func() {
		switch {
		case broken:
			t.invalid++
		case beyond:
			t.valid++
		}
		beyond, broken = false, false
	}
	for {
		r, size, err := text.ReadRune()
		switch {
		case errors.Is(err, io.EOF):
			end(0)
			endLine()
			return nil
		case err != nil:
			return err
		case r >= utf8.RuneSelf:
			run += size
			beyond = true
			switch size {
			case 1:
				broken = true
				t.lost++
			case 3, 4:
				t.kept += size
			}
			continue
		}
		end(r)
		if r == '\n' || r == '\r' {
			endLine()
		}
	}
}

// allValid reports whether decoded text contains no U+FFFD, which replaces bytes that the encoding does
// not have.
func allValid(r io.Reader) (bool, error) {
	text := bufio.NewReader(r)
	for {
		switch char, _, err := text.ReadRune(); {
		case errors.Is(err, io.EOF):
			return true, nil
		case err != nil:
			return false, err
		case char == utf8.RuneError:
			return false, nil
		}
	}
}

// decoded returns a file's text as UTF-8, without a byte order mark.
func decoded(r io.ReadSeeker, name string, from Encoding) (*bufio.Reader, error) {
	text, begin, err := rewound(r, name)
	if err != nil {
		return nil, err
	}
	decoders := map[Encoding]encoding.Encoding{
		UTF16LE: unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM),
		UTF16BE: unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM),
		GB18030: simplifiedchinese.GB18030,
	}
	if decoder, ok := decoders[from]; ok {
		return bufio.NewReaderSize(transform.NewReader(text, decoder.NewDecoder()), looked), nil
	}
	if bytes.HasPrefix(begin, []byte(marks[0].begin)) {
		_, _ = text.Discard(len(marks[0].begin)) // cannot fail: it is in the buffer
	}
	return text, nil
}
