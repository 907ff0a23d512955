package auth

import "github.com/prometheus/client_golang/prometheus"

// How a sign-in ended, as the metric names it.
const (
	signInOK      = "ok"
	signInWrong   = "wrong"   // the name or the password
	signInCode    = "code"    // the password was right, and the code was not
	signInLimited = "limited" // too many tries came before
)

// countSignIns makes the metric of sign-ins, from zero for each result so that the first
// refusal is seen as a rise.
func countSignIns(r *prometheus.Registry) *prometheus.CounterVec {
	count := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "hotline_signins_total", Help: "Sign-ins, by result: ok, wrong, code when the second factor was wrong, or limited when too many tries came before.",
	}, []string{"result"})
	for _, result := range []string{signInOK, signInWrong, signInCode, signInLimited} {
		count.WithLabelValues(result)
	}
	if r != nil {
		r.MustRegister(count)
	}
	return count
}
