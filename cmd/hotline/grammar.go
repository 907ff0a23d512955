package main

import (
	"github.com/willabides/kongplete"

	"github.com/okpay/hotline/config"
)

// grammar is the whole command line. Commands that implement storeCommand are
// run by whoever holds the store; all others have a Run method.
type grammar struct {
	config.Settings `embed:"" group:"Settings (flag, environment or .env file)"`
	EnvFile         string `default:".env" placeholder:"FILE" help:"File of settings, NAME=VALUE a line."`

	Dev      devCommand      `cmd:"" help:"The whole hotline on this machine with a demo ledger; no account needed."`
	Serve    serveCommand    `cmd:"" help:"Answer Twilio's webhooks: production."`
	Call     callCommand     `cmd:"" help:"Dial the hotline from the terminal."`
	Init     initCommand     `cmd:"" help:"Write a small menu to begin with, complete and sound."`
	Check    checkCommand    `cmd:"" help:"Prove the menus: nobody is trapped, nothing is told too early."`
	Diff     diffCommand     `cmd:"" help:"What changes for callers between two menus, in their words."`
	Graph    graphCommand    `cmd:"" help:"The menu as a picture: SVG, HTML, Graphviz, Mermaid."`
	Test     testCommand     `cmd:"" help:"Play callers' scripts against the menus; tell which exits none of them meets."`
	Replay   replayCommand   `cmd:"" help:"The recorded calls on another menu: which would go otherwise."`
	Rehearse rehearseCommand `cmd:"" help:"A day of callers and agents, played before it comes: waits, service level, agents needed."`

	Prove proveCommand `cmd:"" hidden:"" help:"Prove the menus that a running hotline gives on standard input."`
	Play  dayCommand   `cmd:"" hidden:"" help:"Play the day that a running hotline gives on standard input."`

	Import struct {
		Studio importStudio `cmd:"" help:"Turn a voice flow of Twilio Studio into a menu, and tell what was wrong with it."`
	} `cmd:"" help:"Menus from elsewhere."`
	Ledger struct {
		Import ledgerImport `cmd:"" help:"Load accounts, transactions and refunds from CSV or JSON Lines."`
		Show   ledgerShow   `cmd:"" help:"Show an account, transaction or refund by its id."`
		Stats  ledgerStats  `cmd:"" help:"Count the ledger's rows."`
	} `cmd:"" help:"The ledger of accounts, transactions and refunds."`
	Calls struct {
		List   callsList   `cmd:"" help:"List calls, newest first."`
		Show   callsShow   `cmd:"" help:"Show a call and its journal."`
		Export callsExport `cmd:"" help:"Write calls with their journals as JSON Lines."`
	} `cmd:"" help:"The records of calls."`
	Cases struct {
		List   casesList   `cmd:"" help:"List cases, newest first."`
		Show   casesShow   `cmd:"" help:"Show a case."`
		Assign casesAssign `cmd:"" help:"Give a case to somebody."`
		Note   casesNote   `cmd:"" help:"Write a note upon a case."`
		Close  casesClose  `cmd:"" help:"Close a case."`
	} `cmd:"" help:"What callers asked for, and what has to be done."`
	Agents struct {
		List     agentsList     `cmd:"" help:"List the people of the house."`
		Add      agentsAdd      `cmd:"" help:"Add someone, or change their entry."`
		Setup    agentsSetup    `cmd:"" help:"Make the first administrator."`
		Invite   agentsInvite   `cmd:"" help:"Print a one-time link by which someone chooses a password; it is good for 48 hours."`
		Password agentsPassword `cmd:"" help:"Set someone's password, and sign them out everywhere."`
		PIN      agentsPIN      `cmd:"" name:"pin" help:"Set the PIN of someone who dials in to take calls, 4 to 8 digits."`
		Signout  agentsSignout  `cmd:"" help:"Sign someone out of every browser."`
		Remove   agentsRemove   `cmd:"" help:"Remove someone."`

		ResetSecondFactor agentsResetSecondFactor `cmd:"" help:"Take away someone's second factor, when their telephone and recovery codes are lost, and sign them out everywhere."`
		ForgetBrowsers    agentsForgetBrowsers    `cmd:"" help:"Let no browser be known any more from earlier sign-ins, by a new key for their cookies; who is signed in stays so."`
	} `cmd:"" help:"The people who take calls, and who sign in."`
	Hours struct {
		List  hoursList  `cmd:"" help:"List lines: open or closed, and until when."`
		Close hoursClose `cmd:"" help:"Close a line now, until an instant."`
		Open  hoursOpen  `cmd:"" help:"Take back what close did."`
	} `cmd:"" help:"The lines' hours, and the switch that closes one now."`
	Menus struct {
		List     menusList     `cmd:"" help:"List the versions that were live, newest first."`
		Show     menusShow     `cmd:"" help:"Show a version: who made it live, when, and what it changed for callers."`
		Rollback menusRollback `cmd:"" help:"Let new calls begin with an earlier version."`
		Name     menusName     `cmd:"" help:"Give a version a name, such as \"before the holidays\"."`
		Reload   menusReload   `cmd:"" help:"Let new calls begin with what the folder holds, also after a rollback."`
	} `cmd:"" help:"The versions of the menus: which is live, which were, and back."`
	Tokens struct {
		List   tokensList   `cmd:"" help:"List the tokens: what each may do, and when it was last used."`
		Add    tokensAdd    `cmd:"" help:"Make a token and print it, once."`
		Remove tokensRemove `cmd:"" help:"Remove a token: it opens nothing from then on."`
	} `cmd:"" help:"What lets other programs use the API (docs/API.md)."`
	Deliveries struct {
		List  deliveriesList  `cmd:"" help:"List news of cases that the company's systems have not received, oldest first."`
		Retry deliveriesRetry `cmd:"" help:"Send one again, or all that are dead."`
		Drop  deliveriesDrop  `cmd:"" help:"Forget one that is not wanted."`
	} `cmd:"" help:"News of cases on its way to the company's systems."`
	Audit struct {
		Export auditExport `cmd:"" help:"Write who saw or changed what as JSON Lines, oldest first."`
		Verify auditVerify `cmd:"" help:"Prove that no entry was changed, added or removed: each holds the hash of the one before."`
	} `cmd:"" help:"The record of who saw or changed what."`
	Report reportCommand `cmd:"" help:"A year's figures: complaints by kind, share handled, handling time, service level."`
	File   struct {
		Check   storeCheck   `cmd:"" help:"Read every record of a store; list those that are damaged, or leave them out of a copy of its file."`
		Compact storeCompact `cmd:"" help:"Write the store's file anew without what was removed from it; the hotline must not run."`
		Copy    storeCopy    `cmd:"" help:"Copy a store's file into an empty database, and compare each record; the hotline must not run."`
	} `cmd:"" name:"store" help:"The store."`
	Key struct {
		Rotate keyRotate `cmd:"" help:"Encrypt the store's records with a new key, also while the hotline runs; with HOTLINE_KEY_NEXT, put that in HOTLINE_KEY's place."`
	} `cmd:"" help:"The key with which the store's records are encrypted."`
	Erase   eraseCommand   `cmd:"" help:"Erase what is known of one person: calls, journals, recordings, and what cases tell of them."`
	Backup  backupCommand  `cmd:"" help:"Copy the store, also while the hotline runs."`
	Restore restoreCommand `cmd:"" help:"Put a backup in the store's place; the hotline must not run."`

	Ready    readyCommand    `cmd:"" help:"Ask the server at HOTLINE_ADDR whether it is ready."`
	Doctor   doctorCommand   `cmd:"" help:"Look whether all is well around the hotline: settings, store, disk, carrier, certificate, menus; say what to mend."`
	Fallback fallbackCommand `cmd:"" help:"Print the document for a TwiML Bin that answers when the hotline cannot."`
	Config   struct {
		Show configShow `cmd:"" help:"Show every setting, its value (secrets as stars) and where it comes from."`
	} `cmd:"" help:"The settings."`
	Schema     schemaCommand                `cmd:"" help:"Print the JSON Schema of menu files, or of callers' scripts, for editors."`
	Version    versionCommand               `cmd:"" help:"Print the version."`
	Completion kongplete.InstallCompletions `cmd:"" help:"Print the shell's completion of this command line."`
}
