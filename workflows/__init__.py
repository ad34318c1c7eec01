"""Who may do what, when, and what state follows: pure rules of the review road."""
