"""Who is in, since when and why; and what people have said of that by hand, which comes before conditions."""
