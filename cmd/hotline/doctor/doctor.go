// Package doctor looks at a hotline and what is around it: settings, files, store, disk,
// menus, carrier, public address. A file holds the checks of one of them.
package doctor

import (
	"context"
	"crypto/x509"
	"time"

	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/live"
)

// Doctor looks at a hotline.
type Doctor struct {
	Settings config.Settings
	EnvFile  string                      // where the settings file is
	Store    string                      // where the store's file is, unless the store is a database
	Database func(context.Context) error // looks whether the database answers
	Menu     func() (*menus.Menu, error) // loads the settings' menus
	Prove    live.Prove
	Now      func() time.Time
	Roots    *x509.CertPool // that certificates are checked with; nil for the system's
}
