package main

import (
	"context"
	"crypto/x509"
	"fmt"
	"time"

	"github.com/okpay/hotline/config"
)

// doctorCommand is `hotline doctor`.
type doctorCommand struct {
	JSON bool `name:"json" help:"One JSON object a line."`
}

func (*doctorCommand) inspects() {}

// How well something is.
const (
	resultOK      = "ok"
	resultWarning = "warning" // calls are answered, and it should be mended
	resultBad     = "bad"     // calls are not answered as they should be
)

// diagnosis is what one check of the doctor found.
type diagnosis struct {
	Check  string `json:"check"`
	Result string `json:"result"`
	Text   string `json:"text"`
	Mend   string `json:"mend,omitempty"` // what to do; "" when all is well
}

func well(check, format string, args ...any) diagnosis {
	return diagnosis{Check: check, Result: resultOK, Text: fmt.Sprintf(format, args...)}
}

func warn(check, text, mend string) diagnosis {
	return diagnosis{Check: check, Result: resultWarning, Text: text, Mend: mend}
}

func bad(check, text, mend string) diagnosis {
	return diagnosis{Check: check, Result: resultBad, Text: text, Mend: mend}
}

// doctor looks at the hotline and what is around it.
type doctor struct {
	settings config.Settings
	envFile  string // where the settings file is
	store    string // where the store's file is
	now      func() time.Time
	roots    *x509.CertPool // that certificates are checked with; nil for the system's
}

// Run looks at everything, whatever is found first. It fails when something is bad.
func (c *doctorCommand) Run(ctx context.Context, s config.Settings, con console, source settingsSource) error {
	return c.examine(ctx, doctor{settings: s, envFile: con.path(source.file), store: con.path(s.StoreFile()), now: time.Now}, con)
}

// checks are what the doctor looks at, in order.
func (d doctor) checks() []func(context.Context) []diagnosis {
	return []func(context.Context) []diagnosis{
		d.checkSettings, d.checkFiles, d.checkStore, d.checkDisk, d.checkMenus, d.checkFallback, d.checkCarrier, d.checkAddress,
	}
}

func (c *doctorCommand) examine(ctx context.Context, d doctor, con console) error {
	fit := true
	for _, look := range d.checks() {
		for _, e := range look(ctx) {
			fit = fit && e.Result != resultBad
			if err := c.show(con, e); err != nil {
				return err
			}
		}
	}
	if !fit {
		return errSaid
	}
	return nil
}

func (c *doctorCommand) show(con console, e diagnosis) error {
	if c.JSON {
		return con.json(e)
	}
	text := e.Text
	if e.Mend != "" {
		text += "; " + e.Mend
	}
	_, err := fmt.Fprintf(con.out, "%-8s %-12s %s\n", e.Result, e.Check, text)
	return err
}
