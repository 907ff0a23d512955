package serve

import (
	"maps"
	"slices"

	"github.com/okpay/hotline/ivr/privacy"
	"github.com/okpay/hotline/store"
)

// retain removes what is over each day, beside the calls: one process of those that share the store. A rehearsal removes nothing: its
// clock may show a day on which everything is over.
func (h *Hotline) retain(carrier privacy.Carrier) {
	terms := h.Settings.Terms()
	if len(terms) == 0 {
		return
	}
	if !h.Rehearsal.IsZero() {
		h.Log.Info().Msg("a rehearsal: records whose time is over stay")
		return
	}
	byKind := map[privacy.Kind]privacy.Term{}
	for _, kind := range slices.Sorted(maps.Keys(terms)) {
		byKind[privacy.Kind(kind)] = privacy.Term(terms[kind])
	}
	removes := privacy.RetainerConfig{
		Store: h.Store, Carrier: carrier, Terms: byKind, Clock: h.Clock, Log: h.Log, Registry: h.Service.Registry,
	}
	if shared, ok := h.Store.(store.Shared); ok {
		removes.Lease = shared.Lease
	}
	h.Service.Beside(privacy.NewRetainer(removes).Run)
}
