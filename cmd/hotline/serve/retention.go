package serve

import (
	"maps"
	"slices"

	"github.com/okpay/hotline/ivr/privacy"
)

// retain removes what is over each day, beside the calls. A rehearsal removes nothing: its
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
	retainer := privacy.NewRetainer(privacy.RetainerConfig{
		Store: h.Store, Carrier: carrier, Terms: byKind, Clock: h.Clock, Log: h.Log, Registry: h.Service.Registry,
	})
	h.Service.Beside(retainer.Run)
}
