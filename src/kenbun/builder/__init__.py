"""What the rule builder of the pages offers: one builder for rules, filters, roles and segments, each in its own words.

The tree itself is built in the browser (`web/static/js/builder/`); what it means is said by `conditions` alone.
"""
