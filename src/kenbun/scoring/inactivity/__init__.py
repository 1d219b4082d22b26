"""What leads lose while nothing is heard of them: rules, and one kernel that every reading of them goes through."""
