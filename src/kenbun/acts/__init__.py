"""Acts on many leads at once: begun on the list, carried out in the background, a row of their own each."""
