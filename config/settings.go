package config

import (
	"net"
	"net/url"
	"strings"
	"time"
)

// Settings are all settings. The tags are the one place that documents them: the flag's name, the
// environment's name, the default and the meaning.
type Settings struct {
	Addr              string   `name:"addr" env:"HOTLINE_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Listen address."`
	OpsAddr           string   `name:"ops-addr" env:"HOTLINE_OPS_ADDR" placeholder:"HOST:PORT" example:"127.0.0.1:9090" help:"Address of /healthz, /readyz and /metrics alone, which HOTLINE_ADDR then does not answer; when empty they are on HOTLINE_ADDR."`
	PublicURL         string   `name:"public-url" env:"HOTLINE_PUBLIC_URL" placeholder:"URL" example:"https://hotline.example.com" required-by:"serve" help:"Scheme and host that Twilio calls; base of every URL in TwiML and of signature checks."`
	Number            string   `name:"hotline-number" env:"HOTLINE_NUMBER" placeholder:"NUMBER" example:"+861000000000" required-by:"serve" help:"The hotline's own number, E.164: caller id of calls and sender of messages."`
	FallbackNumber    []string `name:"fallback-number" env:"HOTLINE_FALLBACK_NUMBER" placeholder:"NUMBER" example:"+861000000001,+861000000002" help:"Numbers that are rung one after another when the hotline itself cannot answer, separated by commas."`
	Menus             string   `name:"menus" env:"HOTLINE_MENUS" placeholder:"DIR" example:"/etc/hotline/menus" help:"Folder of menu YAML; OKPAY's own menus, which are built in, when empty."`
	Watch             bool     `name:"watch" env:"HOTLINE_WATCH" default:"true" negatable:"" help:"Take up menus that are saved in the folder while calls go on, once they are proved; SIGHUP and hotline menus reload do so too."`
	Store             string   `name:"store" env:"HOTLINE_STORE" shown:"store" placeholder:"FILE|URL" example:"hotline.db" help:"The store's file, made when it is not there; hotline.db when empty, and a temporary one for dev. Or a database that any number of hotlines share: postgres://USER:PASSWORD@HOST:PORT/DATABASE."`
	Key               Secret   `name:"key" env:"HOTLINE_KEY" placeholder:"KEY" help:"What the store's records are encrypted with: 32 random bytes in base64, as openssl rand -base64 32 prints. Without it they are readable to whoever has the file. Keep a copy elsewhere: without it nobody can open the store or a backup."`
	KeyNext           Secret   `name:"key-next" env:"HOTLINE_KEY_NEXT" placeholder:"KEY" help:"The key that hotline key rotate puts in the place of HOTLINE_KEY; until it is HOTLINE_KEY, either opens the store."`
	Retention         string   `name:"retention" env:"HOTLINE_RETENTION" placeholder:"KIND=TIME,..." example:"calls=400d,recordings=180d,cases=3y,audit=3y,outbox=30d" help:"How long records are kept, by kind, in days (d), months (m) or years (y): calls (with journals, answers and stays in queues, from their beginning), recordings (also at the carrier), cases (from when they were closed), audit, outbox (news of cases that could not be delivered). What is over is removed each day; kinds that are not named stay. The daily figures stay."`
	BackupDir         string   `name:"backup-dir" env:"HOTLINE_BACKUP_DIR" placeholder:"DIR" example:"/var/backups/hotline" help:"Folder into which serve backs the store up; best on another disk. Every backup is verified, and the metric hotline_backup_last_success_timestamp_seconds says when the last good one was made."`
	BackupEvery       string   `name:"backup-every" env:"HOTLINE_BACKUP_EVERY" default:"24h" placeholder:"TIME" help:"How often: hours and minutes, such as 6h or 30m."`
	BackupKeep        int      `name:"backup-keep" env:"HOTLINE_BACKUP_KEEP" default:"14" placeholder:"N" help:"How many backups stay in the folder; the oldest are removed, after a good one was made. 0 removes none."`
	BackupEncryptTo   []string `name:"backup-encrypt-to" env:"HOTLINE_BACKUP_ENCRYPT_TO" placeholder:"KEY" example:"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p" help:"Public keys of age for which these backups are encrypted, separated by commas; hotline restore --identity takes the secret key. They are not encrypted when empty."`
	CallsPerHour      int      `name:"calls-per-hour" env:"HOTLINE_CALLS_PER_HOUR" default:"0" placeholder:"N" help:"How often one number may call within an hour before it is offered only fraud reports, a callback and a message; calls that show no number count as those of one number. 0 does not limit."`
	CodesPerHour      int      `name:"codes-per-hour" env:"HOTLINE_CODES_PER_HOUR" default:"5" placeholder:"N" help:"How many codes in a row may be sent to one account in an hour without one being typed right, before its callers are led to a person. Calls from the account's own number and calls from all other numbers are counted apart, so that strangers cannot use up what the owner needs. 0 does not limit."`
	CodesPerDay       int      `name:"codes-per-day" env:"HOTLINE_CODES_PER_DAY" default:"10" placeholder:"N" help:"As HOTLINE_CODES_PER_HOUR, for a day."`
	CodesPerMinute    int      `name:"codes-per-minute" env:"HOTLINE_CODES_PER_MINUTE" default:"60" placeholder:"N" help:"How many codes may be sent to all accounts together in a minute, before callers are led to a person: a bound on what a flood of calls can cost. 0 does not limit."`
	CallbackCountries []string `name:"callback-countries" env:"HOTLINE_CALLBACK_COUNTRIES" placeholder:"CODE" example:"86,852" help:"Countries whose numbers are called back and texted, by calling code, separated by commas; the country of HOTLINE_NUMBER alone when empty. 1 is all of North America and the Caribbean. Premium and shared-cost numbers are never called."`
	CallbacksPerHour  int      `name:"callbacks-per-hour" env:"HOTLINE_CALLBACKS_PER_HOUR" default:"100" placeholder:"N" help:"How many callbacks all callers together may ask for within an hour, before they are offered a message instead; 0 does not limit."`
	CallbacksPerDay   int      `name:"callbacks-per-day" env:"HOTLINE_CALLBACKS_PER_DAY" default:"500" placeholder:"N" help:"The same within a day, UTC; 0 does not limit."`
	TrustedProxies    string   `name:"trusted-proxies" env:"HOTLINE_TRUSTED_PROXIES" placeholder:"CIDR,..." help:"Networks of the proxies in front of the hotline, such as 10.0.0.0/8, whose X-Forwarded-For tells browsers' addresses; without them a proxy's address is taken for all browsers'."`
	OTLPEndpoint      string   `name:"otlp-endpoint" env:"OTEL_EXPORTER_OTLP_ENDPOINT" placeholder:"URL" example:"http://127.0.0.1:4318" help:"OpenTelemetry collector (OTLP over HTTP) that is sent a trace of each webhook, of the step it writes and of the requests to the carrier that come of it, with nothing of the caller's; no traces when empty. The other OTEL_ variables, such as OTEL_EXPORTER_OTLP_HEADERS and OTEL_TRACES_SAMPLER, are taken from the environment."`
	LogLevel          string   `name:"log-level" env:"HOTLINE_LOG_LEVEL" default:"info" placeholder:"LEVEL" help:"debug, info, warn or error."`
	LogFormat         string   `name:"log-format" env:"HOTLINE_LOG_FORMAT" default:"json" placeholder:"FORMAT" help:"json, or console for people."`

	SecondFactor     string `name:"second-factor" env:"HOTLINE_SECOND_FACTOR" default:"off" placeholder:"WHO" help:"Who must sign in with a code of an authenticator app besides the password: operators (administrators too), all, or off, which leaves it to each. Who has no app yet is led to set it up. Sign-ins by the company's own service are left to that service."`
	OIDCIssuer       string `name:"oidc-issuer" env:"HOTLINE_OIDC_ISSUER" placeholder:"URL" example:"https://login.example.com" help:"The company's own sign-in service (OpenID Connect), by which people whose e-mail address it has verified sign in beside their password; empty for passwords alone."`
	OIDCClientID     string `name:"oidc-client-id" env:"HOTLINE_OIDC_CLIENT_ID" placeholder:"ID" example:"hotline" help:"What the sign-in service calls the hotline. Register PUBLIC_URL/signin/oidc/callback there."`
	OIDCClientSecret Secret `name:"oidc-client-secret" env:"HOTLINE_OIDC_CLIENT_SECRET" placeholder:"SECRET" help:"The client's secret at the sign-in service, where it gave one."`

	CasesURL             string `name:"cases-url" env:"HOTLINE_CASES_URL" shown:"host" placeholder:"URL" example:"https://desk.example.com/hotline" help:"Where news of cases is sent, signed (docs/API.md); it is not kept when empty."`
	CasesSecret          Secret `name:"cases-secret" env:"HOTLINE_CASES_SECRET" placeholder:"SECRET" help:"What news of cases is signed with, at least 16 characters."`
	CasesSecretSecondary Secret `name:"cases-secret-secondary" env:"HOTLINE_CASES_SECRET_SECONDARY" placeholder:"SECRET" help:"A second secret that also signs, while the first is rotated."`

	AccountSID         string `name:"twilio-account-sid" env:"TWILIO_ACCOUNT_SID" placeholder:"SID" example:"AC00000000000000000000000000000000" required-by:"serve" help:"Twilio account: AC and 32 hex digits."`
	AuthToken          Secret `name:"twilio-auth-token" env:"TWILIO_AUTH_TOKEN" placeholder:"TOKEN" required-by:"serve" help:"The account's auth token. A file (TWILIO_AUTH_TOKEN_FILE) keeps it out of process lists."`
	AuthTokenSecondary Secret `name:"twilio-auth-token-secondary" env:"TWILIO_AUTH_TOKEN_SECONDARY" placeholder:"TOKEN" help:"A second token that is accepted while the first is rotated."`
	APIKey             string `name:"twilio-api-key" env:"TWILIO_API_KEY" placeholder:"SID" example:"SK00000000000000000000000000000000" help:"API key of agents' browser softphones; with its secret, agents whose entry says softphone are rung in the browser."`
	APISecret          Secret `name:"twilio-api-secret" env:"TWILIO_API_SECRET" placeholder:"SECRET" help:"The API key's secret."`
	AppSID             string `name:"twilio-app-sid" env:"TWILIO_APP_SID" placeholder:"SID" example:"AP00000000000000000000000000000000" help:"TwiML application of browser softphones, for calls that they begin; none is needed to receive calls."`
	APIURL             string `name:"twilio-api-url" env:"TWILIO_API_URL" default:"https://api.twilio.com" placeholder:"URL" help:"Base of the REST API. Another TwiML provider or a test stand-in goes here; the token goes to this host only."`
}

