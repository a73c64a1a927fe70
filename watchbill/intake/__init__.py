"""Taking in what somebody was sent: files, folders, zip archives and e-mail become documents of a release."""
