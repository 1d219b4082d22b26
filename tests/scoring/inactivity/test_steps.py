"""Due moments and what lies before them, also of so many leads over so long that one number cannot hold both."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kenbun.scoring.inactivity.steps import NEVER, Activities, due_moments, next_steps

DAY = 86_400_000_000
FEW = st.lists(st.tuples(st.sampled_from([0, 1, 2**21]), st.integers(0, 40)), max_size=12)


@given(FEW, FEW)
def test_every_due_moment_and_the_first_after_anything(active, happened):
    """Lead 2,097,152 and three centuries apart, or a few leads within days: the same moments are found."""
    for apart in (1, 2_500):
        leads = np.array([lead for lead, _ in active], np.int64)
        at = np.array([day * apart * DAY for _, day in active], np.int64)
        count = 2**21 + 1
        after, never = np.zeros(count, np.int64), np.full(count, NEVER)
        until = np.full(count, 41 * apart * DAY)
        every = np.array([3 * apart * DAY, 5 * apart * DAY])
        steps = due_moments(every, after, never, Activities(leads, at), until)
        found = list(zip(steps.leads.tolist(), steps.at.tolist(), steps.rules.tolist(), strict=True))
        assert found == sorted(by_hand(active, apart))
        asked = np.array([lead for lead, _ in happened], np.int64)
        times = np.array([day * apart * DAY for _, day in happened], np.int64)
        for place, home in enumerate(next_steps(steps, asked, times)):
            later = [
                number
                for number, (lead, due, _) in enumerate(found)
                if (lead, due) >= (asked[place], times[place]) and lead == asked[place]
            ]
            assert home == (later[0] if later else -1)


def by_hand(active, apart):
    moments = []
    for lead in {lead for lead, _ in active}:
        days = sorted({day for one, day in active if one == lead})
        for since, following in zip(days, [*days[1:], 42], strict=True):
            for rule, every in enumerate((3, 5)):
                due = since + every
                while due < following:
                    moments.append((lead, due * apart * DAY, rule))
                    due += every
    return moments
