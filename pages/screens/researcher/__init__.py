"""The researcher's screens: set-up, the mock referral, participants and findings."""
