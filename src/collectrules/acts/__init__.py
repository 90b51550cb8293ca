"""What people do to the books, each act a transaction: payments, waivers, plans, settlements, letting go."""
