"""Surges: times in which an account is far more active than it used to be.

The rule, with the numbers a workspace starts with. At an instant T,

- the *window* is (T - 7 days, T]; what counts in it is activity: events that filters let through and whose channel is
  not `system`, of all leads that are the account's now;
- the *average* is what the 28 days before the window, (T - 35 days, T - 7 days], come to in 7 days: a quarter of their
  activity, and never less than 1. Days before the first activity count as empty ones;
- the *ratio* is the activity of the window divided by the average.

An account surges from the first instant at which the window holds at least 10 events, from at least 2 leads, the ratio
is at least 2, and its first activity lies at least 14 days back; until the first instant after that at which the ratio
is under 1.5, or the window holds too few events or leads. In between it goes on surging.

All that can change at an instant at which something enters or leaves the window or the 28 days, or at which the account
is 14 days old. So the instants at which a surge can begin or end are known, to the microsecond: of each event its own
time, that and 7 days, that and 35 days; and the first activity and 14 days. Nothing is sampled.

A row is from its start to its end, the end not included. It counts events and leads in between, names the channel of
most of them (of several the first by name), and the highest ratio. Rows are a pure function of events, of whose leads
they are, of the numbers and of the time: `rule_queries` works them out, live from where something changed, or from the
first event on.
"""
