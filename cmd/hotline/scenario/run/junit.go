package run

import (
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/okpay/hotline/menus/check"
)

// The parts of JUnit's XML that continuous integration reads.
type (
	junitSuite struct {
		XMLName  xml.Name    `xml:"testsuite"`
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string        `xml:"name,attr"`
		Class   string        `xml:"classname,attr"`
		Time    string        `xml:"time,attr"`
		Failure *junitFailure `xml:"failure,omitempty"`
		Error   *junitFailure `xml:"error,omitempty"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// WriteJUnit writes a report to a file as JUnit's XML.
func WriteJUnit(file string, report Report) error {
	suite := junitSuite{Name: "hotline test"}
	for _, r := range report.Results {
		c := junitCase{Name: r.Name, Class: r.Position.File, Time: fmt.Sprintf("%.3f", r.Took.Seconds())}
		switch {
		case r.Err != nil:
			suite.Errors++
			c.Error = &junitFailure{Message: r.Err.Error()}
		case r.Failure != nil:
			suite.Failures++
			c.Failure = &junitFailure{Message: r.Failure.Position.String() + ": expected: " + r.Failure.Want, Text: r.Text()}
		}
		suite.Cases = append(suite.Cases, c)
	}
	if report.Mutants != nil {
		suite.add(report.Mutants)
	}
	suite.Tests = len(suite.Cases)
	data, err := xml.MarshalIndent(suite, "", "  ")
	if err == nil {
		err = os.WriteFile(file, append([]byte(xml.Header), append(data, '\n')...), 0o644) //nolint:gosec // a report to be read by others
	}
	if err != nil {
		return errors.Join(errors.New("--junit"), err)
	}
	return nil
}

// add makes a case of every exit that was led elsewhere; it fails when no script
// noticed.
func (s *junitSuite) add(m *Mutants) {
	survived := map[check.Exit][]string{}
	for _, x := range m.survivors {
		survived[x.exit.Exit] = append(survived[x.exit.Exit], x.String())
	}
	for _, exit := range m.exits {
		c := junitCase{Name: exit.String() + " leads elsewhere", Class: exit.at.File, Time: "0"}
		if told := survived[exit.Exit]; told != nil {
			s.Failures++
			c.Failure = &junitFailure{Message: exit.at.String() + ": no script notices", Text: strings.Join(told, "\n")}
		}
		s.Cases = append(s.Cases, c)
	}
}
