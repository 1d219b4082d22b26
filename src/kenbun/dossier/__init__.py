"""A dossier: everything known of one person, as one document."""
