"""Conditions tried before they are saved: how many they would take in, by each part, and the first of them."""
