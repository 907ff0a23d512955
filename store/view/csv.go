package view

import (
	"encoding/csv"
	"io"
	"regexp"
	"strings"
)

// WriteCSV writes rows for spreadsheets; the first names the columns. A cell that a spreadsheet
// would take for a formula, as somebody's note may begin like one, is preceded by an apostrophe,
// which makes it text.
func WriteCSV(w io.Writer, rows [][]string) error {
	file := csv.NewWriter(w)
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, text := range row {
			cells[i] = inert(text)
		}
		if err := file.Write(cells); err != nil {
			return err
		}
	}
	file.Flush()
	return file.Error()
}

// signed is a number with its sign, or a telephone number: a spreadsheet takes it for a number.
var signed = regexp.MustCompile(`^[+-][0-9]+(\.[0-9]+)?$`)

func inert(cell string) string {
	if strings.IndexAny(cell, "=+-@\t\r\n") != 0 || signed.MatchString(cell) {
		return cell
	}
	return "'" + cell
}
