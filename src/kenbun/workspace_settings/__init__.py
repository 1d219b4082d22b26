"""Settings of a workspace: read, tried, changed; scores and sessions follow the ones that alter them."""
