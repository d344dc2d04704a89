"""The only room that knows the database. Every read of personal data takes the signed-in actor and is recorded."""
