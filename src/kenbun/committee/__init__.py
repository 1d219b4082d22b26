"""The buying committee of an account: who of its leads plays which part in the purchase.

Roles are data: each has conditions with weights. A lead gets the one role whose best condition that holds weighs most
(of equals the role that comes first; under 30: none). What people have said comes before that, for good: a role set by
hand, and a removal.
"""
