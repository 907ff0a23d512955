package main

import (
	"context"
	"sync"

	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/simulate"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/live"
)

// callersMenus are the menus as the server needs them.
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
	made, _ := c.forms.LoadOrStore(menu, simulate.Menu(menu))
	return made.(service.Menu) //nolint:forcetypeassert // the map holds no other
}
