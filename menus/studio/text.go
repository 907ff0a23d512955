package studio

import (
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// longestText is how many letters of a prompt are kept: more than a minute of speech.
const longestText = 3000

var (
	liquid = regexp.MustCompile(`(?s)\{\{.*?\}\}|\{%.*?%\}`) // Studio's templates
	tag    = regexp.MustCompile(`</?[a-zA-Z][^<>]*>`)        // of SSML
	holes  = strings.NewReplacer(" ,", ",", " .", ".", " !", "!", " ?", "?", " ，", "，", " 。", "。")
)

// plain returns a text without templates, SSML and the marks that have a meaning in a menu's texts.
func plain(s string) string {
	s = tag.ReplaceAllString(liquid.ReplaceAllString(s, ""), " ")
	s = strings.NewReplacer("{", "(", "}", ")").Replace(strings.ToValidUTF8(s, ""))
	s = holes.Replace(strings.Join(strings.FieldsFunc(s, isGap), " "))
	if letters := []rune(s); len(letters) > longestText {
		s = string(letters[:longestText])
	}
	if !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return ""
	}
	return s
}

func isGap(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r == unicode.ReplacementChar || r == '\ufeff'
}

// quoted returns a text as a YAML string.
func quoted(s string) string { return strconv.Quote(s) }

// comment returns a text that fits after a #.
func comment(s string) string {
	if letters := []rune(plain(s)); len(letters) > 80 {
		return string(letters[:80]) + "…"
	}
	return plain(s)
}

// address returns a web address without what may be secret in it.
func address(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return quoted(comment(s))
	}
	return quoted(comment(u.Host + path.Clean("/"+u.Path)))
}

// number is a telephone number of a flow.
type number struct {
	e164 string
	bare bool // written without its plus
}

// nationalDigits is the length of a national number of the United States.
const nationalDigits = 10

// numbers returns the telephone numbers of a list, and whether it contains anything else. One without a
// plus begins with its calling code, unless it has the length of a national number of the United
// States.
func numbers(list string) (found []number, other bool) {
	for to := range strings.SplitSeq(list, ",") {
		to = strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", ".", "", "\u00a0", "").Replace(to)
		digits, plus := strings.CutPrefix(to, "+")
		_, err := strconv.ParseUint(digits, 10, 64)
		switch known := err == nil && len(digits) <= 15 && digits[0] != '0'; {
		case known && plus && len(digits) >= 7, known && len(digits) > nationalDigits:
			found = append(found, number{"+" + digits, !plus})
		case known && len(digits) == nationalDigits:
			found = append(found, number{"+1" + digits, true})
		case to != "":
			other = true
		}
	}
	return found, other
}

// ending returns a number as a note shows it: its last four digits.
func ending(number string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
	if len(digits) < 4 {
		return "a number"
	}
	return "the number ending in " + digits[len(digits)-4:]
}
