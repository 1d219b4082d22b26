"""kenbun tells sales and marketing which leads and accounts to talk to now, and why."""

VERSION = "0.1.0"
