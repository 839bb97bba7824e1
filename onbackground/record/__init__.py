"""What a record is: its schema, its views, its ids, its seals and its figures."""
