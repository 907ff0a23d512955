package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Problem is one thing wrong with a setting, in one line.
type Problem struct {
	Setting string // its name in the environment
	Wrong   string
	Mend    string
}

// Error implements error.
func (p Problem) Error() string { return fmt.Sprintf("%s %s; %s", p.Setting, p.Wrong, p.Mend) }

// Check reports what is wrong with the settings that are set, a line each. A secret's value is never
// quoted.
func (s Settings) Check() error {
	var problems []error
	for _, f := range s.fields() {
		if rule, ok := rules[f.Env]; ok {
			for _, value := range f.values {
				problems = append(problems, apply(rule, f.Env, value))
			}
		}
	}
	if s.Number != "" && slices.Contains(s.FallbackNumber, s.Number) {
		problems = append(problems, Problem{"HOTLINE_FALLBACK_NUMBER", "holds HOTLINE_NUMBER, so the hotline would ring itself", "name the telephones of people"})
	}
	if s.OpsAddr != "" && s.OpsAddr == s.Addr {
		problems = append(problems, Problem{"HOTLINE_OPS_ADDR", "is HOTLINE_ADDR", "give it a port of its own, or leave it out"})
	}
	if s.OIDCIssuer != "" && s.OIDCClientID == "" {
		problems = append(problems, Problem{"HOTLINE_OIDC_CLIENT_ID", "is missing", "set it with HOTLINE_OIDC_ISSUER, or neither"})
	}
	if s.APIKey != "" && s.APISecret == "" {
		problems = append(problems, Problem{"TWILIO_API_SECRET", "is missing", "set it with TWILIO_API_KEY, or neither"})
	}
	if s.CasesURL != "" && s.CasesSecret == "" {
		problems = append(problems, Problem{"HOTLINE_CASES_SECRET", "is missing", "set it with HOTLINE_CASES_URL, for example to what openssl rand -hex 32 prints"})
	}
	return errors.Join(problems...)
}

// CheckServe also reports what is missing to answer real calls.
func (s Settings) CheckServe() error {
	problems := []error{s.Check()}
	for _, f := range s.fields() {
		if f.RequiredBy == "serve" && len(f.values) == 0 {
			mend := "set it (docs/SETTINGS.md)"
			if f.Example != "" {
				mend = "set it, for example " + f.Env + "=" + f.Example
			}
			problems = append(problems, Problem{f.Env, "is missing", mend})
		}
	}
	return errors.Join(problems...)
}

// IsE164 reports whether a number is +, country code and subscriber number, without anything else.
func IsE164(number string) bool { return e164.MatchString(number) }

// IsLoopback reports whether a host (a name or an address, without a port) is this machine only.
func IsLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.Unmap().IsLoopback()
}

// rule returns what is wrong with a value, and how to fix it; "" if it is valid.
type rule func(value string) (wrong, mend string)

var rules = map[string]rule{
	"HOTLINE_ADDR":                checkAddr,
	"HOTLINE_OPS_ADDR":            checkAddr,
	"HOTLINE_PUBLIC_URL":          checkPublicURL,
	"HOTLINE_NUMBER":              matching(e164, "is no telephone number", "write it as E.164: + and country code, no spaces"),
	"HOTLINE_FALLBACK_NUMBER":     matching(e164, "holds what is no telephone number", "write numbers as E.164 (+ and country code, no spaces), separated by commas"),
	"HOTLINE_STORE":               checkStore,
	"HOTLINE_CALLS_PER_HOUR":      CheckCount,
	"HOTLINE_CODES_PER_DAY":       CheckCount,
	"HOTLINE_CODES_PER_HOUR":      CheckCount,
	"HOTLINE_CODES_PER_MINUTE":    CheckCount,
	"HOTLINE_CALLBACKS_PER_HOUR":  CheckCount,
	"HOTLINE_CALLBACKS_PER_DAY":   CheckCount,
	"HOTLINE_CALLBACK_COUNTRIES":  matching(callingCode, "holds what is no calling code", "write codes of one to three digits without +, separated by commas, such as 86,852"),
	"HOTLINE_TRUSTED_PROXIES":     checkProxies,
	"OTEL_EXPORTER_OTLP_ENDPOINT": checkCollector,
	"HOTLINE_KEY":                 checkKey,
	"HOTLINE_KEY_NEXT":            checkKey,
	"HOTLINE_BACKUP_EVERY":        checkBackupEvery,
	"HOTLINE_BACKUP_KEEP":         CheckCount,
	"HOTLINE_RETENTION":           checkRetention,
	"HOTLINE_LOG_LEVEL":           oneOf("debug", "info", "warn", "error"),
	"HOTLINE_LOG_FORMAT":          oneOf("json", "console"),
	"HOTLINE_SECOND_FACTOR":       oneOf("off", "operators", "all"),
	"HOTLINE_OIDC_ISSUER":         checkIssuer,
	"TWILIO_ACCOUNT_SID":          sid("AC"),
	"TWILIO_API_KEY":              sid("SK"),
	"TWILIO_APP_SID":              sid("AP"),
	"TWILIO_API_URL":              checkAPIURL,
	"TWILIO_AUTH_TOKEN":           checkToken, "TWILIO_AUTH_TOKEN_SECONDARY": checkToken, "TWILIO_API_SECRET": checkToken,
	"HOTLINE_OIDC_CLIENT_SECRET": checkToken,
	"HOTLINE_CASES_URL":          checkCasesURL,
	"HOTLINE_CASES_SECRET":       checkSigning, "HOTLINE_CASES_SECRET_SECONDARY": checkSigning,
}

