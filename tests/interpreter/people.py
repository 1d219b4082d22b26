"""Who did what, and for which company: decided call by call in order of receipt.

Nothing of the product is used here. Calls are dicts; `aliases` are pairs of kind and value.
"""

STRENGTH = ("external_id", "email", "phone", "social", "cookie")
FREE_MAIL = {"gmail.com", "gmx.de"}
PUBLIC_SUFFIXES = ("co.uk", "com", "de", "io")


def people(calls):
    """The lead (a number) of each call, the lead of each alias, the pairs that look like one person, and into whom each
    visitor was merged."""
    doers, lead_of, pairs, into = [], {}, set(), {}
    for call in calls:
        named = named_by(call, lead_of, into)
        lead = next(iter(named.values()), len(set(doers)))
        into |= joined_by(named, lead_of, into)
        pairs |= {
            frozenset((lead, other)) for other in named.values() if root(other, into) != root(lead, into)
        }
        for alias in call["aliases"]:
            lead_of.setdefault(alias, lead)
        doers.append(lead)
    return doers, lead_of, pairs, into


def root(lead, into):
    """Where a lead is shown."""
    while lead in into:
        lead = into[lead]
    return lead


def named_by(call, lead_of, into):
    """Of those whom a call names, by where they are shown, the one that is named by most; the first did it."""
    named = {}
    for alias in sorted(call["aliases"], key=lambda alias: STRENGTH.index(alias[0])):
        if alias in lead_of:
            named.setdefault(root(lead_of[alias], into), lead_of[alias])
    return named


def joined_by(named, lead_of, into):
    """Visitors are those known by cookies alone: they turn out to be the first who is not, or else the oldest."""
    kinds = {one: {kind for (kind, _), lead in lead_of.items() if root(lead, into) == one} for one in named}
    visitors = [one for one in named if kinds[one] == {"cookie"}]
    target = next((one for one in named if one not in visitors), min(named, default=None))
    return {visitor: target for visitor in visitors if visitor != target}


def companies(calls):
    """Of each lead that is shown (basis, account), of each call its account, the accounts: dicts with id, domain; and
    which of these (by identity) clash.

    A call's account is the one it names, else the one that is shown of its lead at that moment.
    """
    accounts, of_calls, seen, clashes = [], [], set(), set()
    doers, lead_of, into = [], {}, {}
    own, domain_of = {}, {}
    for call in calls:
        named = named_by(call, lead_of, into)
        lead = next(iter(named.values()), len(set(doers)))
        into |= joined_by(named, lead_of, into)
        for alias in call["aliases"]:
            lead_of.setdefault(alias, lead)
        doers.append(lead)
        mine = own.setdefault(lead, {"basis": "no_email", "account": None, "at": None})
        fresh = sorted(value for kind, value in set(call["aliases"]) - seen if kind == "email")
        seen |= set(call["aliases"])
        for email in fresh:
            if business_domain(email):
                domain_of.setdefault(root(lead, into), business_domain(email))
        key = call.get("account_id")
        said = key and _named(key, domain_of.get(root(lead, into)), accounts, clashes)
        if said and (mine["at"] is None or call["timestamp"] >= mine["at"]):
            mine |= {"basis": "account_id", "account": said, "at": call["timestamp"]}
        for email in fresh:
            domain = business_domain(email)
            if mine["basis"] == "account_id" and domain:
                _meet(mine["account"], domain, accounts, clashes)
            if mine["account"] is None:
                mine["basis"] = "domain" if domain else "free_mail"
                if domain:
                    mine["account"] = _by("domain", domain, accounts) or _make(accounts, None, domain)
        of_calls.append(said or shown_company(lead, own, into)[1])
    leads = {root(lead, into): shown_company(lead, own, into) for lead in own}
    return leads, of_calls, accounts, clashes


def shown_company(lead, own, into):
    """Of all that are shown as one: the one named last, else that of an address, the root's before the oldest's."""
    top = root(lead, into)
    parts = [own[one] for one in sorted(own, key=lambda one: (one != top, one)) if root(one, into) == top]
    named = [part for part in parts if part["at"]]
    if named:
        last = max(named, key=lambda part: part["at"])
        return last["basis"], last["account"]
    for basis in ("domain", "free_mail"):
        for part in parts:
            if part["basis"] == basis:
                return basis, part["account"]
    return "no_email", None


def _named(key, domain, accounts, clashes):
    if account := _by("id", key, accounts):
        return account
    neighbour = domain and _by("domain", domain, accounts)
    if not neighbour:
        return _make(accounts, key, domain)
    if neighbour["id"] is None:
        neighbour["id"] = key
        return neighbour
    account = _make(accounts, key, None)
    clashes.add(frozenset((id(neighbour), id(account))))
    return account


def _meet(account, domain, accounts, clashes):
    """A lead of an account that an id named turns out to be at a domain."""
    if account["domain"] is None:
        neighbour = _by("domain", domain, accounts)
        if neighbour is None:
            account["domain"] = domain
        else:
            clashes.add(frozenset((id(neighbour), id(account))))


def _by(what, value, accounts):
    return next((account for account in accounts if account[what] == value), None)


def _make(accounts, key, domain):
    accounts.append({"id": key, "domain": domain})
    return accounts[-1]


def business_domain(email):
    domain = registrable(email.split("@")[1])
    return None if domain in FREE_MAIL else domain


def registrable(host):
    suffix = next(suffix for suffix in PUBLIC_SUFFIXES if host.endswith("." + suffix))
    return host.removesuffix("." + suffix).split(".")[-1] + "." + suffix
