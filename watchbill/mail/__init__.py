"""E-mail as letters: an envelope, words and attachments, from .eml, mbox and Outlook's .msg. Opens no file."""
