package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"time"

	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/view"
)

// deliveriesList is `hotline deliveries list`.
type deliveriesList struct {
	Dead  bool `help:"Only those that are sent no more."`
	Limit int  `help:"At most so many; 0 is all."`
	JSON  bool `help:"One line of JSON each."`
}

// Work implements [storeCommand].
func (c *deliveriesList) Work(ctx context.Context, o *storeContext) error {
	if c.Limit < 0 {
		return unreadable{errors.New("--limit: write 0 for all, or a number of deliveries")}
	}
	zone, err := o.zone()
	if err != nil {
		return err
	}
	return terminal.Listing[store.Delivery]{
		What: "deliveries", Header: []string{"delivery", "news", "case", "of", "state", "attempts", "next", "why"},
		Row:    func(d store.Delivery) []string { return deliveryRow(d, zone) },
		Record: func(d store.Delivery) any { return view.DeliveryOf(d) },
	}.Print(o.Console, c.JSON, c.deliveries(ctx, o.store))
}

// deliveries are the dead, and then those that wait, up to the limit.
func (c *deliveriesList) deliveries(ctx context.Context, s store.Store) iter.Seq2[store.Delivery, error] {
	return func(yield func(store.Delivery, error) bool) {
		given := 0
		for _, dead := range []bool{true, false} {
			if c.Dead && !dead {
				return
			}
			for d, err := range s.ListDeliveries(ctx, dead) {
				given++
				if !yield(d, err) || given == c.Limit {
					return
				}
			}
		}
	}
}

func deliveryRow(d store.Delivery, zone *time.Location) []string {
	state, next := view.Pending, shown(d.Due, zone)
	if !d.Died.IsZero() {
		state, next = view.Dead, ""
	}
	return []string{d.ID, string(d.News), d.Case.Number, shown(d.At, zone), state, strconv.Itoa(d.Attempts), next, d.Failure}
}

// deliveriesRetry is `hotline deliveries retry`.
type deliveriesRetry struct {
	Delivery string `arg:"" optional:"" help:"The delivery's id, as hotline deliveries list has it."`
	Dead     bool   `help:"All that are dead."`
}

// Work implements [storeCommand].
func (c *deliveriesRetry) Work(ctx context.Context, o *storeContext) error {
	if (c.Delivery == "") != c.Dead {
		return unreadable{errors.New("name one delivery, or all that are dead by --dead")}
	}
	ids := []string{c.Delivery}
	if c.Dead {
		ids = nil
		for d, err := range o.store.ListDeliveries(ctx, true) {
			if err != nil {
				return err
			}
			ids = append(ids, d.ID)
		}
	}
	for _, id := range ids {
		if _, err := o.store.RetryDelivery(ctx, id); err != nil {
			return noDelivery(err)
		}
		if err := o.audit(ctx, "delivery.retry", id, ""); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(o.Out, "%d to be sent again\n", len(ids))
	return err
}

func noDelivery(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return errors.New("there is no such delivery: it was received or dropped, or never was; see hotline deliveries list")
	}
	return err
}

// deliveriesDrop is `hotline deliveries drop`.
type deliveriesDrop struct {
	Delivery string `arg:"" help:"The delivery's id, as hotline deliveries list has it."`
}

// Work implements [storeCommand].
func (c *deliveriesDrop) Work(ctx context.Context, o *storeContext) error {
	if err := o.store.RemoveDelivery(ctx, c.Delivery); err != nil {
		return noDelivery(err)
	}
	return o.audit(ctx, "delivery.drop", c.Delivery, "")
}
