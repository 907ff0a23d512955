package main

import (
	"github.com/okpay/hotline/cmd/hotline/terminal"
	"github.com/okpay/hotline/config"
)

// settingsSource is where settings come from that no flag gives.
type settingsSource struct {
	lookup func(string) (string, bool) // of environment variables
	file   string                      // the settings file's name
}

// configShow is `hotline config show`.
type configShow struct {
	JSON bool `name:"json" help:"One JSON object a line."`
}

func (*configShow) inspects() {}

// shownSetting is a setting as `config show` prints it.
type shownSetting struct {
	Setting string `json:"setting"`
	Value   string `json:"value"` // a secret as stars
	From    string `json:"from"`
}

// Run prints every setting, its value, and where it is from.
func (c *configShow) Run(s config.Settings, con terminal.Console, source settingsSource) error {
	env, err := config.Read(source.lookup, con.Path(source.file))
	if err != nil {
		return unreadable{err}
	}
	var all []shownSetting
	for _, f := range s.Fields() {
		all = append(all, shownSetting{Setting: f.Env, Value: f.Value(), From: f.Origin(env)})
	}
	return terminal.Listing[shownSetting]{
		What: "settings", Header: []string{"setting", "value", "from"},
		Row:    func(s shownSetting) []string { return []string{s.Setting, s.Value, s.From} },
		Record: func(s shownSetting) any { return s },
	}.Print(con, c.JSON, terminal.Each(all))
}
