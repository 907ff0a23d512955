package api

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/privacy"
	"github.com/okpay/hotline/store"
)

// erasureRoutes erase what is known of a person.
type erasureRoutes struct{ api *API }

func (a erasureRoutes) operations() []operation {
	return []operation{{http.MethodPost, "/erasures", write, nil, a.erase}}
}

// erasureRequest names a person by one of two, and says why.
type erasureRequest struct {
	Phone   string `json:"phone"`
	Account string `json:"account"`
	Reason  string `json:"reason"`
	DryRun  bool   `json:"dry_run"`
}

// erasure is what was known of a person.
type erasure struct {
	Erased     bool     `json:"erased"`
	Calls      []string `json:"calls"`
	Cases      []string `json:"cases"`
	Open       int      `json:"open"` // of the cases: they are closed
	Recordings int      `json:"recordings"`
	Stays      []string `json:"stays"` // what is not erased, and why
}

func erasureOf(f privacy.Found, erased bool) erasure {
	e := erasure{Erased: erased, Calls: append([]string{}, f.Calls...), Cases: append([]string{}, f.Cases...), Open: f.Open, Recordings: f.Recordings}
	for _, stay := range privacy.Stays() {
		e.Stays = append(e.Stays, stay.Text)
	}
	return e
}

func (a erasureRoutes) erase(c echo.Context) error {
	body, err := bodyOf[erasureRequest](c)
	if err != nil {
		return err
	}
	person := privacy.Person{Phone: ivr.Masked(body.Phone), Account: ivr.Masked(body.Account)}
	if body.Phone != "" && !e164.MatchString(body.Phone) {
		return bad("phone is no telephone number; write it as E.164, + and country code, no spaces")
	}
	if body.DryRun {
		return a.find(c, person)
	}
	reason, err := textOf(body.Reason, true)
	if err != nil {
		return bad("reason is missing or too long; say why, for the audit")
	}
	request := privacy.Request{Person: person, Reason: reason, By: store.AuditEntry{At: a.api.Clock(), Who: actor(c), Role: "api", Address: c.RealIP()}}
	found, err := privacy.Erase(c.Request().Context(), a.api.Store, a.api.Recordings, request)
	if err != nil {
		return erasureProblem(err)
	}
	return ok(c, erasureOf(found, !found.None()))
}

// find shows what is known of a person. Who looks is written into the audit.
func (a erasureRoutes) find(c echo.Context, person privacy.Person) error {
	found, err := privacy.Find(c.Request().Context(), a.api.Store, person)
	if err != nil {
		return erasureProblem(err)
	}
	if err := a.api.audit(c, "person.find", person.String(), ""); err != nil {
		return err
	}
	return ok(c, erasureOf(found, false))
}

func erasureProblem(err error) error {
	switch {
	case errors.Is(err, privacy.ErrPerson):
		return bad("name the person by phone or by account")
	case errors.Is(err, privacy.ErrUnderWay):
		return refuse(http.StatusConflict, "a call or a callback of this person is under way; ask again when it has ended")
	case errors.Is(err, privacy.ErrCarrier):
		return refuse(http.StatusBadGateway, "the carrier has not deleted all recordings, whose cases are left; ask again later")
	}
	return err
}
