"""All data that fit printed numbers together: counts, tables, samples, ranks, joint problems."""
