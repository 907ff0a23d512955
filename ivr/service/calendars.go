package service

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// calendarsEvery is how often the calendars in use are looked at.
const calendarsEvery = 5 * time.Second

// watchCalendars tells of a year whose holidays are not known when a line first meets it,
// once in the log and for as long as it lasts in the metric, until ctx ends.
func (s *Service) watchCalendars(ctx context.Context) error {
	var told []int
	look := func() {
		if unknown := s.Menus.Current().Unknown(s.Clock()); !slices.Equal(unknown, told) {
			s.tellUnknown(unknown)
			told = unknown
		}
	}
	look()
	every(ctx, calendarsEvery, look)
	return nil
}

func (s *Service) tellUnknown(years []int) {
	s.core.metrics.unknownYears.Reset()
	for _, year := range years {
		s.core.metrics.unknownYears.WithLabelValues(fmt.Sprint(year)).Set(1)
		s.Log.Warn().Int("year", year).Msg(UnknownYear(year))
	}
}

// UnknownYear is the warning of a year whose public holidays are not known.
func UnknownYear(year int) string {
	return fmt.Sprintf("the public holidays of %d are not known: lines keep their weekly hours", year)
}
