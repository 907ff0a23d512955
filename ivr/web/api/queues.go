package api

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// queueRoutes serves how the queues do.
type queueRoutes struct{ api *API }

func (a queueRoutes) operations() []operation {
	return []operation{
		{http.MethodGet, "/queues", read, nil, a.list},
	}
}

// queueView is how a queue does.
type queueView struct {
	Queue          string         `json:"queue"`
	Open           bool           `json:"open"`
	Waiting        int            `json:"waiting"`
	LongestSeconds int            `json:"longest_seconds"`
	Agents         map[string]int `json:"agents"`
	AnsweredToday  int            `json:"answered_today"`
	AbandonedToday int            `json:"abandoned_today"`
	ServiceLevel   levelView      `json:"service_level"`
}

// levelView is a service level: the share of today's callers who were answered
// in time, null when nobody called.
type levelView struct {
	Share         *float64 `json:"share"`
	Target        float64  `json:"target"`
	WithinSeconds int      `json:"within_seconds"`
}

func viewQueue(q QueueStatus) queueView {
	v := queueView{
		Queue: q.Name, Open: q.Open, Waiting: q.Waiting, LongestSeconds: int(q.Longest.Seconds()),
		Agents: map[string]int{}, AnsweredToday: q.Answered, AbandonedToday: q.Abandoned,
		ServiceLevel: levelView{Target: q.Target, WithinSeconds: int(q.Within.Seconds())},
	}
	for mode, n := range q.Agents {
		v.Agents[string(mode)] = n
	}
	if q.Level >= 0 {
		v.ServiceLevel.Share = &q.Level
	}
	return v
}

func (a queueRoutes) list(c echo.Context) error {
	queues, err := a.api.ACD.Queues(c.Request().Context())
	if err != nil {
		return err
	}
	all := listing[queueView]{Items: []queueView{}}
	for _, q := range queues {
		all.Items = append(all.Items, viewQueue(q))
	}
	return ok(c, all)
}
