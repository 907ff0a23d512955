package console

import (
	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/web/page"
	"github.com/okpay/hotline/store"
)

// Mount serves the pages under /console. Each section has its own; administrators see more of some.
func (s *Console) Mount(e *echo.Echo) {
	at := func(role store.Role) *echo.Group {
		return e.Group("/console", page.Secure(""), page.Choose, s.Gate.Require(role))
	}
	operators, admins := at(store.RoleOperator), at(store.RoleAdmin)
	wallboardSection{s}.mount(operators)
	callsSection{s}.mount(operators)
	casesSection{s}.mount(operators, admins)
	reportsSection{s}.mount(operators)
	rehearsalSection{s}.mount(operators)
	hoursSection{s}.mount(operators)
	menuSection{s}.mount(operators)
	versionsSection{s}.mount(operators)
	ledgerSection{s}.mount(operators, admins)
	erasureSection{s}.mount(admins)
	peopleSection{s}.mount(admins)
	auditSection{s}.mount(admins)
}
