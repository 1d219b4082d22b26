"""Events: taken in durably, recorded with their lead, shown, and strung into sessions."""
