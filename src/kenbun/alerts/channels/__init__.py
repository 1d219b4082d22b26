"""Where alerts go beside the app: a channel is a destination that an admin has set up. Each kind is a folder."""
