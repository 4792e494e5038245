"""The pages: each answers one question that a person has."""
