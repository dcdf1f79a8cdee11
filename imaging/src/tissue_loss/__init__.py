"""From two scans of a child to a tissue loss ratio, and simulated children to test it on."""
