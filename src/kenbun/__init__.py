"""kenbun tells sales and marketing which leads and accounts to talk to now, and why."""
