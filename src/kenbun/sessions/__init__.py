"""Sessions: one lead's runs of activity with gaps under the idle timeout."""