var callingCode = regexp.MustCompile(`^[1-9][0-9]{0,2}$`)

func checkProxies(value string) (wrong, mend string) {
	for text := range strings.SplitSeq(value, ",") {
		if _, _, err := net.ParseCIDR(strings.TrimSpace(text)); err != nil {
			return fmt.Sprintf("holds %q, which is no network", strings.TrimSpace(text)), "write networks as 10.0.0.0/8 or 192.0.2.7/32, separated by commas"
		}
	}
	return "", ""
}

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

func apply(check rule, setting, value string) error {
	if wrong, mend := check(value); wrong != "" {
		return Problem{setting, wrong, mend}
	}
	return nil
}

func matching(pattern *regexp.Regexp, wrong, mend string) rule {
	return func(value string) (string, string) {
		if pattern.MatchString(value) {
			return "", ""
		}
		return wrong, mend
	}
}

func sid(prefix string) rule {
	return matching(regexp.MustCompile(`^`+prefix+`[0-9a-f]{32}$`), "is malformed",
		"copy it from Twilio's console: "+prefix+" and 32 hex digits")
}

func oneOf(words ...string) rule {
	return func(value string) (string, string) {
		if slices.Contains(words, value) {
			return "", ""
		}
		return fmt.Sprintf("is %q", value), "choose " + strings.Join(words, ", ")
	}
}

func checkAddr(value string) (string, string) {
	if _, port, err := net.SplitHostPort(value); err != nil || port == "" {
		return fmt.Sprintf("is %q", value), "write HOST:PORT, or :PORT for every interface"
	}
	return "", ""
}

func checkStore(value string) (string, string) {
	scheme, _, found := strings.Cut(value, "://")
	if found && !(Settings{Store: value}).Database() {
		return "is a " + scheme + " URL, in which nothing can be kept", "name a file, or write postgres://USER:PASSWORD@HOST:PORT/DATABASE"
	}
	return "", ""
}

// CheckCount returns what is wrong with a setting that is a count: it is checked before it is parsed,
// so that the error names the setting.
func CheckCount(value string) (wrong, mend string) {
	if n, err := strconv.Atoi(value); err != nil || n < 0 {
		return fmt.Sprintf("is %q", value), "write 0 or a number above it"
	}
	return "", ""
}

func checkToken(value string) (string, string) {
	if strings.ContainsAny(value, " \t\r\n\"'") {
		return "holds a space or a quote", "copy it again, without anything around it"
	}
	return "", ""
}

func checkPublicURL(value string) (string, string) {
	const mend = "write scheme and host that Twilio calls, for example https://hotline.example.com"
	u, err := url.Parse(value)
	switch {
	case err != nil, u.Host == "", u.User != nil, strings.Trim(u.Path, "/") != "", u.RawQuery != "", u.Fragment != "":
		return "is not a scheme and a host alone", mend
	case u.Scheme == "https", u.Scheme == "http" && IsLoopback(u.Hostname()):
		return "", ""
	}
	return "is not https", mend
}

func checkIssuer(value string) (string, string) {
	u, err := url.Parse(value)
	sound := err == nil && u.Host != "" && u.User == nil && u.RawQuery == "" && u.Fragment == ""
	if sound && (u.Scheme == "https" || u.Scheme == "http" && IsLoopback(u.Hostname())) {
		return "", ""
	}
	return "is no issuer", "write the https address that the sign-in service calls itself, for example https://login.example.com"
}

// checkCasesURL does not quote the URL, since it may contain a secret.
func checkCasesURL(value string) (string, string) {
	const mend = "write an address of your own, for example https://desk.example.com/hotline"
	u, err := url.Parse(value)
	switch {
	case err != nil, u.Host == "", u.User != nil, u.Fragment != "":
		return "is no address with a host", mend
	case u.Scheme == "https", u.Scheme == "http" && IsLoopback(u.Hostname()):
		return "", ""
	}
	return "is not https", mend
}

// shortestSigning is the least length of a signing secret.
const shortestSigning = 16

func checkSigning(value string) (string, string) {
	if len(value) < shortestSigning {
		return "is too short to sign with", "write at least 16 characters, for example what openssl rand -hex 32 prints"
	}
	return checkToken(value)
}

func checkCollector(value string) (string, string) {
	if wrong, _ := checkAPIURL(value); wrong != "" {
		return "is no address of a collector", "write http or https and a host, for example http://127.0.0.1:4318"
	}
	return "", ""
}

// keySize is the length of HOTLINE_KEY, in bytes.
const keySize = 32

func checkKey(value string) (string, string) {
	if len(Secret(value).Bytes()) != keySize {
		return "is no key", "write 32 bytes in base64, as openssl rand -base64 32 prints them"
	}
	return "", ""
}

func checkBackupEvery(value string) (string, string) {
	if every, err := time.ParseDuration(value); err != nil || every < shortestBackup {
		return fmt.Sprintf("is %q", value), "write hours and minutes, at least a minute, such as 6h or 30m"
	}
	return "", ""
}

func checkAPIURL(value string) (string, string) {
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return "is no address of an API", "write http or https and a host, for example https://api.twilio.com"
	}
	return "", ""
}
