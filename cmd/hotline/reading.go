package main

// These commands leave the store as it is: where there is none, they make none.

func (*agentsList) reads()      {}
func (*backupCommand) reads()   {}
func (*callsExport) reads()     {}
func (*callsList) reads()       {}
func (*callsShow) reads()       {}
func (*casesList) reads()       {}
func (*casesShow) reads()       {}
func (*deliveriesList) reads()  {}
func (*graphCommand) reads()    {}
func (*hoursList) reads()       {}
func (*ledgerShow) reads()      {}
func (*ledgerStats) reads()     {}
func (*menusList) reads()       {}
func (*menusShow) reads()       {}
func (*rehearseCommand) reads() {}
func (*replayCommand) reads()   {}
func (*reportCommand) reads()   {}
func (*tokensList) reads()      {}
