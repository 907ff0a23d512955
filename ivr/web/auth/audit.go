package auth

import (
	"fmt"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/store"
)

// Audit writes down that who is signed in saw or changed something: action in
// the house's words ("case.close"), object by the house's own name for it, and
// what more there is to tell, customers' data masked.
func (g *Gate) Audit(c echo.Context, action, object, detail string) error {
	who, _ := Who(c)
	err := g.Store.AppendAudit(c.Request().Context(), store.AuditEntry{
		At: g.Clock(), Who: who.Name, Role: who.Role, Action: action, Object: object, Detail: detail, Address: c.RealIP(),
	})
	if err != nil {
		return fmt.Errorf("writing the audit: %w", err)
	}
	return nil
}
