"""The only room that knows the database. Every read of personal data needs the signed-in actor and is recorded."""
