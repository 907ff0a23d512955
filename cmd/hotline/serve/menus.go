package serve

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/rs/zerolog"

	"github.com/okpay/hotline/cmd/hotline/prover"
	"github.com/okpay/hotline/ivr/i18n"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/live"
	"github.com/okpay/hotline/menus/serving"
)

// PublisherConfig is what every publisher of menus has: this is one whose folder never
// changes, and that proves in this process. The version is that of this program.
func PublisherConfig(s live.Store, version string, clock func() time.Time, log zerolog.Logger) live.Config {
	return live.Config{Store: s, Prove: prover.Here, Program: version, Languages: i18n.Languages(), Clock: clock, Log: log}
}

// publisher opens the publisher of a server that people look after: it reads the settings' folder, and
// proves beside the calls.
func (h *Hotline) publisher(ctx context.Context) (*live.Publisher, error) {
	c := PublisherConfig(h.Store, h.Version, h.Clock, h.Log)
	c.Prove = prover.Apart
	c.Load = h.Load
	return live.New(ctx, c, h.First)
}

// watch takes up each save of the folder until ctx ends. SIGHUP is caught from here on, so that one
// sent during start-up reloads instead of ending the process.
func (h *Hotline) watch() func(context.Context) error {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGHUP)
	dir := ""
	if h.Settings.Watch {
		dir = h.Settings.Menus
	}
	return func(ctx context.Context) error {
		h.Publisher.Watch(ctx, dir, asked)
		return nil
	}
}

// CallersMenus are the publisher's menus as what answers calls needs them.
func CallersMenus(p *live.Publisher) service.Menus { return &callersMenus{publisher: p} }

type callersMenus struct {
	publisher *live.Publisher
	forms     sync.Map // service.Menu by *menus.Menu: each is made once
}

// Current implements [service.Menus]. It never waits.
func (c *callersMenus) Current() service.Menu { return c.form(c.publisher.Current()) }

// Revision implements [service.Menus].
func (c *callersMenus) Revision(ctx context.Context, id string) (service.Menu, error) {
	menu, err := c.publisher.Revision(ctx, id)
	if err != nil {
		return service.Menu{}, err
	}
	return c.form(menu), nil
}

// Sound implements [service.Menus].
func (c *callersMenus) Sound(name string) []byte { return c.publisher.Sound(name) }

func (c *callersMenus) form(menu *menus.Menu) service.Menu {
	if made, ok := c.forms.Load(menu); ok {
		return made.(service.Menu) //nolint:forcetypeassert // the map holds no other
	}
	made, _ := c.forms.LoadOrStore(menu, serving.Menu(menu))
	return made.(service.Menu) //nolint:forcetypeassert // the map holds no other
}
