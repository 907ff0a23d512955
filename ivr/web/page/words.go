package page

import (
	"fmt"
	"io/fs"

	"golang.org/x/text/language"

	"github.com/okpay/hotline/ivr/i18n"
)

var matcher = language.NewMatcher([]language.Tag{language.SimplifiedChinese, language.AmericanEnglish}) // as in i18n.Languages

// match is the page language nearest to what a browser asks for.
func match(wanted ...string) string {
	_, i := language.MatchStrings(matcher, wanted...)
	return i18n.Languages()[i]
}

// readWords reads the texts of a section's pages.
func readWords(files fs.FS) (i18n.Catalogue, error) {
	file, err := fs.ReadFile(files, "words.json")
	if err != nil {
		return nil, fmt.Errorf("reading words: %w", err)
	}
	words, err := i18n.Read(file)
	if err != nil {
		return nil, fmt.Errorf("words.json: %w", err)
	}
	return words, nil
}