// Proxies returns the networks of TrustedProxies, without invalid ones.
func (s Settings) Proxies() []*net.IPNet {
	var networks []*net.IPNet
	for text := range strings.SplitSeq(s.TrustedProxies, ",") {
		if _, network, err := net.ParseCIDR(strings.TrimSpace(text)); err == nil {
			networks = append(networks, network)
		}
	}
	return networks
}

// RecordingHosts returns the hosts besides Twilio's at which recordings may be kept: the REST API's.
func (s Settings) RecordingHosts() []string {
	u, err := url.Parse(s.APIURL)
	if err != nil || u.Host == "" {
		return nil
	}
	return []string{u.Host}
}

// CasesSecrets returns the secrets with which webhooks of cases are signed.
func (s Settings) CasesSecrets() []string {
	var all []string
	for _, secret := range []Secret{s.CasesSecret, s.CasesSecretSecondary} {
		if secret != "" {
			all = append(all, secret.Reveal())
		}
	}
	return all
}

// shortestBackup bounds how often backups are made.
const shortestBackup = time.Minute

// BackupPeriod returns how often backups are made.
func (s Settings) BackupPeriod() time.Duration {
	every, err := time.ParseDuration(s.BackupEvery)
	if err != nil || every < shortestBackup {
		return 24 * time.Hour
	}
	return every
}

