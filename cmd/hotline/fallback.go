package main

import (
	"errors"
	"fmt"

	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr/web"
)

// fallbackCommand is `hotline fallback`.
type fallbackCommand struct{}

// Run prints the document that a TwiML Bin answers with when the hotline cannot.
func (*fallbackCommand) Run(s config.Settings, con terminal.Console) error {
	if len(s.FallbackNumber) == 0 {
		return unreadable{errors.New("HOTLINE_FALLBACK_NUMBER is not set: name the telephones that ring when the hotline cannot answer")}
	}
	if s.Number == "" {
		return unreadable{errors.New("HOTLINE_NUMBER is not set: the carrier rings nobody without a caller id of yours")}
	}
	document, err := web.StaticFallback(s.Number, s.FallbackNumber)
	if err != nil {
		return fmt.Errorf("writing the fallback document: %w", err)
	}
	_, err = fmt.Fprintf(con.Out, "%s\n", document)
	return err
}
