"""Fixed points, derivatives, exponents and found states."""
