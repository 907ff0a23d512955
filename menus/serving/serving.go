// Package serving gives loaded menus the form in which the service answers calls from them: the menus know
// nothing of the service, nor it of them.
package serving

import (
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/menus"
)

// Menu returns a menu as the service needs it.
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

// Promises returns the service levels of a menu's queues.
func Promises(m *menus.Menu) map[string]acd.Promise {
	all := map[string]acd.Promise{}
	for name, q := range m.Queues {
		all[name] = acd.Promise{Share: q.ServiceLevel.Share, Within: q.ServiceLevel.Within}
	}
	return all
}
