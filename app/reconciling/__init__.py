"""The Reconciliation Service API 0.2 in our words: types, properties, queries, extension."""
