"""Time alone changes what looks back: whom the edge of a window has passed since it was last looked at. All others stay
as they are while nothing happens, so nobody else has to be asked."""
