"""Research as documents: mock referrals, a participant's record, findings across councils, results in pictures."""
