package simulate

import (
	"context"
	"fmt"

	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/serving"
	"github.com/okpay/hotline/store"
)

// Fixed returns menus that nobody changes.
func Fixed(m *menus.Menu) service.Menus { return fixed{serving.Menu(m)} }

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
