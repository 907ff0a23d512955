package fault

// sabotages bring about, each by an edit of one place, what the rows of docs/faults.md claim to notice.
var sabotages = []sabotage{
	{
		row: "A1", name: "a step is answered before it is written", test: "TestKills", file: "store/bolt/commit.go",
		before: "	finished, err := s.run(&w.work)\n	if finished {\n		w.free()\n	}\n	return err\n",
		after:  "	w.ctx = context.WithoutCancel(ctx)\n	go func() { time.Sleep(10 * time.Millisecond); _, _ = s.run(&w.work) }()\n	return nil\n",
	},
	{
		row: "A2", name: "a text that was under way at a kill is sent again", test: "TestKillsAtEachPoint", file: "ivr/service/outbox.go",
		before: "	return ok\n", after: "	return ok || !ok\n",
	},
	{
		row: "A3", name: "a step that could not be written is answered as if it were", test: "TestStoreFailsAtEachPoint", file: "ivr/service/step.go",
		before: "	if err := c.core.commit(c.ctx, c.commit); err != nil {\n		return nil, err\n",
		after:  "	if err := c.core.commit(c.ctx, c.commit); errors.Is(err, store.ErrConflict) {\n		return nil, err\n",
	},
	{
		row: "A4", name: "a webhook that fails is answered by an error", test: "TestFullDisk", file: "ivr/web/routes.go",
		before: "		s.Service.CountRescue()\n		return document(c, rescue(c))\n", after: "		s.Service.CountRescue()\n		return echo.ErrServiceUnavailable\n",
	},
	{
		row: "A4", name: "a step for which there is no room is answered as if it were written", test: "TestFullDisk", file: "ivr/service/step.go",
		before: "	if err := c.core.commit(c.ctx, c.commit); err != nil {\n		return nil, err\n",
		after:  "	if err := c.core.commit(c.ctx, c.commit); errors.Is(err, store.ErrConflict) {\n		return nil, err\n",
	},
	{
		row: "A5", name: "a webhook may take a minute", test: "TestSlowDisk", file: "ivr/service/deadline.go",
		before: "webhookDeadline = 3 * time.Second", after: "webhookDeadline = 60 * time.Second",
	},
	{
		row: "A6", name: "no checksum is looked at", test: "TestDamagedFile", file: "store/bolt/record.go",
		before: "	return false, fmt.Errorf(\"%s: %w\", b, store.ErrDamaged)\n}\n\n// encrypts", after: "	return false, nil\n}\n\n// encrypts",
	},
	{
		row: "A7", name: "a second process waits for the file", test: "TestSecondProcess", file: "store/bolt/open.go",
		before: "	if o.Timeout <= 0 {\n		options.Timeout = time.Second\n", after: "	if o.Timeout <= 0 {\n		options.Timeout = 30 * time.Second\n",
	},
	{
		row: "A8", name: "a restored file is not put in its place", test: "TestBackups", file: "store/bolt/backup.go",
		before: "	if err := os.Rename(copied, path); err != nil {\n", after: "	if err := os.Remove(copied); err != nil {\n",
	},
	{
		row: "A9", name: "what is over is kept twice as long", test: "TestYearOfCalls", thorough: true, file: "ivr/privacy/retention.go",
		before: "now.AddDate(-t.Years, -t.Months, -t.Days)", after: "now.AddDate(-t.Years, -t.Months, -2*t.Days)",
	},
	{
		row: "A10", name: "messages whose taking was not heard of stay taken", test: "TestALostAnswer", pkg: "./store/postgres", file: "store/postgres/outbox.go",
		before: "		if doubtful {\n", after: "		if doubtful && number == 0 {\n",
	},
	{
		row: "A11", name: "a stop closes connections with requests under way", test: "TestStops", file: "cmd/hotline/serve/answer.go",
		before: "listening.Shutdown(late); err", after: "errors.Join(late.Err(), listening.Close()); err",
	},
	{
		row: "A11", name: "some who wait are forgotten by a restart", test: "TestPlacesOverRestarts", file: "store/bolt/acd.go",
		before: "func(_ string, k acd.Interaction) { f = f.With(k) }",
		after:  "func(id string, k acd.Interaction) {\n				if id[len(id)-1]%4 != 0 {\n					f = f.With(k)\n				}\n			}",
	},
	{
		row: "B1", name: "a repeated webhook gets the newest answer", test: "TestDuplicates", file: "ivr/service/step.go",
		before: "			return claimed.Reply, nil\n",
		after:  "			if c.call, c.read, err = c.core.Store.Call(c.ctx, c.claim.Call); err != nil {\n				return nil, err\n			}\n			return c.latest()\n",
	},
	{
		row: "B2", name: "some ends are not noted", test: "TestDisorder", file: "ivr/service/ended.go",
		before: "	if r.Over() {\n", after: "	if r.Over() && r.CallSid[len(r.CallSid)-1] != '5' {\n",
	},
	{
		row: "B3", name: "an agent in wrap-up is asked", test: "TestSeeds", pkg: "./ivr/simulate/seeds", file: "ivr/acd/index.go",
		before: "return s.Mode == Available && s.reachable()", after: "return (s.Mode == Available || s.Mode == WrapUp) && s.reachable()",
	},
	{
		row: "B3", name: "callbacks are made at night", test: "TestSeeds", pkg: "./ivr/simulate/seeds", file: "ivr/acd/match.go",
		before: "k.Case == \"\" || m.t.rules.Open[k.Queue]", after: "k.Case == \"\" || len(m.t.rules.Open) >= 0",
	},
	{
		row: "B3", name: "a text that was under way at a kill is sent again", test: "TestSeeds", pkg: "./ivr/simulate/seeds", file: "ivr/service/outbox.go",
		before: "	return ok\n", after: "	return ok || !ok\n",
	},
	{
		row: "B3", name: "a repeated webhook gets the newest answer", test: "TestSeeds", pkg: "./ivr/simulate/seeds", file: "ivr/service/step.go",
		before: "			return claimed.Reply, nil\n",
		after:  "			if c.call, c.read, err = c.core.Store.Call(c.ctx, c.claim.Call); err != nil {\n				return nil, err\n			}\n			return c.latest()\n",
	},
	{
		row: "B3", name: "some who wait are forgotten by a restart", test: "TestSeeds", pkg: "./ivr/simulate/seeds", file: "store/bolt/acd.go",
		before: "func(_ string, k acd.Interaction) { f = f.With(k) }",
		after:  "func(id string, k acd.Interaction) {\n				if id[len(id)-1]%4 != 0 {\n					f = f.With(k)\n				}\n			}",
	},
	{
		row: "B3", name: "a callback that nobody answers is dialled again at once", test: "TestSeeds", pkg: "./ivr/simulate/seeds", file: "ivr/acd/step.go",
		before: "retryAfter = 15 * time.Minute", after: "retryAfter = 5 * time.Minute",
	},
	{
		row: "B4", name: "a journal has another time than the call", test: "TestHistoriesAreFoldedAgain", file: "ivr/service/step.go",
		before: "At: result.Call.At, Step: e.Step", after: "At: result.Call.At.Add(1), Step: e.Step",
	},
	{
		row: "B5", name: "a text is repeated after a failure of the carrier's", test: "TestRESTFailures", file: "ivr/twilio/error.go",
		before: "e.Status >= http.StatusInternalServerError && !(once && e.Unclear)", after: "e.Status >= http.StatusInternalServerError",
	},
	{
		row: "B6", name: "the fallback rings nobody", test: "TestFallbackIsGivenAtOnce", file: "ivr/web/fallback.go",
		before: "	if len(s.Service.Fallback) == 0 {\n", after: "	if len(s.Service.Fallback) >= 0 {\n",
	},
	{
		row: "B7", name: "the minute of closing is open", test: "TestEveryMinuteOfFourYears", file: "ivr/hours/schedule.go",
		before: "!t.Before(p.start) && t.Before(p.end)", after: "!t.Before(p.start) && !t.After(p.end)",
	},
	{
		row: "B8", name: "nothing is taken up after a refusal", test: "TestReloads", file: "menus/live/publish.go",
		before: "	case r != nil && r.Revision() == v.Folder:\n", after: "	case r != nil:\n",
	},
	{
		row: "B9", name: "a dial that was under way at a kill is made again", test: "TestCallbacksOverRestarts", file: "ivr/acd/dispatch/carry.go",
		before: "		return f.Do(ctx, acd.DequeueFailed{Interaction: a.Interaction, Gone: true})\n", after: "",
	},
	{
		row: "B9", name: "callbacks are made at night", test: "TestCallbacksOverRestarts", file: "ivr/acd/match.go",
		before: "k.Case == \"\" || m.t.rules.Open[k.Queue]", after: "k.Case == \"\" || len(m.t.rules.Open) >= 0",
	},
	{
		row: "B10", name: "a place gets worse", test: "TestTwoHoursOfWaiting", file: "ivr/acd/estimate.go",
		before: "- waiting.rank(queue) + 1\n", after: "- waiting.rank(queue) + 1 + int(now.Sub(k.Since)/time.Hour)\n",
	},
	{
		row: "C1", name: "no signature is looked at", test: "TestOnlyTheCarrierIsHeard", pkg: "./ivr/web", file: "ivr/web/guard.go",
		before: "r, form); err != nil {\n", after: "r, form); err != nil && form == nil {\n",
	},
	{
		row: "C2", name: "a form that cannot be read is an error of ours", test: "FuzzWebhook", pkg: "./ivr/web", file: "ivr/web/guard.go",
		before: "		s.refuse(c, \"the form cannot be read\")\n		return echo.ErrForbidden\n", after: "		return echo.ErrInternalServerError\n",
	},
	{
		row: "C3", name: "cells are formulas", test: "TestInjection", file: "store/view/csv.go",
		before: "	return \"'\" + cell\n", after: "	return cell\n",
	},
	{
		row: "C4", name: "a file may be as long as it likes", test: "TestLimits", pkg: "./menus", file: "menus/file.go",
		before: "maxFile  = 256 << 10", after: "maxFile  = 256 << 20",
	},
	{
		row: "C5", name: "an unknown number is told apart", test: "TestAnUnknownNumberHearsTheSameWords", pkg: "./ivr/web", file: "ivr/service/codes.go",
		before: "	a, err := p.accounts.find(ctx, q.Phones)\n	if err != nil && !errors.Is(err, store.ErrNotFound) {\n",
		after:  "	a, err := p.accounts.find(ctx, q.Phones)\n	if err != nil {\n",
	},
	{
		row: "C6", name: "strangers use up the owner's codes", test: "TestStrangersCannotFloodAnOwnerWithCodes", pkg: "./ivr/web", file: "ivr/service/codelimits.go",
		before: "	if caller == account {\n", after: "	if caller != \"\" || account != \"\" {\n",
	},
	{
		row: "C7", name: "a webhook that was answered gets the newest answer", test: "TestAWebhookMoreThanOnce", pkg: "./ivr/web", file: "ivr/service/step.go",
		before: "			return claimed.Reply, nil\n",
		after:  "			if c.call, c.read, err = c.core.Store.Call(c.ctx, c.claim.Call); err != nil {\n				return nil, err\n			}\n			return c.latest()\n",
	},
	{
		row: "C7", name: "the carrier's mark of a webhook is not looked at", test: "TestTheSameTokenIsTheSameWebhook", pkg: "./ivr/web", file: "ivr/service/step.go",
		before: "Step: step, Token: token}, request: r})", after: "Step: step, Token: token[len(token):]}, request: r})",
	},
	{
		row: "C8", name: "the token follows a redirect", test: "TestARedirectIsNotFollowed", pkg: "./ivr/twilio", file: "ivr/twilio/rest.go",
		before: "return http.ErrUseLastResponse", after: "return nil",
	},
	{
		row: "C8", name: "a recording is kept wherever it is", test: "TestARecordingElsewhereIsDropped", pkg: "./ivr/twilio", file: "ivr/twilio/recording.go",
		before: "u.Scheme == \"https\" && (named || u.Host == twilioHost)", after: "u.Scheme == \"https\"",
	},
	{
		row: "C9", name: "premium numbers are called", test: "TestWhoIsCalledBack", pkg: "./ivr/twilio", file: "ivr/twilio/destinations.go",
		before: "		return RefusedPremium\n", after: "		return \"\"\n",
	},
	{
		row: "C10", name: "digits are logged", test: "TestCanaries", file: "ivr/service/step.go",
		before: "Str(\"from\", result.Call.From.String())", after: "Str(\"from\", result.Call.From.String()).Str(\"typed\", c.request.Form.Get(\"Digits\"))",
	},
	{
		row: "C11", name: "each refused request is logged", test: "TestFlood", file: "ivr/web/guard.go",
		before: "	if !due {\n", after: "	if !due && silent < 0 {\n",
	},
}
