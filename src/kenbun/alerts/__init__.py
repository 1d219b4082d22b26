"""Alerts: what members are told, each as they prefer. In-app for now; other channels are folders of their own."""
