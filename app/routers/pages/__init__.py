"""The pages of the explorer, for people: at the paths of ``/v1`` without it."""
