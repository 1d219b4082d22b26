"""What the lists of leads and of accounts have in common: filters and their spelling in URLs, columns, selections."""
