package simulate

import (
	"context"
	"fmt"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/store"
)

// Menu is a menu as the service needs it, in a simulation as in a running hotline.
func Menu(m *menus.Menu) service.Menu {
	queues, promised := map[string]service.Queue{}, Promises(m)
	for name, q := range m.Queues {
		queues[name] = service.Queue{
			Line: q.Hours, Priority: q.Priority,
			Promise: promised[name],
			Open:    func(now time.Time, closed *ivr.Closure) bool { return m.Open(name, now, closed) },
		}
	}
	return service.Menu{Tree: m.Tree, Unknown: m.Unknown, Queues: queues, Sounds: m.Sounds}
}

// Promises are the service levels of a menu's queues.
func Promises(m *menus.Menu) map[string]acd.Promise {
	all := map[string]acd.Promise{}
	for name, q := range m.Queues {
		all[name] = acd.Promise{Share: q.ServiceLevel.Share, Within: q.ServiceLevel.Within}
	}
	return all
}

// Fixed are menus that nobody changes.
func Fixed(m *menus.Menu) service.Menus { return fixed{Menu(m)} }

type fixed struct{ menu service.Menu }

// Current implements [service.Menus].
func (f fixed) Current() service.Menu { return f.menu }

// Revision implements [service.Menus].
func (f fixed) Revision(_ context.Context, id string) (service.Menu, error) {
	if id != f.menu.Tree.Revision {
		return service.Menu{}, fmt.Errorf("menus of revision %s: %w", id, store.ErrNotFound)
	}
	return f.menu, nil
}

// Sound implements [service.Menus].
func (f fixed) Sound(name string) []byte { return f.menu.Sounds[name] }
