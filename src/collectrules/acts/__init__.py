"""What people do to the books: payments, waivers, plans, settlements, write-offs, placements, each one transaction."""
