"""Who may do what: workspaces, members and roles, sign-in, tokens, write keys, the audit log, the tick."""