// defaultStore is the default path of the store's file.
const defaultStore = "hotline.db"

// StoreFile returns the path of the store's file.
func (s Settings) StoreFile() string {
	if s.Store == "" {
		return defaultStore
	}
	return s.Store
}

// StoreName returns the store's name for people: a file, or a database without its password and parameters.
func (s Settings) StoreName() string {
	return nameOf(s.StoreFile())
}

// HealthAddr returns the address at which a running hotline answers /readyz.
func (s Settings) HealthAddr() string {
	if s.OpsAddr != "" {
		return s.OpsAddr
	}
	return s.Addr
}

// Database reports whether the store is a database. Store is then its URL.
func (s Settings) Database() bool { return isDatabase(s.Store) }

func isDatabase(store string) bool {
	return strings.HasPrefix(store, "postgres://") || strings.HasPrefix(store, "postgresql://")
}

// nameOf is a store without what may be a secret.
func nameOf(store string) string {
	if !isDatabase(store) {
		return store
	}
	u, err := url.Parse(store)
	if err != nil || u.Host == "" {
		return "postgres://" + hidden
	}
	named := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	if name := u.User.Username(); name != "" {
		named.User = url.User(name)
	}
	return named.String()
}

// Softphones reports whether agents' browsers can be rung.
func (s Settings) Softphones() bool { return s.APIKey != "" && s.APISecret != "" }

// BaseURL returns the public URL without a final slash.
func (s Settings) BaseURL() string { return strings.TrimRight(s.PublicURL, "/") }
