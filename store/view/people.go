package view

import (
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// Agent is a person who takes calls.
type Agent struct {
	Name        string     `json:"name"`
	Number      ivr.Masked `json:"number"`
	Departments []string   `json:"departments"`
	Languages   []string   `json:"languages"`
	OnDuty      bool       `json:"on_duty"`
	Softphone   bool       `json:"softphone"`
	Role        string     `json:"role"`
}

// AgentOf shows a person.
func AgentOf(a store.Agent) Agent {
	return Agent{a.Name, a.Number, a.Departments, a.Languages, a.OnDuty, a.Softphone, a.Role.String()}
}

// AgentDetails is a person with how they sign in, for whoever runs the hotline. Of secrets it says
// only whether there is one.
type AgentDetails struct {
	Agent
	Identity string     `json:"softphone"` // that is rung, in place of whether there is one; "" for none
	Email    ivr.Masked `json:"email"`
	Password bool       `json:"password"` // has chosen one
	Second   bool       `json:"second_factor"`
	PIN      bool       `json:"pin"`
}

// AgentDetailsOf shows a person with how they sign in.
func AgentDetailsOf(a store.Agent) AgentDetails {
	v := AgentDetails{Agent: AgentOf(a), Email: a.Email, Password: a.Password != "", Second: a.Second.On(), PIN: a.PIN != ""}
	if a.Softphone {
		v.Identity = a.Identity()
	}
	return v
}

// AuditEntry is one thing that somebody saw or changed.
type AuditEntry struct {
	At      time.Time `json:"at"`
	Who     string    `json:"who"`
	Role    string    `json:"role"`
	Action  string    `json:"action"`
	Object  string    `json:"object"`
	Detail  string    `json:"detail"`
	Address string    `json:"address"`
}

// AuditEntryOf shows an entry of the audit.
func AuditEntryOf(e store.AuditEntry) AuditEntry {
	return AuditEntry{e.At.UTC(), e.Who, e.Role.String(), e.Action, e.Object, e.Detail, e.Address}
}
