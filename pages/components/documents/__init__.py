"""What leaves the tool as a file or is read as a document: figures, data quality, audit, referrals, research."""
